"""How much has been computed: a clock that goes alike on every machine.

Slips, roots and solutions are looked for within a time.  By the time of the processor a slow or busy machine would find fewer
of them, and the verdicts would depend on it.  So the judge counts what it evaluates, and a second is so much of that as a
usual machine does in one.
"""

from __future__ import annotations

import threading

_SECOND = 7000
"""The evaluated formulas of a second."""
_ENTRIES = 6_000
"""So many entries of an array take as long as a formula."""
_READING = 2
"""A reading of a claim takes as long as so many formulas, whatever it says."""


class _Done(threading.local):
    formulas = 0.0


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
