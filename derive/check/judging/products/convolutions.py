"""The asterisk between arrays that may be no product of matrices, but a convolution, as texts on networks write it.

The kernel may slide as it stands (most libraries do so, and call it a convolution) or turned by half a circle; and it may stay
inside of the array, or go over its edge, where zeros stand.  An image with a single channel ``[1, m, n]`` and a kernel from one
channel to one ``[1, 1, k, k]`` are matrices for a text that does not speak of channels.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import numpy as np

from derive.check.judging.chooser import Option
from derive.check.judging.problems import Unfit
from derive.check.judging.values.values import Array, Value, spread, union

SLIDING = (
    Option(("inside", False), "the asterisk as a kernel that slides over an array", 1.0),
    Option(("inside", True), "the asterisk as a convolution, its kernel turned", 1.1),
    Option(("beyond", False), "the asterisk as a kernel that slides over an array with a border of zeros", 1.2),
    Option(("beyond", True), "the asterisk as a convolution with a border of zeros, its kernel turned", 1.3),
)
"""How far the kernel goes, and whether it is turned."""


_SPOKEN = re.compile(r"convol|kernel|filter|rot_?\{?180|cnn\b|卷积|畳み込み|합성곱|свёртк|свертк|faltung", re.IGNORECASE)


def speaks_of_them(text: str) -> bool:
    """Whether a text speaks of convolutions."""
    return _SPOKEN.search(text) is not None


def may_slide(left: Value, right: Value) -> bool:
    """Whether two arrays may be meant that slide over each other: two matrices, or two vectors of different lengths."""
    if _has_channels(left) or _has_channels(right):
        return _has_channels(left) and _has_channels(right)
    return left.rank == right.rank and (left.rank == 2 or (left.rank == 1 and left.shape != right.shape))


def _has_channels(value: Value) -> bool:
    """Whether an array is an image or a kernel with a single channel."""
    return value.rank in (3, 4) and set(value.shape[:-2]) == {1}


def _of_one_channel(left: Value, right: Value, way: tuple[str, bool]) -> Value:
    """An image slid over a kernel is an image, an image over an image a kernel."""
    bare = [
        Value(each.array.reshape((*each.array.shape[: -each.rank], *each.shape[-2:])), each.labels, 2) for each in (left, right)
    ]
    found = slid(bare[0], bare[1], way)
    rank = 4 if left.rank == right.rank == 3 else 3
    return Value(found.array.reshape((*found.array.shape[:-2], *(1,) * (rank - 2), *found.shape)), found.labels, rank)


def slid(left: Value, right: Value, way: tuple[str, bool]) -> Value:
    """One array slid over the other: the second one is the kernel, inside of an array the smaller one.

    Raises:
        Unfit: neither lies inside of the other, with places to slide to, and the kernel must not go beyond the edge.
    """
    if _has_channels(left) and _has_channels(right):
        return _of_one_channel(left, right, way)
    turned_round = way[0] == "inside" and np.prod(left.shape) < np.prod(right.shape)
    array, kernel = (right, left) if turned_round else (left, right)
    inside = all(m >= n for m, n in zip(array.shape, kernel.shape, strict=True))
    if way[0] == "inside" and (not inside or array.shape == kernel.shape):
        raise Unfit(f"{left.words()} does not slide over {right.words()}")
    labels = union((left, right))
    a, k = spread(array, labels), spread(kernel, labels)
    if way[1]:
        k = np.flip(k, axis=tuple(range(-kernel.rank, 0)))
    if way[0] == "beyond":
        edge = [(n - 1, n - 1) for n in kernel.shape]
        a = np.pad(a, [(0, 0)] * (a.ndim - array.rank) + edge)
    return Value(_correlated(a, k, array.rank), labels, array.rank, row=array.row)


def _correlated(a: Array, k: Array, rank: int) -> Array:
    """The sum of the products of what lies on top of each other, for every place of the kernel inside of the array."""
    ends = [m - n + 1 for m, n in zip(a.shape[-rank:], k.shape[-rank:], strict=True)]
    found: Array = np.zeros(())
    for at in product(*map(range, k.shape[-rank:])):
        places: tuple[Any, ...] = (..., *(slice(i, i + n) for i, n in zip(at, ends, strict=True)))
        entry: tuple[Any, ...] = (..., *at)
        found = found + a[places] * k[entry].reshape((*k.shape[:-rank], *(1,) * rank))
    return found
