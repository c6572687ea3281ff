"""What a symbol is worth: parts of quantities, gradients, letters, sizes, numbers, abbreviations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import brackets, gradients
from derive.check.judging.chooser import Option
from derive.check.judging.frame import NUDGE, Frame, Span
from derive.check.judging.gather import take
from derive.check.judging.problems import Unknown
from derive.check.judging.values import Value, transpose
from derive.check.meaning import symbols as meanings
from derive.check.meaning.symbols import Meaning, Part, Reading
from derive.check.reading.syntax import Name, Node

if TYPE_CHECKING:
    from derive.check.judging.evaluate import Evaluator


_CALLS = 100
"""No deeper than this a function is given the row's variable as its argument."""


def name(evaluator: Evaluator, node: Name, frame: Frame) -> Value:
    """A symbol: a bound letter, or what the dictionary says, with the exponents that are left over."""
    letter = bound(node, frame)
    if letter is not None:
        return brackets.with_scripts(evaluator, letter, node.sup, node, frame)
    reading = reading_of(evaluator, node)
    what, rest = turned(reading)
    value = meaning(evaluator, what, node, frame)
    return brackets.with_scripts(evaluator, value, rest, node, frame)


def turned(reading: Reading) -> tuple[Meaning, tuple[Node, ...]]:
    """``W^T_{ij}`` is an entry of the transpose: the indices change places, and the mark is used up."""
    if not reading.rest or not is_transpose(reading.rest[0]):
        return reading.meaning, reading.rest
    swapped = with_swapped_indices(reading.meaning)
    return (reading.meaning, reading.rest) if swapped is None else (swapped, reading.rest[1:])


def is_transpose(script: Node) -> bool:
    """Whether a superscript that is left over is a ``T``."""
    return isinstance(script, Name) and script.base in ("T", "top", "intercal") and not script.sub and not script.sup


def with_swapped_indices(what: Meaning) -> Meaning | None:
    """A part with both of its axes indexed, the indices exchanged; None for anything else."""
    if isinstance(what, meanings.GradientOf):
        inner = with_swapped_indices(what.part)
        return replace(what, part=inner) if isinstance(inner, Part) else None
    if isinstance(what, Part) and len(what.indices) == 2 and all(index is not None for index in what.indices):
        return replace(what, indices=what.indices[::-1])
    return None


def bound(node: Node, frame: Frame) -> Value | None:
    """The value of a letter that a sum or the row itself runs over."""
    if not isinstance(node, Name) or node.sub or node.accents or node.primes:
        return None
    binding = frame.scope.get(node.base)
    if binding is None:
        return None
    return binding.value if isinstance(binding, Span) else Value(np.asarray(binding))


def readings_of(evaluator: Evaluator, node: Name) -> tuple[Reading, ...]:
    """All readings of a symbol (looked up once)."""
    found = evaluator.memory.readings.get(node)
    if found is None:
        found = evaluator.memory.readings[node] = tuple(evaluator.symbols.lookup(node))
    return found


def reading_of(evaluator: Evaluator, node: Name) -> Reading:
    """The reading that is picked.

    Raises:
        Unknown: the dictionary does not know the symbol.
    """
    found = readings_of(evaluator, node)
    if not found and node.base == "partial":
        raise Unknown("a \\partial stands here without its partner", node.span)
    if not found:
        raise Unknown(f"the symbol '{spelled(node)}' is not known", node.span)
    if len(found) == 1:
        return found[0]
    options = [Option(reading, _reading_words(node, reading) if at else "", 1.0 + 0.1 * at) for at, reading in enumerate(found)]
    return evaluator.chooser.pick(("reading", node), options)


def _reading_words(node: Name, reading: Reading) -> str:
    """How a symbol was read, where that is not the most plausible way."""
    if reading.words:
        return reading.words
    what = reading.meaning
    gradient = isinstance(what, meanings.GradientOf)
    part = what.part if isinstance(what, meanings.GradientOf) else what
    if isinstance(part, Part):
        return f"{spelled(node)} as {'the gradient by ' if gradient else ''}{part.quantity}"
    if isinstance(what, meanings.FunctionOf):
        return ""  # the bracket behind it says so
    kinds = {
        meanings.IndexLetter: "an index",
        meanings.SizeOf: "a size",
        meanings.Formula: "an abbreviation",
        meanings.Kronecker: "Kronecker's symbol",
        meanings.NumberOf: "a number",
    }
    return f"{spelled(node)} as {kinds[type(what)]}"


def spelled(node: Name) -> str:
    """A symbol in short, for messages."""
    sub = "".join(f"_{script.raw}" for script in node.sub)
    sup = "".join(f"^{script.bracket[:1]}{script.raw.strip('()[]')}{script.bracket[1:]}" for script in node.sup)
    return " ".join((*reversed(node.accents), node.base)) + "'" * node.primes + sub + sup


def meaning(evaluator: Evaluator, what: Meaning, node: Name, frame: Frame) -> Value:
    """The value of a meaning.

    Raises:
        Unknown: a function without its argument (if the row does not differentiate by it), a letter without a range.
    """
    if isinstance(what, Part):
        return part(evaluator, what, frame)
    if isinstance(what, meanings.GradientOf):
        return gradients.gradient(evaluator, what, frame)
    if isinstance(what, meanings.Formula):
        return evaluator.value(what.node, replace(frame, depth=frame.depth + 1))
    if isinstance(what, meanings.SizeOf):
        return Value(np.asarray(frame.instance.sizes[what.size]))
    if isinstance(what, meanings.Kronecker):
        return kronecker(evaluator, what, frame)
    if isinstance(what, meanings.NumberOf):
        return _number(what)
    if isinstance(what, meanings.IndexLetter):
        raise Unknown(f"the range of the index '{what.letter}' is not known", node.span)
    if evaluator.argument is None or frame.depth > _CALLS:
        raise Unknown(f"the function '{spelled(node)}' stands without its argument", node.span)
    from derive.check.judging.functions import evaluated

    inner = evaluator.value(evaluator.argument, replace(frame, depth=frame.depth + 1))
    return evaluated(evaluator, what, [inner], frame, node)


def _number(what: meanings.NumberOf) -> Value:
    if what.kind in ("ones", "identity"):
        return Value(np.asarray(1.0), flexible=what.kind)
    return Value(np.asarray(0.0 if what.kind == "zeros" else what.value), literal=what.kind == "zeros")


def part(evaluator: Evaluator, what: Part, frame: Frame) -> Value:
    """A quantity with some of its axes indexed."""
    array = frame.instance.values.get(what.quantity)
    quantity = evaluator.world.quantities.get(what.quantity)
    if array is None or quantity is None:
        raise Unknown(f"'{what.quantity}' has no value here")
    nudged = array.ndim > len(quantity.axes)
    whole = Value(array, (NUDGE,) if nudged else (), len(quantity.axes))
    return taken(evaluator, whole, what, frame)


def taken(evaluator: Evaluator, whole: Value, what: Part, frame: Frame, keep: int = 0) -> Value:
    """Index the last axes of a value as a part says; open axes are reversed if it is transposed, and a vector may be a row."""
    quantity = evaluator.world.quantities[what.quantity]
    indices = [None if index is None else index_value(evaluator, index, frame) for index in what.indices]
    value = take(whole, [axis.first for axis in quantity.axes], indices, keep, ragged=quantity.ragged)
    if keep:
        return value
    if value.rank == 1 and not what.transposed:
        orientation = evaluator.orientation()
        value = replace(value, row=orientation == "row")
    return transposed(value) if what.transposed else value


def transposed(value: Value) -> Value:
    """The transpose; of more than two axes the last two are exchanged."""
    if value.rank > 2:
        return replace(value, array=value.array.swapaxes(-1, -2))
    return transpose(value)


def index_value(evaluator: Evaluator, node: Node, frame: Frame) -> Value:
    """The value of an index expression: whole numbers, with a label for each letter."""
    value = bound(node, frame)
    if value is None:
        value = evaluator.value(node, frame)
    if NUDGE in value.labels:
        at = value.labels.index(NUDGE)
        value = Value(value.array.take(0, axis=at), tuple(label for label in value.labels if label != NUDGE), value.rank)
    return value


def kronecker(evaluator: Evaluator, what: meanings.Kronecker, frame: Frame) -> Value:
    """One where both indices agree."""
    from derive.check.judging.values import combine

    left, right = index_value(evaluator, what.left, frame), index_value(evaluator, what.right, frame)
    return combine(lambda a, b: (a == b).astype(float), left, right, "compared with")
