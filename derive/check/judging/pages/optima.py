"""Rows that hold where a gradient vanishes: what a text solves for without writing the condition down.

Only rows that differ, and conditions of which nobody can tell, are tried; for all of them together a few seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.check import effort
from derive.check.judging.outcome import CANNOT_TELL, UNDER, WRONG, Outcome
from derive.check.judging.pages.solving import ARROW, NO_CONSEQUENCE, TO_FOLLOW
from derive.check.judging.pages.verdict import Judged, summed_up
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.question import CONDITION, Question
from derive.check.judging.rows.solutions import Solutions
from derive.check.judging.rows.stationary import STATIONARY
from derive.check.reading.rows import Claim

_SECONDS = 3.0


def found(rows: Sequence[Judged], judges: Callable[[int], Judge], seeks: bool) -> list[Judged]:
    """The rows, with those that state a solution judged where a gradient vanishes.

    ``seeks``: the text says that it looks for such a point; then a solution that is none is wrong.
    """
    known: dict[int, Solutions] = {}
    ends = effort.seconds() + _SECONDS
    result: list[Judged] = []
    for judged in rows:
        outcomes = list(judged.outcomes)
        for at, (claim, outcome) in enumerate(zip(judged.row.claims, judged.outcomes, strict=False)):
            if _is_open(outcome) and effort.seconds() < ends:
                judge = judges(judged.row.number)
                solutions = known.setdefault(id(judge), Solutions(judge))
                new = solutions.judged(_asked(claim, judged), seeks, bool(result) and _follows(judged, result[-1]))
                seeks = seeks or (new is not None and new.verdict == UNDER)
                outcomes[at] = new or outcome
        changed = any(new is not old for new, old in zip(outcomes, judged.outcomes, strict=True))
        result.append(replace(summed_up(judged.row, outcomes), proof=judged.proof) if changed else judged)
    return result


def _follows(judged: Judged, before: Judged) -> bool:
    """Whether an arrow leads to a row from the one before, which holds where a gradient vanishes."""
    return bool(ARROW.search(judged.row.latex)) and before.verdict == UNDER and STATIONARY in (before.convention or "")


def _is_open(outcome: Outcome) -> bool:
    if NO_CONSEQUENCE in outcome.reason:
        return False
    return outcome.verdict == WRONG or (outcome.verdict == CANNOT_TELL and outcome.reason.startswith((CONDITION, TO_FOLLOW)))


def _asked(claim: Claim, judged: Judged) -> Question:
    left = claim.compared
    return Question(left, claim.right, claim.relation, tuple(judged.row.conditions), claim.head)
