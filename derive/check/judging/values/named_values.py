"""What a symbol is worth: parts of quantities, gradients, letters, sizes, numbers, abbreviations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.chooser import Option
from derive.check.judging.derivatives import gradients
from derive.check.judging.problems import Unknown, Unsaid
from derive.check.judging.values import brackets, primed
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.left_out_arguments import bare, of_layer
from derive.check.judging.values.names import bound, reading_of, readings_of, spelled, turned
from derive.check.judging.values.parts import index_value, part
from derive.check.judging.values.values import Value, transpose
from derive.check.meaning import symbols as meanings
from derive.check.meaning.notation.filling import ALL
from derive.check.meaning.notation.set_aside import reason
from derive.check.meaning.symbols import Meaning, Part
from derive.check.reading.syntax import Name

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


_CALLS = 100
"""No deeper than this a function is given the row's variable as its argument."""


def name(evaluator: Evaluator, node: Name, frame: Frame) -> Value:
    """A symbol: a bound letter, or what the dictionary says, with the exponents that are left over."""
    own = bool(node.sup) and evaluator.symbols.declares_exactly(node)  # j^* beside an index j
    letter = bound(node, frame) if not own else None
    if letter is not None:
        return brackets.with_scripts(evaluator, letter, node.sup, node, frame)
    if (bare_one := primed.without_prime(evaluator, node)) is not None:
        return transpose(evaluator.value(bare_one, frame))
    reading = reading_of(evaluator, node)
    what, rest = turned(reading)
    value = _row_of_table(evaluator, meaning(evaluator, what, node, frame), node)
    return brackets.with_scripts(evaluator, value, rest, node, frame)


def _row_of_table(evaluator: Evaluator, value: Value, node: Name) -> Value:
    """``W_{j,:}`` in a text whose vectors are columns: may be meant as the row that stands in the table."""
    below = [item for script in node.sub for item in script.items]
    if value.rank != 1 or value.row or len(below) != 2 or below[0] in ALL or below[1] not in ALL:
        return value
    return replace(value, row=evaluator.chooser.pick(("row of a table",), conventions.ROW_OF_TABLE))


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
        value = evaluator.value(what.node, replace(frame, depth=frame.depth + 1))
        lies = what.plain and value.rank == 1
        return replace(value, row=evaluator.orientation() == "row") if lies else value
    if isinstance(what, meanings.SizeOf):
        return Value(np.asarray(frame.instance.sizes[what.size]))
    if isinstance(what, meanings.Kronecker):
        return kronecker(evaluator, what, frame)
    if isinstance(what, meanings.NumberOf):
        return _number(what, frame)
    if isinstance(what, meanings.Unusable):
        raise Unsaid(reason(what.said), node.span)
    if isinstance(what, meanings.IndexLetter):
        raise Unknown(f"the range of the index '{what.letter}' is not known", node.span)
    return _without_brackets(evaluator, what, node, frame)


def _without_brackets(evaluator: Evaluator, what: meanings.FunctionOf, node: Name, frame: Frame) -> Value:
    """A function whose name stands alone: of the arguments that are declared, or of what the row differentiates by."""
    from derive.check.judging.values.functions import evaluated

    known = all(isinstance(one, Name) and readings_of(evaluator, one) for one in what.arguments)
    asked = what.arguments if known and what.arguments else (_argument(evaluator, node),)
    if frame.depth > _CALLS or asked[0] is None:
        raise Unknown(f"the function '{spelled(node)}' stands without its argument", node.span)
    inner = replace(frame, depth=frame.depth + 1)
    values = [evaluator.value(one, inner) for one in asked if one is not None]
    return evaluated(evaluator, what, values, frame, node)


def _argument(evaluator: Evaluator, node: Name) -> Name | None:
    """What a function without brackets is a function of: what the row differentiates by, or what the text elsewhere calls it
    with (``\\phi'`` beside ``\\partial a/\\partial w``, where ``a = \\phi(z)``)."""
    first = evaluator.argument
    called = [one for one in evaluator.called.get(bare(node), ()) if not one.sup]
    if node.sup and (layered := [one for one in evaluator.called.get(bare(node), ()) if one.sup]):
        return of_layer(layered[0], node)
    others = [one for one in called if one != first and readings_of(evaluator, one)]
    if not others:
        return first
    options = (Option(first), *(Option[Name | None](one, cost=0.5) for one in others))
    return evaluator.chooser.pick(("left out", bare(node)), options)


def _number(what: meanings.NumberOf, frame: Frame) -> Value:
    if (size := frame.instance.sizes.get(what.size)) is not None:
        return Value(np.ones(size), (), 1) if what.kind == "ones" else Value(np.eye(size), (), 2)
    if what.kind in ("ones", "identity"):
        return Value(np.asarray(1.0), flexible=what.kind)
    return Value(np.asarray(0.0 if what.kind == "zeros" else what.value), literal=what.kind == "zeros")


def kronecker(evaluator: Evaluator, what: meanings.Kronecker, frame: Frame) -> Value:
    """One where both indices agree."""
    from derive.check.judging.values.arithmetic import combine

    left, right = index_value(evaluator, what.left, frame), index_value(evaluator, what.right, frame)
    return combine(lambda a, b: (a == b).astype(float), left, right, "compared with")
