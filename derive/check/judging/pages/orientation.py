"""Whether a text writes vectors as columns or as rows: one answer for all of its rows.

A row may hold because its vectors are read as rows, ``dW = \\delta^T a``, where the rest of the text holds with columns
only, ``z = W x``.  Where that is clear, the row is judged like the others: there it lacks a transpose, or has one too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.conventions import ROWS
from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.reading.syntax import Matrix, Name

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged

_ENOUGH = 2
"""So many rows that hold with one orientation only settle it, if fewer hold only with the other."""
_SAMPLE = 16

Again = Callable[["Judged", str], "Judged"]
"""A row judged again, with all its vectors as columns or as rows."""


def settled(rows: Sequence[Judged], again: Again, has_vectors: Callable[[Judged], bool]) -> str:
    """``column`` or ``row`` if the rows that hold leave no doubt, else nothing; a text that writes one vector as a row and
    another as a column has both.  Rows that have vectors as a whole are asked first."""
    if writes_both(rows):
        return ""
    as_rows = sum(is_row_wise(judged) for judged in rows)
    columns = 0
    if as_rows or any(judged.doubtful for judged in rows):
        columns = sum(1 for judged in _sample(rows, has_vectors) if again(judged, "row").verdict not in (HOLDS, UNDER))
    if columns >= max(1, as_rows):
        return "column"
    return "row" if as_rows >= _ENOUGH and as_rows > columns else ""


def writes_both(rows: Sequence[Judged]) -> bool:
    """Whether a text gives the entries of one vector side by side, and those of another below each other."""
    return {"row", "column"} <= set(_written(rows))


def _written(rows: Sequence[Judged]) -> Iterator[str]:
    """How vectors are written that a text gives by their entries: ``x = [x_1 \\ x_2]``."""
    for judged in rows:
        for claim in judged.row.claims:
            if isinstance(claim.left, Name) and isinstance(claim.right, Matrix):
                if len(claim.right.rows) == 1:
                    yield "row"
                elif all(len(cells) == 1 for cells in claim.right.rows):
                    yield "column"


def is_row_wise(judged: Judged) -> bool:
    """Whether a row holds if vectors are rows, and not if they are columns."""
    return ROWS in (judged.convention or "")


def odd_ones(rows: Sequence[Judged], vectors: str, again: Again) -> Iterator[int]:
    """The places of the rows that hold with the other orientation only, and of those whose shapes fit with none as they stand:
    columns were tried first."""
    for at, judged in enumerate(rows):
        if vectors == "column" and is_row_wise(judged):
            yield at
        if vectors == "row" and _holds(judged) and not is_row_wise(judged):
            if again(judged, "row").verdict not in (HOLDS, UNDER):
                yield at
        if vectors == "row" and any(outcome.unfit for outcome in judged.outcomes):
            yield at


def _sample(rows: Sequence[Judged], has_vectors: Callable[[Judged], bool]) -> list[Judged]:
    fitting = [judged for judged in rows if _holds(judged) and not is_row_wise(judged)]
    return sorted(fitting, key=has_vectors, reverse=True)[:_SAMPLE]


def _holds(judged: Judged) -> bool:
    return judged.verdict in (HOLDS, UNDER) and any(outcome.is_fine and not outcome.zero for outcome in judged.outcomes)
