"""Conditions that a text solves: after ``X = 0`` a row says what follows, and is judged where the condition holds.

The quantity that the condition is solved for is moved by Newton's steps until both of its sides agree; there the row has to
hold.  What cannot be solved so is not told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import CANNOT_TELL, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.pages.verdict import Judged, summed_up
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.rows import solutions
from derive.check.judging.rows.instances import SEEDS
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.question import CONDITION
from derive.check.judging.values import names
from derive.check.meaning.definitions.solutions import is_condition
from derive.check.meaning.newton import root
from derive.check.meaning.symbols import Part, whole
from derive.check.meaning.world import Array, Instance
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import walk
from derive.errors import DeriveError

_ARROW = re.compile(r"\\(?:Long|long)?(?:[Ll]eft)?[Rr]ight[Aa]rrow\b|\\iff\b|\\implies\b")
_NEAR = 3
"""A row may follow from one of so many conditions before it: one for each parameter."""
NO_CONSEQUENCE = "does not follow from the condition"
"""How the reason of a row goes on that differs where an earlier condition holds."""
TO_FOLLOW = "it is to follow from the condition"
"""How the reason of a row begins whose condition could not be solved."""
_CLOSE = 1e-6
"""What may be left of a difference at a solution, beside the sides."""


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
    for number, judged in enumerate(rows):
        row, judge = judged.row, judges(judged.row.number)
        led = bool(_ARROW.search(row.latex))
        for at, (claim, outcome) in enumerate(zip(row.claims, judged.outcomes, strict=False)):
            condition = outcome.reason.startswith(CONDITION)
            if claim.inherited or not (condition or outcome.verdict == WRONG):
                continue
            near = [given for given in conditions[-_NEAR:] if led or given.block == row.block]
            for given in reversed(near):
                found = _followed(judge, given, claim, outcome)
                if given is near[-1] or found.verdict == UNDER:  # the last one decides, unless the row follows from another
                    outcomes[number][at] = found
                if found.verdict == UNDER:
                    if given.is_set:
                        outcomes[given.place[0]][given.place[1]] = Outcome(NO_CLAIM, "a condition to be solved")
                    break
            if condition:
                is_wrong = any(other.verdict == WRONG for other in judged.outcomes)
                conditions.append(_Given(claim, row.number, row.block, (number, at), is_wrong))
    return [_again(judged, found) for judged, found in zip(rows, outcomes, strict=True)]


def _again(judged: Judged, outcomes: list[Outcome]) -> Judged:
    if all(new is old for new, old in zip(outcomes, judged.outcomes, strict=True)):
        return judged
    return replace(summed_up(judged.row, outcomes), proof=judged.proof)


def _followed(judge: Judge, given: _Given, claim: Claim, outcome: Outcome) -> Outcome:
    """The verdict on a claim where the condition holds."""
    seen = [answer for seed in SEEDS[:2] if (answer := _at_solution(judge, given.claim, claim, seed)) is not None]
    if not seen:
        return Outcome(CANNOT_TELL, f"{TO_FOLLOW} of row {given.row}")
    if given.is_wrong and not all(seen):
        return Outcome(CANNOT_TELL, f"row {given.row}, from which it is to follow, is wrong")
    if all(seen):
        return Outcome(UNDER, convention=f"where the condition of row {given.row} holds")
    if outcome.verdict == WRONG:
        return replace(outcome, reason=f"It {NO_CONSEQUENCE} of row {given.row}. {outcome.reason}")
    return Outcome(WRONG, f"it {NO_CONSEQUENCE} of row {given.row}")


def _at_solution(judge: Judge, given: Claim, claim: Claim, seed: int) -> bool | None:
    """Whether a claim holds at a solution of the condition; None if none is found."""
    instance = judge.world.instance(seed)
    for quantity, surely in _unknowns(judge, given, claim):
        try:
            solution = _solved(judge, given, quantity, instance)
            if solution is not None:
                difference, size = solutions.difference(judge, claim.left, claim.right, solution)
                follows = bool(np.all(np.abs(difference) <= _CLOSE * (1 + size)))
                if follows or surely:
                    return follows
        except (NoValue, MustLoop, SecondOrder, DeriveError, RecursionError, ArithmeticError, ValueError, NotImplementedError):
            continue
    return None


def _unknowns(judge: Judge, given: Claim, claim: Claim) -> Iterator[tuple[str, bool]]:
    """What a condition may be solved for: the left side of the claim, else what the condition differentiates by; and whether
    that is surely meant (without a specification any declared number may be)."""
    evaluator = judge.bench.evaluator(Chooser())
    sides = [given.left, given.right, claim.left, claim.right, *([given.head] if given.head is not None else [])]
    moved: list[Node] = [by for side in sides for node in walk(side) if isinstance(node, Derivative) for by in node.by]
    symbols = [claim.left, *moved, *(node for side in sides[:2] for node in walk(side))]
    for symbol in dict.fromkeys(node for node in symbols if isinstance(node, Name)):
        part = whole(names.readings_of(evaluator, symbol))
        if isinstance(part, Part) and all(index is None for index in part.indices):
            role = judge.world.quantities[part.quantity].role
            surely = role in ("parameter", "free") or (role == "input" and symbol in (claim.left, *moved))
            if surely or (role == "input" and judge.world.specification is None and part.quantity not in judge.world.labels):
                yield part.quantity, surely


def _solved(judge: Judge, given: Claim, quantity: str, instance: Instance) -> Instance | None:
    """The instance moved along a quantity until the condition holds; None where that does not succeed."""
    array = np.asarray(instance.values[quantity], dtype=float)

    def at(point: Array) -> Instance:
        return judge.world.replaced(instance, quantity, point.reshape(array.shape))

    found = root(lambda point: solutions.difference(judge, given.left, given.right, at(point))[0], np.ravel(array))
    return at(found) if found is not None else None
