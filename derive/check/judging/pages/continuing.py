"""Rows that continue a chain: they stand under its conditions; what follows rightly from a wrong row is said to follow from it.

A row is judged against the head of its chain, so it is wrong if it differs; but one slip is explained once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.check.judging.outcome import Outcome
from derive.check.judging.rows.shapes import restricts
from derive.check.reading.rows import Claim, Document, Row


def is_continued(row: Row) -> bool:
    """Whether a row begins with a relation: its left side stands in an earlier row."""
    return bool(row.claims) and row.claims[0].inherited


def with_conditions(document: Document) -> list[Row]:
    """The rows of a text, each with the conditions of the row in which its chain begins (``if i = j``)."""
    found: list[Row] = []
    start: Row | None = None
    for row in document.rows:
        if not is_continued(row):
            start = row if row.claims else start
            found.append(row)
            continue
        begun = start.conditions if start is not None and start.block == row.block else ()
        more = tuple(each for each in begun if restricts(each) and each not in row.conditions)
        found.append(replace(row, conditions=(*row.conditions, *more)) if more and not row.conditions else row)
    return found


def step(
    row: Row, before: Row, wrong: int, outcomes: Sequence[Outcome], judge: Callable[[Claim], Outcome]
) -> list[Outcome] | None:
    """What a row says that differs from the head of its chain, as a step from the row before; None if it is no such row, or
    if the step is wrong, too.  ``wrong`` is the number of the wrong row."""
    if not is_continued(row) or before.block != row.block or not outcomes:
        return None
    first = judge(replace(row.claims[0], inherited=False, head=None))
    if not first.is_fine:
        return None
    words = f"It follows from row {wrong}, which is wrong."
    return [replace(outcomes[0], reason=" ".join(filter(None, (words, outcomes[0].reason)))), *outcomes[1:]]
