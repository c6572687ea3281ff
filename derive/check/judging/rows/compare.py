"""Comparing two values: entry by entry, with a tolerance that knows the scale and the noise of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from derive.check.judging.problems import Unfit
from derive.check.judging.products.ones import TABLE
from derive.check.judging.products.terms import identity, table
from derive.check.judging.values.values import Array, Value, scalar, spread, union, vectors, without_single_axes

EQUAL, FAR = 1e-11, 1e-6
"""Relative differences: below the first both sides are equal, above the second they differ; in between nothing is certain."""
CLOSE = 1e-5
"""Relative differences below it may be lost digits, if both sides are equal on other numbers."""
NOISE = 1e-14
"""Rounding of sums of numbers of size one."""
ZERO = 1e-15
"""What is smaller than this is a zero with rounding."""
ROUGH = 1e3
"""How much more is allowed where a difference quotient took part."""

Status = Literal["equal", "different", "near", "empty"]


@dataclass(frozen=True)
class Comparison:
    """``place`` is the entry that differs most: values of labels, then positions (from one)."""

    status: Status
    labels: tuple[tuple[str, int], ...] = ()
    positions: tuple[int, ...] = ()
    left: complex = 0.0
    right: complex = 0.0
    note: str = ""
    zero: bool = False
    """Both sides are zero everywhere: no evidence for an unusual reading."""
    close: bool = False
    """Whether sides that differ do so by no more than what digits lost in a difference (``1 - \\sigma(20)``) may make."""


def matched(left: Value, right: Value) -> tuple[Value, Value, str]:
    """Both sides with the same positional axes, and the convention that this takes.

    Raises:
        Unfit: their shapes differ.
    """
    left, right = _expanded(left, right), _expanded(right, left)
    left, right = without_single_axes(left, right.rank), without_single_axes(right, left.rank)
    left, right = vectors(left), vectors(right)
    if left.is_scalar and right.is_scalar:
        return scalar(left), scalar(right), ""
    if left.rank == right.rank and left.shape == right.shape:
        if left.rank == 1 and left.row != right.row:
            raise Unfit(f"the left side is {left.words()}, the right side {right.words()}")
        return left, right, ""
    for one, other in ((left, right), (right, left)):
        if one.rank == 0 and other.rank and one.literal and not one.labels:
            filled = Value(np.broadcast_to(one.array, other.shape), (), other.rank, row=other.row)
            note = "" if one.array == 0 else f"{one.array.real:g} stands for every entry"
            return (filled, other, note) if one is left else (other, filled, note)
    raise Unfit(f"the left side is {left.words()}, the right side {right.words()}")


def _expanded(value: Value, other: Value) -> Value:
    if value.flexible == "identity" and other.rank == 2:
        return identity(value, other.shape[0])
    if value.flexible == TABLE and other.rank == 2:
        return table(value, other.shape[0])
    if value.flexible == "ones" and other.rank:
        array = (
            np.broadcast_to(value.array[..., None], (*value.array.shape, other.shape[0])) if other.rank == 1 else value.array
        )
        return Value(array, value.labels, 1, row=other.row) if other.rank == 1 else replace(value, literal=True)
    return value


_ENOUGH = 4
"""One entry in so many has to be inside."""


def compared(
    left: Value,
    right: Value,
    masks: Sequence[Value] = (),
    *,
    rough: bool = False,
    relation: str = "=",
    edges: bool = False,
) -> Comparison:
    """Whether a relation holds in every entry that the masks leave (``edges``: indices may lead beyond the arrays).

    Raises:
        Unfit: the shapes of both sides differ.
    """
    left, right, note = matched(left, right)
    labels = union((left, right, *masks))
    a, b = np.broadcast_arrays(spread(left, labels), spread(right, labels))
    asked = np.ones(a.shape, dtype=bool)
    for mask in masks:
        asked = asked & spread(mask, labels).reshape((*spread(mask, labels).shape, *(1,) * left.rank))
    a, b, asked = np.broadcast_arrays(a, b, asked)
    endless = np.isinf(a) | np.isinf(b)
    known = asked & ~(np.isnan(a) | np.isnan(b) | endless)
    if not known.any() or _one_sided(a, b, endless & asked):
        return Comparison("empty")
    allowed, forbidden = _excess(a, b, known, relation, ROUGH if rough else 1.0)
    status: Status = "different" if forbidden.max() > 0 else "near" if allowed.max() > 0 else "equal"
    if status == "equal":
        everywhere = any(one.literal and not one.labels for one in (left, right))  # a number beside layers of several widths
        if not everywhere and np.any((np.isnan(a) != np.isnan(b)) & asked):
            if not edges or _ENOUGH * known.sum() < asked.sum():
                return Comparison("empty")  # one side alone has no value somewhere: what is left says too little
            note = note or "where all indices are inside of their arrays"
        return Comparison(status, note=note, zero=_vanishes(a[known]) and _vanishes(b[known]))
    at = np.unravel_index(int(np.argmax(np.where(known, _relative(a, b), -1.0))), a.shape)
    where = tuple((label, int(at[i])) for i, label in enumerate(labels))
    positions = tuple(int(i) + 1 for i in at[len(labels) :])
    scale = np.maximum(np.abs(a), np.abs(b))[known]
    close = status == "different" and bool(np.all(np.abs(a - b)[known] <= CLOSE * scale))
    return Comparison(status, where, positions, complex(a[at]), complex(b[at]), note, close=close)


def _vanishes(array: Array) -> bool:
    """Whether nothing but rounding is left."""
    return bool(np.all(np.abs(array) < ZERO))


def _one_sided(a: Array, b: Array, endless: Array) -> bool:
    """Whether one side is divided by zero where the other has a value: then that side says nothing there."""
    return bool(np.any(endless & (np.isfinite(a) | np.isfinite(b))))


def _relative(a: Array, b: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.abs(a - b))


def _excess(a: Array, b: Array, known: Array, relation: str, slack: float) -> tuple[Array, Array]:
    """By how much each entry is beyond "equal", and beyond "not certain"."""
    difference = np.where(known, np.abs(a - b), 0.0)
    if relation in ("<=", "<"):
        difference = np.where(known, np.maximum(a.real - b.real, 0.0), 0.0)
    elif relation in (">=", ">"):
        difference = np.where(known, np.maximum(b.real - a.real, 0.0), 0.0)
    each = np.where(known, np.maximum(np.abs(a), np.abs(b)), 0.0)
    whole = each.max()
    equal = slack * (EQUAL * each + 1e-12 * whole + NOISE)
    far = slack * FAR * (0.1 * each + 1e-3 * whole) + 10 * NOISE * slack
    return difference - equal, difference - np.maximum(far, equal)
