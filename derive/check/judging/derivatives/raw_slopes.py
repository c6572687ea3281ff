"""A derivative before it is laid out: the axes of what is differentiated, then those of the variable."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from derive.check.judging.problems import Unknown
from derive.check.judging.values.frame import NUDGE
from derive.check.judging.values.values import Value, spread
from derive.check.meaning.world import STEP


@dataclass(frozen=True)
class Raw:
    """A derivative: ``out`` positional axes of what is differentiated, then ``inn`` of the variable."""

    value: Value
    out: int
    inn: int
    row: bool = False


def by_columns(raw: Raw) -> Raw:
    """A derivative by a matrix as that by its columns below each other; that by a vector stays."""
    if raw.inn != 2:
        return raw
    turned = raw.value.array.swapaxes(-1, -2)
    array = turned.reshape((*turned.shape[:-2], -1))
    return replace(raw, value=replace(raw.value, array=array, rank=raw.value.rank - 1), inn=1)


def imaginary(value: Value) -> Value:
    """The derivative that a complex step has left in the imaginary part; zero where nothing depends on the step."""
    array = value.array
    if NUDGE not in value.labels or not np.iscomplexobj(array):
        return Value(np.zeros(array.shape), value.labels, value.rank)
    slopes = array.imag / STEP
    return replace(value, array=np.where((np.abs(array.imag) < 1e-12) & ~np.isnan(array.real), slopes, np.nan))


def with_axes(value: Value, shape: tuple[int, ...]) -> Value:
    """The axis of perturbations moved to the end, and split into the axes of the quantity."""
    size = int(np.prod(shape))
    labels = tuple(label for label in value.labels if label != NUDGE)
    array = spread(value, (NUDGE, *labels))
    array = np.broadcast_to(array, (size, *array.shape[1:]))
    array = np.moveaxis(array, 0, -1)
    return Value(array.reshape((*array.shape[:-1], *shape)), labels, value.rank + len(shape))


def contracted(left: Raw, right: Raw) -> Raw:
    """The chain rule: the derivative of A by y times that of y by x, summed over the axes of y.

    Raises:
        Unknown: the axes of y do not agree.
    """
    middle = left.inn
    labels = tuple(dict.fromkeys((*left.value.labels, *right.value.labels)))
    if left.value.shape[left.out :] != right.value.shape[:middle] or right.out != middle:
        raise Unknown("the links of a chain do not fit")
    a, b = spread(left.value, labels), spread(right.value, labels)
    a = a.reshape((*a.shape, *(1,) * right.inn))
    b = b.reshape((*b.shape[: len(labels)], *(1,) * left.out, *right.value.shape))
    at = len(labels) + left.out
    product = (a * b).sum(axis=tuple(range(at, at + middle))) if middle else a * b
    return Raw(Value(product, labels, left.out + right.inn), left.out, right.inn, left.row)
