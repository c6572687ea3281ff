"""Conditions, indicators, cases, and matrices written out."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.problems import Unfit, Unknown
from derive.check.judging.values import extremes
from derive.check.judging.values.arithmetic import combine
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.names import readings_of
from derive.check.judging.values.values import Array, Value, as_matrix, scalar, spread, union, vectors
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Both, Cases, Dots, Group, Indicator, Matrix, Name, Node, Number, Relation, Words

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

_COMPARE = {
    "=": lambda a, b: np.abs(a.real - b.real) < 1e-9,
    "!=": lambda a, b: np.abs(a.real - b.real) >= 1e-9,
    "<": lambda a, b: a.real < b.real,
    ">": lambda a, b: a.real > b.real,
    "<=": lambda a, b: a.real <= b.real + 1e-12,
    ">=": lambda a, b: a.real >= b.real - 1e-12,
}

_UNDEFINED = frozenset(
    {"undefined", "undef", "undef.", "not defined", "does not exist", "n/a", "dne", "indefinido", "undefiniert"}
)
"""What stands in a branch that claims no value."""


def holds(evaluator: Evaluator, condition: Node, frame: Frame) -> Value:
    """Where a condition holds: an array of truth values.

    Raises:
        Unknown: it says something else than how numbers compare.
    """
    if isinstance(condition, Both):
        found = [holds(evaluator, item, frame) for item in condition.items]
        return reduce(lambda a, b: combine(np.logical_and, a, b), found)
    if isinstance(condition, Group) and len(condition.items) == 1:
        return holds(evaluator, condition.items[0], frame)
    if isinstance(condition, Relation) and extremes.is_place(condition):
        return extremes.place(evaluator, condition, frame)
    if not isinstance(condition, Relation) or condition.op not in _COMPARE:
        raise Unknown("it is not clear when the condition holds", condition.span)
    if isinstance(condition.left, Relation):  # 1 <= k <= n
        first = holds(evaluator, condition.left, frame)
        second = holds(evaluator, Relation(condition.op, condition.left.right, condition.right), frame)
        return combine(np.logical_and, first, second)
    if (places := _places_of_rows(evaluator, condition)) is not None:
        return holds(evaluator, places, frame)
    left, right = (_side(evaluator, side, frame) for side in (condition.left, condition.right))
    return combine(_COMPARE[condition.op], left, right, "compared with")


def _places_of_rows(evaluator: Evaluator, condition: Relation) -> Relation | None:
    """``w = w_t`` of two rows of one matrix as the same of their numbers: each stands for its word, and is another one."""
    if condition.op not in ("=", "!="):
        return None
    parts = [_row(evaluator, side) for side in (condition.left, condition.right)]
    left, right = parts
    if left is None or right is None or left.quantity != right.quantity:
        return None
    if [index is None for index in left.indices] != [index is None for index in right.indices]:
        return None
    (one,), (other,) = ([index for index in part.indices if index is not None] for part in (left, right))
    return replace(condition, left=one, right=other)


def _row(evaluator: Evaluator, side: Node) -> Part | None:
    """The row or column of a matrix that a symbol means."""
    found = readings_of(evaluator, side)[:1] if isinstance(side, Name) else ()
    part = found[0].meaning if found and not found[0].rest else None
    is_row = isinstance(part, Part) and len(part.indices) == 2 and sum(index is None for index in part.indices) == 1
    return part if is_row and isinstance(part, Part) else None


def _side(evaluator: Evaluator, node: Node, frame: Frame) -> Value:
    value = evaluator.value(node, frame)
    return scalar(value) if value.is_scalar else value


def truth(evaluator: Evaluator, node: Relation, frame: Frame) -> Value:
    """A statement as a number: one where it holds."""
    value = holds(evaluator, node, frame)
    return Value(value.array.astype(float), value.labels, value.rank, row=value.row)


def both(evaluator: Evaluator, node: Both, frame: Frame) -> Value:
    """Several statements as a number."""
    value = holds(evaluator, node, frame)
    return Value(value.array.astype(float), value.labels, value.rank, row=value.row)


def indicator(evaluator: Evaluator, node: Indicator, frame: Frame) -> Value:
    """One where a statement holds, else zero."""
    value = holds(evaluator, node.condition, frame)
    return Value(value.array.astype(float), value.labels, value.rank, row=value.row)


def cases(evaluator: Evaluator, node: Cases, frame: Frame) -> Value:
    """The first branch whose condition holds; where none does, no value is claimed.

    Raises:
        Unfit: a condition on the entries of one array decides between arrays of another shape.
    """
    result = Value(np.asarray(np.nan))
    for body, condition in reversed(node.branches):
        value = Value(np.asarray(np.nan)) if _is_undefined(body) else evaluator.value(body, frame)
        if condition is None:
            result = combine(lambda a, b: a + 0 * np.nan_to_num(b), value, result)
            continue
        mask = holds(evaluator, condition, frame)
        result = _where(mask, value, result)
    return result


def _is_undefined(body: Node) -> bool:
    """Whether a branch says that there is no value: ``\\text{undefined}`` at a kink."""
    text = body.text if isinstance(body, Words) else body.base if isinstance(body, Name) and body.style == "text" else ""
    return text.strip().lower() in _UNDEFINED


def _where(mask: Value, value: Value, other: Value) -> Value:
    both_ = combine(lambda a, b: a + 0 * np.nan_to_num(b), value, Value(np.zeros(other.array.shape), other.labels, other.rank))
    rest = combine(lambda a, b: a + 0 * b, other, Value(np.zeros(both_.array.shape), both_.labels, both_.rank))
    labels = union((mask, both_, rest))
    here = spread(mask, labels)
    shapes = {value.shape for value in (mask, both_, rest) if value.rank}
    if len(shapes) > 1:
        sizes = " and ".join(sorted("x".join(map(str, shape)) for shape in shapes))
        raise Unfit(f"the cases have {sizes} entries: a condition on each entry of one array, and branches of another shape")
    if mask.rank == 0:
        here = here.reshape((*here.shape, *(1,) * both_.rank))
    return Value(np.where(here, spread(both_, labels), spread(rest, labels)), labels, max(both_.rank, rest.rank, mask.rank))


def matrix(evaluator: Evaluator, node: Matrix, frame: Frame) -> Value:
    """A matrix written out; one column is a vector, one row its transpose.

    Raises:
        Unfit: rows of different lengths.
        Unknown: it is not plain how the dots go on.
    """
    rows = tuple(tuple(Number("0") if _is_blank(entry) else entry for entry in row) for row in node.rows)
    node = replace(node, rows=rows)
    if any(isinstance(entry, Dots) for row in rows for entry in row):
        from derive.check.judging.products.ellipses import spelled_matrix

        rows = spelled_matrix(evaluator, node, frame)
    if len({len(row) for row in rows}) != 1:
        raise Unfit("the rows of the matrix differ in length", node.span)
    values = [[evaluator.value(entry, frame) for entry in row] for row in rows]
    flat = [value for row in values for value in row]
    if any(value.rank for value in flat):
        return _stacked(values, node)
    labels = union(flat)
    wide = np.broadcast_arrays(*(spread(value, labels) for value in flat))
    array: Array = np.stack(wide, axis=-1).reshape((*wide[0].shape, len(rows), len(rows[0])))
    if len(rows[0]) == 1 and len(rows) > 1:
        return Value(array[..., 0], labels, 1)
    if len(rows) == 1 and len(rows[0]) > 1:
        return Value(array[..., 0, :], labels, 1, row=True)
    return Value(array, labels, 2)


def _is_blank(entry: Node) -> bool:
    """Whether nothing stands in a cell: beside a diagonal that means zero."""
    return isinstance(entry, Words) and not entry.text.strip()


def _stacked(values: list[list[Value]], node: Matrix) -> Value:
    """Blocks: vectors and matrices beside and below each other.

    Raises:
        Unfit: their lengths differ.
    """
    blocks = [[as_matrix(value) for value in row] for row in values]
    if any(block.rank != 2 for row in blocks for block in row):
        raise Unfit("numbers and arrays stand beside each other in a matrix", node.span)
    labels = union([block for row in blocks for block in row])
    rows = [_joined(row, labels, -1, node) for row in blocks]
    return vectors(_joined(rows, labels, -2, node))


def _joined(blocks: list[Value], labels: tuple[str, ...], axis: int, node: Matrix) -> Value:
    if len({block.shape[-3 - axis] for block in blocks}) != 1:
        raise Unfit("the blocks of the matrix do not fit", node.span)
    arrays = [spread(block, labels) for block in blocks]
    lead = np.broadcast_shapes(*(array.shape[:-2] for array in arrays))
    wide = [np.broadcast_to(array, (*lead, *array.shape[-2:])) for array in arrays]
    return Value(np.concatenate(wide, axis=axis), labels, 2)
