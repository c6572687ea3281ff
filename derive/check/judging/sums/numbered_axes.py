"""Sums over an axis that a number below the sign names, as array libraries do, ``\\sum_0 dZ``, or that nothing names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.problems import Unfit
from derive.check.judging.values.arithmetic import total
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.reading.syntax import Big, Name, Node, Number, Relation, Words

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def axis_of(node: Big) -> int | None:
    """The axis that stands below a sum, counted from zero; None where limits or a letter stand there."""
    if node.kind != "sum" or node.upper is not None or len(node.under) != 1:
        return None
    under: Node = node.under[0]
    if isinstance(under, Words):
        lines = _LINES.fullmatch(under.text.strip())
        return _WORDS.get(under.text.strip()) if lines is None else 0 if lines[1] else 1
    if isinstance(under, Relation):
        named = isinstance(under.left, Name) and under.left.base in ("axis", "dim")
        if under.op != "=" or not named:
            return None
        under = under.right
    return int(under.text) if isinstance(under, Number) and under.text in ("0", "1") else None


_WORDS = {"axis 0": 0, "axis 1": 1, "dim 0": 0, "dim 1": 1}
_LINES = re.compile(r"(?:all |the |over |across )*(?:(rows)|cols|columns)", re.IGNORECASE)
"""Words for what is added up: ``\\sum_{\\text{columns}} dZ``."""


def over_axis(evaluator: Evaluator, node: Big, axis: int, frame: Frame) -> Value:
    """The sum of the rows (axis 0) or of the columns (axis 1) of a matrix.

    Raises:
        Unfit: what is summed has no such axis.
    """
    body = evaluator.value(node.body, frame)
    if body.rank <= axis:
        raise Unfit(f"{body.words()} has no axis {axis}", node.span)
    return summed(evaluator, body, axis)


def of_entries(evaluator: Evaluator, body: Value) -> Value:
    """The sum of all entries of an array, or of the columns or rows of a matrix: ``\\sum dZ``, ``\\text{sum}(dZ)``."""
    way = evaluator.chooser.pick(("plain sum",), conventions.PLAIN_SUM) if body.rank == 2 else "all"
    if way == "all":
        return total(body, everything=True)
    return summed(evaluator, body, 1 if way == "columns" else 0)


def summed(evaluator: Evaluator, body: Value, axis: int) -> Value:
    """An array without one of its axes; what a matrix leaves is a row where a vector is one."""
    array = body.array.sum(axis=axis - body.rank)
    return Value(array, body.labels, body.rank - 1, row=body.rank == 2 and evaluator.orientation() == "row")
