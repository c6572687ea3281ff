"""Parts of quantities: some of their axes indexed, the others open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.problems import Unknown
from derive.check.judging.values import left_out
from derive.check.judging.values.frame import NUDGE, Frame
from derive.check.judging.values.gather import take
from derive.check.judging.values.names import bound
from derive.check.judging.values.values import Value, transpose
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Node

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


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
    if len(what.indices) > len(quantity.axes):
        raise Unknown(f"'{what.quantity}' has fewer indices than stand here")
    without = [None if index is None else left_out.letter_of(index, frame) for index in what.indices]
    indices = [
        None if index is None or without[at] is not None else index_value(evaluator, index, frame)
        for at, index in enumerate(what.indices)
    ]
    value = take(whole, [axis.first for axis in quantity.axes], indices, keep, ragged=quantity.ragged)
    opened = [without[at] for at, index in enumerate(indices) if index is None]
    firsts = [quantity.axes[at].first for at, index in enumerate(indices) if index is None]
    value = left_out.masked(value, opened, firsts, keep)
    if keep:  # what it is taken by lies behind: its own axes, as declared
        return replace(value, array=value.array.swapaxes(-1, -2)) if what.transposed and value.rank - keep == 2 else value
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
