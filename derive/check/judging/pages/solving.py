"""Conditions that a text solves: after ``X = 0`` a row says what follows, and is judged where the condition holds.

A display that follows upon a condition goes on with its solution, as do the rows of one display.  What cannot be solved is not
told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from derive.check.judging.outcome import CANNOT_TELL, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.pages import certainty, consequences
from derive.check.judging.pages.verdict import Judged, summed_up
from derive.check.judging.rows.instances import SEEDS
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.question import CONDITION, STRANGE
from derive.check.judging.rows.stationary import STATIONARY
from derive.check.meaning.definitions.solutions import is_condition
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative
from derive.check.reading.tree import walk

ARROW = re.compile(r"\\(?:Long|long)?(?:[Ll]eft)?[Rr]ight[Aa]rrow\b|\\iff\b|\\implies\b")
_NEAR = 3
"""A row may follow from one of so many conditions before it: one for each parameter."""
NO_CONSEQUENCE = "does not follow from the condition"
"""How the reason of a row goes on that differs where an earlier condition holds."""
TO_FOLLOW = "it is to follow from the condition"
"""How the reason of a row begins whose condition could not be solved."""


@dataclass(frozen=True)
class _Given:
    """The condition that is being solved, and where it stands."""

    claim: Claim
    row: int
    block: int
    place: tuple[int, int]
    is_wrong: bool = False
    """Whether its row claims something wrong: what follows from that says nothing of what follows rightly."""

    @property
    def is_set(self) -> bool:
        """Whether a derivative is set to zero: nobody claims that it is zero everywhere."""
        return is_condition(self.claim)


def solved(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows, with those that follow from a condition before them judged where it holds."""
    outcomes = [list(judged.outcomes) for judged in rows]
    conditions: list[_Given] = []
    last = -_NEAR
    """The last row of a solution: the display behind it may go on with it."""
    for number, judged in enumerate(rows):
        row, judge = judged.row, judges(judged.row.number)
        led = bool(ARROW.search(row.latex))
        goes_on = number - last == 1
        for at, (claim, outcome) in enumerate(zip(row.claims, judged.outcomes, strict=False)):
            condition = outcome.reason.startswith(CONDITION)
            if claim.inherited or not (outcome.verdict == WRONG or outcome.reason.startswith((CONDITION, STRANGE))):
                continue
            further = goes_on and not _differentiates(claim)
            near = [given for given in conditions[-_NEAR:] if led or further or given.block == row.block]
            for given in reversed(near):
                found = _followed(judge, given, claim, outcome)
                if given is near[-1] or found.verdict == UNDER:  # the last one decides, unless the row follows from another
                    outcomes[number][at] = found
                if found.verdict == UNDER:
                    if given.is_set:
                        outcomes[given.place[0]][given.place[1]] = Outcome(NO_CLAIM, "a condition to be solved")
                    break
            if condition or outcomes[number][at].verdict in (UNDER, CANNOT_TELL) or outcomes[number][at] is not outcome:
                last = number
            if condition:
                is_wrong = any(other.verdict == WRONG for other in judged.outcomes)
                conditions.append(_Given(claim, row.number, row.block, (number, at), is_wrong))
        if goes_on and any((outcome.convention or "").startswith(STATIONARY) for outcome in judged.outcomes):
            last = number
    return [_again(judged, found) for judged, found in zip(rows, outcomes, strict=True)]


def _differentiates(claim: Claim) -> bool:
    return any(isinstance(node, Derivative) for side in (claim.head or claim.left, *claim.sides) for node in walk(side))


def _again(judged: Judged, outcomes: list[Outcome]) -> Judged:
    if all(new is old for new, old in zip(outcomes, judged.outcomes, strict=True)):
        return judged
    return replace(summed_up(judged.row, outcomes), proof=judged.proof)


def _followed(judge: Judge, given: _Given, claim: Claim, outcome: Outcome) -> Outcome:
    """The verdict on a claim where the condition holds."""
    words = f"where the condition of row {given.row} holds"
    if consequences.is_rearranged(judge, given.claim, claim):
        return Outcome(UNDER, convention=words)
    seen = [answer for seed in SEEDS[:2] if (answer := consequences.at_solution(judge, given.claim, claim, seed)) is not None]
    if not seen and not given.is_wrong and all(consequences.is_solution(judge, given.claim, claim, seed) for seed in SEEDS[:2]):
        return Outcome(UNDER, convention=words)
    if outcome.reason.startswith(STRANGE):
        return outcome if not (seen and all(seen)) else Outcome(UNDER, convention=words)
    if not seen:
        return Outcome(CANNOT_TELL, f"{TO_FOLLOW} of row {given.row}")
    if given.is_wrong and not all(seen):
        return Outcome(CANNOT_TELL, f"{TO_FOLLOW} of row {given.row}, which is wrong")
    if all(seen):
        return Outcome(UNDER, convention=words)
    if any(certainty.loose_functions(judge, side) for side in claim.sides):
        return Outcome(CANNOT_TELL, f"{TO_FOLLOW} of row {given.row}, with functions of which nothing is known")
    if outcome.verdict == WRONG:
        return replace(outcome, reason=f"It {NO_CONSEQUENCE} of row {given.row}. {outcome.reason}")
    return Outcome(WRONG, f"it {NO_CONSEQUENCE} of row {given.row}")
