"""How much has been computed: a clock that goes alike on every machine.

Slips, roots and solutions are looked for within a time.  By the time of the processor a slow or busy machine would find fewer
of them, and the verdicts would depend on it.  So the judge counts what it evaluates, and a second is so much of that as a
usual machine does in one.

A stranger's file may need more time than there is, all the same.  Then the rows that have been judged are worth more than none:
where a limit is set, what is left of it by the clock decides what is left out (:func:`is_late`).
"""

from __future__ import annotations

import threading
import time

_SECOND = 7000
"""The evaluated formulas of a second."""
_ENTRIES = 6_000
"""So many entries of an array take as long as a formula."""
_READING = 2
"""A reading of a claim takes as long as so many formulas, whatever it says."""


class _Done(threading.local):
    formulas = 0.0
    began = 0.0
    allowed = float("inf")


_done = _Done()


def evaluated(entries: int = 0) -> None:
    """One formula, whose value has so many entries."""
    _done.formulas += 1 + entries / _ENTRIES


def tried() -> None:
    """One reading of a claim, besides the formulas in it."""
    _done.formulas += _READING


def seconds() -> float:
    """The seconds that a usual machine has computed so far in this thread."""
    return _done.formulas / _SECOND


def limit(allowed: float) -> None:
    """From now on there are so many seconds, by the clock."""
    _done.began, _done.allowed = time.monotonic(), allowed


def is_late(share: float = 1.0) -> bool:
    """Whether this share of the time is over."""
    return time.monotonic() - _done.began > share * _done.allowed
