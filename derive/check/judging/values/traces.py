"""Traces of products with a row of ones whose length only the trace says: ``\\tr(M^T b \\mathbf{1}^T)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.judging.values.arithmetic import total
from derive.check.judging.values.values import Value
from derive.check.meaning.symbols import NumberOf
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def in_trace(evaluator: Evaluator, node: Node, value: Value) -> Value:
    """The value under a trace; a column that a row of ones repeats is repeated as often as it is long, and the trace of that
    square matrix is the sum of the column."""
    column = value.rank == 2 and value.shape[1] == 1 != value.shape[0]
    if column and any(isinstance(name, Name) and _is_ones(evaluator, name) for name in walk(node)):
        return total(value, everything=True)
    return value


def _is_ones(evaluator: Evaluator, name: Name) -> bool:
    """Whether a symbol is a vector of ones of any length."""
    meanings = [reading.meaning for reading in names.readings_of(evaluator, name)]
    return any(isinstance(one, NumberOf) and one.kind == "ones" and not one.size for one in meanings)
