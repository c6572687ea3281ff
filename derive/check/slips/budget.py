"""How long explanations may take on a page: each row its own time, all together not much more than a few rows'."""

from __future__ import annotations

from derive.check import effort

ROWS = 3.0
"""All explanations of a page together take no longer than those of so many rows."""


class Budget:
    """Computing time (see :mod:`derive.check.effort`) for the rows that are to be explained, in their order.

    The first one, which is the headline, has all the time of a row; the others get fair shares of what is left, and what one
    does not need is there for the next.
    """

    def __init__(self, seconds: float, rows: int) -> None:
        self._each, self._left, self._rows = seconds, ROWS * seconds, rows
        self._first = True
        self._started: float | None = None

    def share(self) -> float:
        """The seconds for the next row; what passes from now on is charged to it."""
        now = effort.seconds()
        if self._started is not None:
            self._left = max(0.0, self._left - (now - self._started))
        self._started = now
        share = self._left if self._first else self._left / max(1, self._rows)
        self._first, self._rows = False, self._rows - 1
        return min(self._each, share)
