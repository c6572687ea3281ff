"""Symbols of a row: the letters that are bound, and the readings that the dictionary offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Option
from derive.check.judging.problems import Unknown
from derive.check.judging.values.frame import Frame, Span
from derive.check.judging.values.values import Value
from derive.check.meaning import symbols as meanings
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import Meaning, Part, Reading
from derive.check.reading.printer import PHRASE
from derive.check.reading.syntax import Name, Node, Number
from derive.check.reading.tree import children
from derive.check.reading.vocabulary import TRANSPOSE_MARKS

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


LONE_PARTIAL = "a \\partial stands here without its partner"


def turned(reading: Reading) -> tuple[Meaning, tuple[Node, ...]]:
    """``W^T_{ij}`` is an entry of the transpose: the indices change places, and the mark is used up."""
    if not reading.rest or not is_transpose(reading.rest[0]):
        return reading.meaning, reading.rest
    swapped = with_swapped_indices(reading.meaning)
    return (reading.meaning, reading.rest) if swapped is None else (swapped, reading.rest[1:])


def is_transpose(script: Node) -> bool:
    """Whether a superscript that is left over is a ``T``."""
    return isinstance(script, Name) and script.base in TRANSPOSE_MARKS and not script.sub and not script.sup


def with_swapped_indices(what: Meaning) -> Meaning | None:
    """A part with both of its axes indexed, the indices exchanged (those behind the layer of a stack); None for anything
    else."""
    if isinstance(what, meanings.GradientOf):
        inner = with_swapped_indices(what.part)
        return replace(what, part=inner) if isinstance(inner, Part) else None
    if isinstance(what, Part) and None not in what.indices and (len(what.indices) == 2 or _is_of_stack(what)):
        return replace(what, indices=(*what.indices[:-2], *what.indices[:-3:-1]))
    return None


def _is_of_stack(part: Part) -> bool:
    """Whether a part is an entry of one layer's matrix, in a stack of layers."""
    return part.quantity.endswith("@") and len(part.indices) == 3


def bound(node: Node, frame: Frame) -> Value | None:
    """The value of a letter that a sum or the row itself runs over."""
    if not isinstance(node, Name) or node.sub or node.accents or node.primes or node.style in (MODEL, PHRASE):
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
        raise Unknown(LONE_PARTIAL, node.span)
    if not found:
        raise Unknown(f"the symbol '{spelled(node)}' is not known", node.span)
    if len(found) == 1:
        return found[0]
    options = evaluator.memory.options.get(node)
    if options is None:
        options = evaluator.memory.options[node] = [
            Option(reading, _reading_words(node, reading) if at else "", 1.0 + 0.1 * at) for at, reading in enumerate(found)
        ]
    return evaluator.chooser.pick(("reading", node), options)


def _reading_words(node: Name, reading: Reading) -> str:
    """How a symbol was read, where that is not the most plausible way."""
    if reading.words:
        return reading.words
    what = reading.meaning
    gradient = isinstance(what, meanings.GradientOf)
    part = what.part if isinstance(what, meanings.GradientOf) else what
    if isinstance(part, Part) and part.quantity == node.base and reading.rest and all(map(_is_exponent, reading.rest)):
        return ""  # h^2 as the square of h
    if part is what and isinstance(part, Part) and part.quantity == spelled(node):
        return ""  # L as the quantity L, beside L_t
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
        meanings.Unusable: "declared",
    }
    return f"{spelled(node)} as {kinds[type(what)]}"


def _is_exponent(node: Node) -> bool:
    """A number above a symbol, without brackets."""
    return isinstance(node, Number)


def spelled(node: Name) -> str:
    """A symbol in short, for messages."""
    sub = "".join(f"_{script.raw}" for script in node.sub)
    sup = "".join(f"^{script.bracket[:1]}{script.raw.strip('()[]')}{script.bracket[1:]}" for script in node.sup)
    return " ".join((*reversed(node.accents), node.base)) + "'" * node.primes + sub + sup


def is_letter(evaluator: Evaluator, node: Node) -> bool:
    """Whether a name is an index letter (nothing else, and no scripts)."""
    if not isinstance(node, Name) or node.sub or node.sup or node.accents or node.primes:
        return False
    readings = readings_of(evaluator, node)
    return bool(readings) and isinstance(readings[0].meaning, meanings.IndexLetter)


def kroneckers(evaluator: Evaluator, node: Node) -> Iterator[tuple[str, str]]:
    """The pairs of letters in Kronecker's symbols."""
    if isinstance(node, Name):
        readings = readings_of(evaluator, node) if node.base == "delta" else ()
        what = readings[0].meaning if readings else None
        if isinstance(what, meanings.Kronecker) and isinstance(what.left, Name) and isinstance(what.right, Name):
            yield what.left.base, what.right.base
        return
    for child in children(node):
        yield from kroneckers(evaluator, child)
