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
    turned: bool = False
    """Whether such a derivative is transposed: ``out`` counts the axes of the variable then, which stand first."""

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
        Unfit: more than two positional axes, and it is no derivative.
    """
    if value.rank == 0:
        return replace(value, row=not value.row) if value.flexible == "ones" else value
    if value.rank == 1:
        return replace(value, row=not value.row)
    if value.rank == 2:
        return replace(value, array=value.array.swapaxes(-1, -2))
    if value.out:
        first = value.array.ndim - value.rank
        moved = np.moveaxis(value.array, range(first, first + value.out), range(-value.out, 0))
        return replace(value, array=moved, out=value.rank - value.out, turned=not value.turned)
    raise Unfit(f"{value.words()} has no transpose")


def vectors(value: Value) -> Value:
    """An ``n x 1`` matrix as a column, a ``1 x n`` matrix as a row: they are the same thing in print."""
    if value.rank == 2 and value.shape != (1, 1):
        if value.shape[1] == 1:
            return Value(value.array[..., 0], value.labels, 1)
        if value.shape[0] == 1:
            return Value(value.array[..., 0, :], value.labels, 1, row=True)
    return value


def without_single_axes(value: Value, rank: int) -> Value:
    """An array without the first of its axes that have length one, down to a matrix or a given rank: one image with one channel
    is the matrix of its pixels."""
    extra = value.rank - max(rank, 2)
    if extra <= 0 or any(n != 1 for n in value.shape[:extra]):
        return value
    first = len(value.labels)
    return replace(
        value, array=value.array.reshape((*value.array.shape[:first], *value.shape[extra:])), rank=value.rank - extra
    )
