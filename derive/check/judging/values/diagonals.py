"""Diagonals that are written by an entry: ``R = \\mathrm{diag}(p_i (1 - p_i))``, where i runs over all that p has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.judging.sums import ranges
from derive.check.judging.sums.uses import agreed
from derive.check.judging.values.frame import Frame, Span
from derive.check.reading.syntax import Node

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def along_entries(evaluator: Evaluator, entry: Node, frame: Frame) -> Frame:
    """The frame in which the one letter of an entry that nothing binds has its range."""
    free = ranges.letters(evaluator, (entry,), frame)
    if len(free) != 1:
        return frame
    ((letter, found),) = free.items()
    span = agreed(found)
    if span is None:
        return frame
    return frame.bind(**{letter: Span(letter, span.low, max(0, span.high - span.low + 1))})
