"""Rows about two steps of a recurrence that hold for the earlier of the two.

``\\delta_k^{(t)} = ... \\delta_{k+1}^{(t)}`` is meant for k < t.
What happens at step t does not depend on later steps, and the recursion begins at t itself; texts hardly say so.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import UNDER, Outcome
from derive.check.judging.problems import NoValue
from derive.check.judging.rows.instances import SEEDS
from derive.check.judging.rows.question import Question
from derive.check.judging.rows.trial import bound
from derive.check.judging.rows.written_out import places
from derive.check.judging.values.frame import Frame, Span
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Big, Name, Node, Number, Relation
from derive.check.reading.tree import walk
from derive.check.reading.vocabulary import ORDERS

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge


def held(judge: Judge, asked: Question) -> Outcome | None:
    """The verdict on a row that holds if one of its two steps is earlier than the other; None if it does not.

    A row that says when it holds is taken at its word.
    """
    if asked.conditions:
        return None
    for early, late in permutations(sorted(_steps(judge, asked)), 2):
        if any(_is_empty(node, early, late) for side in asked.sides for node in walk(side)):
            continue
        condition = Relation("<", Name(early), Name(late))
        other = judge.judge(*asked.sides, asked.relation, (condition,))
        if other.is_fine and not other.zero:
            words = "; ".join(filter(None, (f"for {early} < {late}", other.convention)))
            return replace(other, verdict=UNDER, convention=words)
    return None


def _is_empty(node: Node, early: str, late: str) -> bool:
    """Whether a sum or product would run from the later step to the earlier one: nobody means that."""
    if not isinstance(node, Big) or node.upper is None:
        return False
    lows = [item.right for item in node.under if isinstance(item, Relation) and item.op == "="]
    return any(_counts(low, late) for low in lows) and _counts(node.upper, early)


def _counts(end: Node, letter: str) -> bool:
    return any(letter_of(inner) == letter for inner in walk(end))


def after_the_first(judge: Judge, asked: Question) -> Outcome | None:
    """The verdict on an inequality that holds for every state but the one before the first step, which nothing computes:
    ``0 \\leq 1 - h_k^2`` of a state between -1 and 1."""
    if asked.conditions or asked.relation not in ORDERS:
        return None
    found = [place for side in asked.sides for place in places(judge, side)]
    letters = {letter_of(index) for axis, index in found if index is not None and axis.kind == "time" and axis.first == 0}
    if len(letters) != 1 or None in letters:
        return None
    letter = next(letter for letter in letters if letter is not None)
    other = judge.judge(*asked.sides, asked.relation, (Relation(">=", Name(letter), Number("1")),))
    return replace(other, verdict=UNDER, convention=f"for {letter} from 1 on") if other.is_fine else None


def _steps(judge: Judge, asked: Question) -> frozenset[str]:
    """The free letters of a row about a recurrence, if there are two and both count steps (a state may have one more)."""
    frame = Frame(judge.world.instance(SEEDS[0]))
    times = _lengths(judge, frame)
    try:
        bound_, letters = bound(judge.bench.evaluator(Chooser(), asked), frame, asked.sides) if times else (frame, {})
    except NoValue:
        return frozenset()
    counts = [span.count for letter in letters if isinstance(span := bound_.scope[letter], Span)]
    steps = len(letters) == 2 and all({count, count + 1} & times for count in counts)
    return frozenset(letters) if steps else frozenset()


def _lengths(judge: Judge, frame: Frame) -> frozenset[int]:
    """The lengths of the axes that count steps."""
    axes = [axis for quantity in judge.world.quantities.values() for axis in quantity.axes if axis.kind == "time"]
    return frozenset(frame.instance.length(axis) for axis in axes if not axis.ragged)
