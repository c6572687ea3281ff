"""Rows that differ without a slip that explains it, where the reason may be another one than the row.

Where most rows of a text differ so, the specification speaks of another model; an equation between given quantities alone is no
identity but a condition, or what follows from one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER, WRONG
from derive.check.judging.pages import redefined
from derive.check.judging.pages.explaining import WEAK
from derive.check.judging.pages.solving import NO_CONSEQUENCE
from derive.check.judging.pages.unknown_heads import UNTOLD
from derive.check.judging.pages.verdict import Judged
from derive.check.judging.rows import stationary, suppositions
from derive.check.judging.rows.question import Question, is_function_of
from derive.check.judging.rows.solutions import NO_SOLUTION
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.symbols import Part
from derive.check.meaning.trees import is_zero
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_MANY = 3
"""Fewer rows that differ without explanation say nothing of the specification."""
_ONE_OF_TWO = "it differs from the row before it, and either may be wrong"
_GIVEN = "it relates given quantities alone: a condition, or what follows from one"


def settled(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows, with those whose reading is in doubt not called wrong."""
    unexplained = {judged.row.number for judged in rows if judged.verdict == WRONG and not judged.explanation}
    fine = [judged for judged in rows if any(outcome.is_fine and not outcome.zero for outcome in judged.outcomes)]
    many = judges(0).world.specification is not None and len(unexplained) >= max(_MANY, len(fine) + 1)
    if many and not any(_states_cost(judged, judges(judged.row.number)) for judged in fine):
        words = f"{len(unexplained)} rows differ and {len(fine)} hold: the specification seems to describe another model"
        return [in_doubt(judged, words) if judged.verdict == WRONG and _says_little(judged) else judged for judged in rows]
    rows = [in_doubt(judged, _ONE_OF_TWO) if _is_beside_untold(judged) else judged for judged in rows]
    solved = {after.row.number for before, after in pairwise(rows) if _goes_on_from_solution(before, after)}
    asked = [judged for judged in rows if judged.row.number in unexplained - solved]
    given = {judged.row.number for judged in asked if _is_given(judged, judges)}
    return [in_doubt(judged, _GIVEN) if judged.row.number in given else judged for judged in rows]


def _is_beside_untold(judged: Judged) -> bool:
    """Whether a row differs from one of which nobody can tell, and no slip says that it is this one that is wrong."""
    return judged.verdict == WRONG and not judged.explanation and UNTOLD in judged.reason


def _says_little(judged: Judged) -> bool:
    """Whether no slip explains a row, or one that puts something else in the place of a symbol, as another model would."""
    return not judged.explanation or judged.slip in WEAK


def _states_cost(judged: Judged, judge: Judge) -> bool:
    """Whether a row says what the cost is, or of what its derivative is one, as the specification does: then that speaks of no
    other model."""
    if not judged.row.claims or not judged.outcomes[0].is_fine:
        return False
    claim = judged.row.claims[0]
    named, right = redefined.defined(judge, claim), claim.right
    if isinstance(claim.compared, Derivative) and isinstance(right, Derivative) and claim.compared.by == right.by:
        written_out = right.of is not None and not isinstance(right.of, Name)
        named = claim.compared.of if written_out and isinstance(claim.compared.of, Name) else None
    readings = judge.symbols.lookup(named) if named is not None else ()
    return any(isinstance(r.meaning, Part) and r.meaning.quantity == judge.world.cost for r in readings[:1])


def in_doubt(judged: Judged, words: str) -> Judged:
    """A row of which nobody can tell, and why."""
    reason = f"{words}; as read here, {judged.reason}"
    return replace(judged, verdict=CANNOT_TELL, reason=reason, follows=None, explanation=None, correction=None, span=None)


def _is_given(judged: Judged, judges: Callable[[int], Judge]) -> bool:
    """Whether everything that is wrong in a row speaks of given quantities alone, and was not tried where a condition holds."""
    if NO_CONSEQUENCE in judged.reason or NO_SOLUTION in judged.reason:
        return False
    judge = judges(judged.row.number)
    if any(_is_identity(claim, judged.row.sides) for claim in judged.row.claims) or _goes_on(judged.row):
        return False
    claims = [c for c, outcome in zip(judged.row.claims, judged.outcomes, strict=False) if outcome.verdict == WRONG]
    heads = [c.compared for c in claims]
    asked = [Question(left, claim.right) for left, claim in zip(heads, claims, strict=True)]
    return bool(asked) and all(
        stationary.speaks_of_given(judge, one) or _is_estimate(judge, one) or _is_modelled(judge, one) for one in asked
    )


def _goes_on(row: Row) -> bool:
    """Whether a row goes on with what a derivative is, ``&= X^T r = X^T X w - X^T t``: a step, and no condition."""
    first = row.claims[0]
    continues = first.inherited and isinstance(first.compared, Derivative)
    return continues and not any(is_zero(side) for side in row.sides)


def _goes_on_from_solution(before: Judged, after: Judged) -> bool:
    """Whether a row writes in another way what the row before it, which holds, says that a symbol is: ``w = A^{-1} b``, then
    ``&= B``."""
    if before.verdict not in (HOLDS, UNDER) or not before.row.claims or not after.row.claims:
        return False
    claim, solution = after.row.claims[0], before.row.claims[-1]
    head = claim.compared
    return claim.inherited and isinstance(head, Name) and solution.compared == head and head not in set(walk(claim.right))


def _is_modelled(judge: Judge, asked: Question) -> bool:
    """Whether an input stands alone on the left side, ``y = h_w(x)``: no equation of the model says what it is; the row says
    what is meant to predict it."""
    readings = judge.symbols.lookup(asked.left) if isinstance(asked.left, Name) else ()
    meaning, base = readings[0].meaning if readings else None, judge.world.specification
    if base is None or not isinstance(meaning, Part) or readings[0].rest or any(_slopes(side) for side in asked.sides):
        return False
    quantity = base.quantities.get(meaning.quantity)
    return quantity is not None and quantity.role == "input"


def _slopes(side: Node) -> bool:
    return any(isinstance(node, Derivative) for node in walk(side))


def _is_estimate(judge: Judge, asked: Question) -> bool:
    """Whether a symbol that the parameters alone make is said to be computed from data: at an optimum, if anywhere."""
    base, evaluator = judge.world.specification, judge.bench.evaluator(Chooser())
    if base is None or not isinstance(asked.left, Name):
        return False

    def given(side: Node) -> list[bool]:
        """For each quantity of a side whether it is computed from inputs."""
        parts = {part.quantity for part in suppositions.quantities(evaluator, Question(side, side))} & set(base.quantities)
        inputs = [name for name, quantity in base.quantities.items() if quantity.role == "input"]
        return [any(base.depends(part, name) for name in inputs) for part in parts]

    left, right = given(asked.left), given(asked.right)
    return bool(left) and not any(left) and any(right)


def _is_identity(claim: Claim, sides: Sequence[Node]) -> bool:
    """Whether a side is a function of a bare letter, and the right side speaks of that letter: ``\\tanh x = 2 s(2x) - 1`` is to
    hold for any number; or both sides are products of the same things."""
    functions = [side for side in (*sides, *filter(None, [claim.head])) if is_function_of(side)]
    letters = {node for side in functions for node in walk(side) if isinstance(node, Name) and node == Name(node.base)}
    if _is_rearranged(claim):
        return True
    return any(node in letters for node in walk(claim.right) if isinstance(node, Name)) and claim.right not in functions


def _is_rearranged(claim: Claim) -> bool:
    """Whether both sides are products of the same symbols, two at least: ``A B^T = B A^T`` is no condition on one of them."""
    left, right = (Counter(name.base for name in symbols_in(side)) for side in (claim.compared, claim.right))
    return left == right and len(left) > 1 and all(isinstance(side, Product) for side in (claim.compared, claim.right))
