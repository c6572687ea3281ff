"""Sums and products of labelled arrays, entry by entry, and sums over labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from derive.check.judging.problems import Unfit
from derive.check.judging.values.values import Array, Value, scalar, sized, spread, union


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
        alike = (left.out, left.turned) == (right.out, right.turned)
        out, turned = (left.out, left.turned) if alike else (0, False)
        return Value(op(a, b), labels, left.rank, row=left.row, out=out, turned=turned)
    if left.rank == 0:
        array = op(a.reshape((*a.shape, *(1,) * right.rank)), b)
        return Value(array, labels, right.rank, row=right.row, out=right.out, turned=right.turned)
    if right.rank == 0:
        array = op(a, b.reshape((*b.shape, *(1,) * left.rank)))
        return Value(array, labels, left.rank, row=left.row, out=left.out, turned=left.turned)
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
    if everything:
        return Value(summed, rest)
    return Value(summed, rest, value.rank, row=value.row, out=value.out, turned=value.turned)
