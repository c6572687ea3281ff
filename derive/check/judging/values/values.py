"""Values of formulas: arrays with labelled axes that align by name, and positional axes for matrix notation.

``W_{jk}`` has an axis labelled ``j`` and one labelled ``k``; ``W`` has two positional axes; ``W_{j}`` one of each. The rules
of matrix notation act on the positional axes alone, the same for every value of the labels.  A vector has one
positional axis and is a column unless ``row`` says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.check.judging.problems import TooLarge, Unfit

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Value:
    """``array`` has one axis for each label, in order, then ``rank`` positional axes."""

    array: Array
    labels: tuple[str, ...] = ()
    rank: int = 0
    row: bool = False
    literal: bool = False
    """A number as written: 0 and 1 may stand for a zero matrix, an identity."""
    flexible: str = ""
    """``identity`` or ``ones`` of a size that the context decides: a number until it meets an array."""
    out: int = 0
    """So many of the positional axes belong to what was differentiated (of a derivative that is no matrix)."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the positional axes."""
        return self.array.shape[self.array.ndim - self.rank :]

    @property
    def is_column(self) -> bool:
        return self.rank == 1 and not self.row

    @property
    def is_scalar(self) -> bool:
        """One number for every value of the labels: no positional axes, or all of length one."""
        return self.rank == 0 or all(n == 1 for n in self.shape)

    def words(self) -> str:
        """What it is, for a verdict: ``a 3x4 matrix``."""
        if self.rank == 0:
            return "a number"
        if self.rank == 1:
            return f"a {'row' if self.row else 'column'} of length {self.shape[0]}"
        kind = "matrix" if self.rank == 2 else "array"
        return f"a {'x'.join(map(str, self.shape))} {kind}"


LARGEST = 10_000_000
"""Entries of an array; what has more speaks of too many indices at a time."""


def sized(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that these broadcast to.

    Raises:
        Unfit: they do not.
        TooLarge: it is too large to compute with.
    """
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        raise Unfit("arrays of different lengths meet") from None
    if math.prod(shape) > LARGEST:
        raise TooLarge("too many indices run at the same time")
    return shape


def number(x: float) -> Value:
    """A number as written."""
    return Value(np.asarray(x), literal=True)


def union(values: Sequence[Value]) -> tuple[str, ...]:
    """All labels, in order of appearance."""
    return tuple(dict.fromkeys(label for value in values for label in value.labels))


def spread(value: Value, labels: Sequence[str]) -> Array:
    """The array with an axis for each of these labels (of length one where the value has none), then the positional axes."""
    if value.labels == tuple(labels):
        return value.array
    order = [value.labels.index(label) for label in labels if label in value.labels]
    moved = value.array.transpose(*order, *range(len(value.labels), value.array.ndim))
    lengths = iter(moved.shape)
    shape = [next(lengths) if label in value.labels else 1 for label in labels]
    return moved.reshape((*shape, *value.shape))


def scalar(value: Value) -> Value:
    """A value whose positional axes all have length one, without them."""
    if value.rank == 0:
        return value
    return Value(value.array.reshape(value.array.shape[: value.array.ndim - value.rank]), value.labels)


def as_matrix(value: Value) -> Value:
    """A vector as a matrix with one column (or one row)."""
    if value.rank != 1:
        return value
    array = value.array[..., None, :] if value.row else value.array[..., :, None]
    return Value(array, value.labels, 2)


def transpose(value: Value) -> Value:
    """A matrix with its axes exchanged; a column becomes a row; a number stays.

    Raises:
        Unfit: more than two positional axes.
    """
    if value.rank == 0:
        return replace(value, row=not value.row) if value.flexible == "ones" else value
    if value.rank == 1:
        return replace(value, row=not value.row)
    if value.rank == 2:
        return replace(value, array=value.array.swapaxes(-1, -2))
    raise Unfit(f"{value.words()} has no transpose")


def vectors(value: Value) -> Value:
    """An ``n x 1`` matrix as a column, a ``1 x n`` matrix as a row: they are the same thing in print."""
    if value.rank == 2 and value.shape != (1, 1):
        if value.shape[1] == 1:
            return Value(value.array[..., 0], value.labels, 1)
        if value.shape[0] == 1:
            return Value(value.array[..., 0, :], value.labels, 1, row=True)
    return value


def combine(op: Any, left: Value, right: Value, what: str = "added to") -> Value:
    """Entry by entry: same shapes, or a number with anything, or a vector with the rows or columns of a matrix.

    Raises:
        Unfit: the shapes differ otherwise.
    """
    labels = union((left, right))
    if left.is_scalar and left.rank <= right.rank:
        left = scalar(left)
    if right.is_scalar and right.rank <= left.rank:
        right = scalar(right)
    a, b = spread(left, labels), spread(right, labels)
    sized(a.shape[: len(labels)], b.shape[: len(labels)])
    if left.rank == right.rank:
        if left.shape != right.shape and not _broadcast(left.shape, right.shape):
            raise Unfit(f"{left.words()} cannot be {what} {right.words()}")
        if left.rank == 1 and left.row != right.row:
            raise Unfit(f"{left.words()} cannot be {what} {right.words()}")
        return Value(op(a, b), labels, left.rank, row=left.row)
    if left.rank == 0:
        return Value(op(a.reshape((*a.shape, *(1,) * right.rank)), b), labels, right.rank, row=right.row)
    if right.rank == 0:
        return Value(op(a, b.reshape((*b.shape, *(1,) * left.rank))), labels, left.rank, row=left.row)
    if left.rank == 1 and right.rank == 2:
        return Value(op(_along(left, a, right, what), b), labels, 2)
    if left.rank == 2 and right.rank == 1:
        return Value(op(a, _along(right, b, left, what)), labels, 2)
    raise Unfit(f"{left.words()} cannot be {what} {right.words()}")


def _broadcast(left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    return all(m == n or 1 in (m, n) for m, n in zip(left, right, strict=True))


def _along(vector: Value, array: Array, matrix: Value, what: str) -> Array:
    """A vector laid along the rows or the columns of a matrix: by its length; if both fit, as it stands."""
    rows, columns = matrix.shape
    length = vector.shape[0]
    if length == columns and (rows != columns or vector.row):
        return array[..., None, :]
    if length == rows:
        return array[..., :, None]
    raise Unfit(f"{vector.words()} cannot be {what} {matrix.words()}")


def add(left: Value, right: Value) -> Value:
    """The sum."""
    return combine(np.add, left, right)


def negative(value: Value) -> Value:
    """The value with the other sign."""
    return replace(value, array=-value.array)


def hadamard(left: Value, right: Value) -> Value:
    """The product entry by entry."""
    return combine(np.multiply, left, right, "multiplied entry by entry with")


def scale(left: Value, right: Value) -> Value:
    """The product with a number.

    Raises:
        Unfit: neither is a number.
    """
    if not (left.is_scalar or right.is_scalar):
        raise Unfit(f"neither {left.words()} nor {right.words()} is a number")
    return combine(np.multiply, left, right)


def matmul(left: Value, right: Value) -> Value:
    """The matrix product; a row times a column is a number, a column times a row a matrix.

    Raises:
        Unfit: inner lengths differ, or one side has more than two positional axes.
    """
    if left.rank > 2 or right.rank > 2:
        raise Unfit(f"{left.words()} times {right.words()} is no matrix product")
    a, b = as_matrix(left), as_matrix(right)
    if a.shape[1] != b.shape[0]:
        raise Unfit(f"{left.words()} cannot be multiplied by {right.words()}: {a.shape[1]} is not {b.shape[0]}")
    labels = union((a, b))
    sized(spread(a, labels).shape[:-2], spread(b, labels).shape[:-2])
    product = Value(np.matmul(spread(a, labels), spread(b, labels)), labels, 2)
    if left.rank == 2 and right.rank == 2:
        return product
    return scalar(product) if product.shape == (1, 1) else vectors(product)


def outer(left: Value, right: Value) -> Value:
    """All products of an entry of one with an entry of the other."""
    labels = union((left, right))
    a, b = spread(left, labels), spread(right, labels)
    a = a.reshape((*a.shape, *(1,) * right.rank))
    b = b.reshape((*b.shape[: len(labels)], *(1,) * left.rank, *right.shape))
    sized(a.shape, b.shape)
    return Value(a * b, labels, left.rank + right.rank)


def dot(left: Value, right: Value) -> Value:
    """The sum of the products of entries in the same place.

    Raises:
        Unfit: the shapes differ.
    """
    if left.shape != right.shape:
        raise Unfit(f"{left.words()} and {right.words()} have no dot product")
    labels = union((left, right))
    product = spread(left, labels) * spread(right, labels)
    return Value(product.sum(axis=tuple(range(-left.rank, 0))) if left.rank else product, labels)


def total(value: Value, labels: Sequence[str] = (), *, everything: bool = False) -> Value:
    """The sum over labels; ``everything`` sums over the positional axes instead.

    Entries that are NaN are out of range and add nothing, unless all are.
    """
    axes = (
        tuple(range(value.array.ndim - value.rank, value.array.ndim))
        if everything
        else tuple(value.labels.index(label) for label in labels)
    )
    rest = tuple(label for label in value.labels if label not in labels)
    missing = np.isnan(value.array) & ~np.isinf(value.array)  # a complex number may be both: not defined
    if not missing.any():
        summed = value.array.sum(axis=axes)
    else:
        summed = np.where(missing, 0, value.array).sum(axis=axes)
        summed = np.where(missing.all(axis=axes), np.nan, summed)
    return Value(summed, rest, 0 if everything else value.rank, row=False if everything else value.row)
