"""Slopes that would need too large an array at once, some entries of the variable at a time.

A row with many indices (a convolution differentiated by its kernel) has an axis for each of them, and one for the entries that
are perturbed: that last one can be cut into pieces, and the slopes put together again.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.derivatives.raw_slopes import imaginary
from derive.check.judging.problems import TooLarge
from derive.check.judging.values.frame import NUDGE, Frame
from derive.check.judging.values.values import Array, Value, spread
from derive.check.meaning.lazy import Lazy
from derive.check.meaning.world import Instance
from derive.check.reading.syntax import Node

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

PIECES = (4, 16)
"""In how many pieces it is tried, one after the other."""


def slopes(evaluator: Evaluator, of: Node, nudged: Instance, entries: int, frame: Frame) -> tuple[Value, Value]:
    """A value of one piece, and the slopes by all entries.

    Raises:
        TooLarge: the pieces are too large, too.
    """
    problem: TooLarge | None = None
    for count in PIECES:
        cuts = np.linspace(0, entries, min(count, entries) + 1).astype(int)
        try:
            found = [_piece(evaluator, of, nudged, slice(a, b), frame) for a, b in pairwise(cuts)]
        except TooLarge as too_large:
            problem = too_large
            continue
        return found[0], _joined([imaginary(value) for value in found], np.diff(cuts).tolist())
    raise problem or TooLarge("too many indices run at the same time")


def _piece(evaluator: Evaluator, of: Node, nudged: Instance, entries: slice, frame: Frame) -> Value:
    part = evaluator.stored(("piece", id(nudged), entries.start, entries.stop), nudged, lambda: _cut(nudged, entries))
    return evaluator.value(of, frame.on(part))


def _cut(nudged: Instance, entries: slice) -> Instance:
    """The same with some of the perturbations only (an array that none of them changes has one)."""

    def cut(name: str) -> Array:
        array = nudged.values[name]
        return array if array.shape[0] == 1 else array[entries]

    return replace(nudged, values=Lazy(nudged.values, cut))


def _joined(found: list[Value], lengths: list[int]) -> Value:
    labels = tuple(label for label in found[0].labels if label != NUDGE)
    arrays = [spread(value, (NUDGE, *labels)) for value in found]
    whole = [np.broadcast_to(array, (n, *array.shape[1:])) for array, n in zip(arrays, lengths, strict=True)]
    return replace(found[0], array=np.concatenate(whole), labels=(NUDGE, *labels))
