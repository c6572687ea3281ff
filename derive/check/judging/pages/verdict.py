"""The verdict on a row, and the report of all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Counterexample, Outcome
from derive.check.judging.rows.judge import Judge
from derive.check.reading.rows import Document, Row


@dataclass(frozen=True)
class Judged:
    """A row with its verdict; ``convention`` names what a row that holds under one needs; ``explanation`` is the smallest slip
    that explains a wrong row (formulas between dollars), ``correction`` the row as it should be, ``proof`` our own line;
    ``span`` is the piece that is wrong or unclear."""

    row: Row
    verdict: str
    reason: str = ""
    convention: str | None = None
    counterexample: Counterexample | None = None
    explanation: str | None = None
    correction: str | None = None
    proof: str | None = None
    span: tuple[int, int] | None = None
    outcomes: tuple[Outcome, ...] = ()
    follows: int | None = None
    """The number of the wrong row from which the row only goes on rightly."""
    slip: str = ""
    """The kind of the slip that explains a wrong row."""

    @property
    def unreadable(self) -> bool:
        return self.row.problem is not None

    @property
    def doubtful(self) -> bool:
        """Wrong, or without shapes that fit."""
        return self.verdict == WRONG or any(outcome.unfit for outcome in self.outcomes)


@dataclass(frozen=True)
class Report:
    """All rows in order, and what the text was understood to speak of."""

    rows: tuple[Judged, ...] = ()
    understood: tuple[str, ...] = ()
    document: Document | None = field(default=None, repr=False)
    judge: Judge | None = field(default=None, repr=False, compare=False)
    judges: Callable[[int], Judge] | None = field(default=None, repr=False, compare=False)
    """The judge of a row, by its number."""

    @property
    def first_wrong(self) -> Judged | None:
        """The headline."""
        return next((row for row in self.rows if row.verdict == WRONG), None)


def named(judged: Judged, words: str) -> Judged:
    """A row that holds, under a convention that its reading rests on."""
    if judged.verdict not in (HOLDS, UNDER):
        return judged
    return replace(judged, verdict=UNDER, convention="; ".join(filter(None, (words, judged.convention))))


def summed_up(row: Row, outcomes: Sequence[Outcome]) -> Judged:
    """The verdict on a row by those on its claims: wrong if one is wrong, unknown if one is unknown."""
    for verdict in (WRONG, CANNOT_TELL, UNDER, HOLDS, NO_CLAIM):
        found = [outcome for outcome in outcomes if outcome.verdict == verdict]
        if not found:
            continue
        conventions = dict.fromkeys(outcome.convention for outcome in found if outcome.convention)
        span = found[0].span if found[0].span != (0, 0) else None
        return Judged(
            row,
            verdict,
            found[0].reason,
            "; ".join(conventions) or None,
            found[0].counterexample,
            span=span,
            outcomes=tuple(outcomes),
        )
    raise AssertionError(outcomes)
