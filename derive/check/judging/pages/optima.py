"""Rows that hold where a gradient vanishes: what a text solves for without writing the condition down.

Only rows that differ, and conditions of which nobody can tell, are tried; for all of them together a few seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.check import effort
from derive.check.judging.outcome import CANNOT_TELL, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.pages.solving import ARROW, NO_CONSEQUENCE, TO_FOLLOW
from derive.check.judging.pages.verdict import Judged, summed_up
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.question import CONDITION, Question
from derive.check.judging.rows.solutions import Solutions
from derive.check.judging.rows.stationary import STATIONARY
from derive.check.meaning.definitions import estimators
from derive.check.meaning.symbols import Part, whole
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Name
from derive.check.reading.tree import walk

_SECONDS = 3.0


def found(rows: Sequence[Judged], judges: Callable[[int], Judge], seeks: bool) -> list[Judged]:
    """The rows, with those that state a solution judged where a gradient vanishes.

    ``seeks``: the text says that it looks for such a point; then a solution that is none is wrong.
    """
    known: dict[int, Solutions] = {}
    ends = effort.seconds() + _SECONDS
    result: list[Judged] = []
    for judged in rows:
        outcomes, judge = list(judged.outcomes), judges(judged.row.number)
        for at, (claim, outcome) in enumerate(zip(judged.row.claims, judged.outcomes, strict=False)):
            asked = _asked(claim, judged) if _is_open(outcome) else _estimated(judge, claim, judged, outcome)
            if asked is not None and effort.seconds() < ends:
                solutions = known.setdefault(id(judge), Solutions(judge))
                new = solutions.judged(asked, seeks, bool(result) and _follows(judged, result[-1]))
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


def _estimated(judge: Judge, claim: Claim, judged: Judged, outcome: Outcome) -> Question | None:
    """What a row says that defines an estimate, ``\\hat\\lambda = n / \\sum_i x_i``: that the parameter is so at the
    optimum."""
    if outcome.verdict != NO_CLAIM and not outcome.has_unknown_symbol:
        return None
    if claim.inherited or claim.relation != "=" or not isinstance(claim.left, Name):
        return None
    readings = judge.symbols.lookup(claim.left)
    if readings and not readings[0].rest and judge.symbols.declares_exactly(claim.left):
        return None
    for name in estimators.parameters(claim.left):
        part = whole(judge.symbols.lookup(name))
        quantity = judge.world.quantities.get(part.quantity) if isinstance(part, Part) else None
        itself = any(isinstance(node, Name) and node.base == name.base for node in walk(claim.right))
        if quantity is not None and quantity.role == "parameter" and not itself:
            return Question(name, claim.right, "=", tuple(judged.row.conditions))
    return None


def _asked(claim: Claim, judged: Judged) -> Question:
    left = claim.compared
    return Question(left, claim.right, claim.relation, tuple(judged.row.conditions), claim.head)
