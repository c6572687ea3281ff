"""The cost of one example, stated where the specification has the mean or the sum over a batch: ``C = -\\sum_k y_k \\log p_k``.

A text may state the cost of one example first, and say in words that those of a batch are averaged.  A row that differs only by
that, and that no slip explains, is not called wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from derive.check.judging.outcome import WRONG
from derive.check.judging.pages.unexplained import in_doubt
from derive.check.judging.pages.verdict import Judged
from derive.check.judging.sums.over_examples import example_sizes
from derive.check.meaning.symbols import Part, whole
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Name

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_WORDS = "it holds for a single example, and the cost of the specification is that of a batch"


def doubted(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows, with costs of one example not called wrong."""
    return [in_doubt(judged, _WORDS) if _is_of_one(judged, judges) else judged for judged in rows]


def _is_of_one(judged: Judged, judges: Callable[[int], Judge]) -> bool:
    if judged.verdict != WRONG or judged.explanation:
        return False
    judge = judges(judged.row.number)
    sizes = example_sizes(judge.world)
    wrong = [c for c, outcome in zip(judged.row.claims, judged.outcomes, strict=False) if outcome.verdict == WRONG]
    if not sizes or not wrong or not all(_is_cost(judge, claim) for claim in wrong):
        return False
    alone = judge.at_sizes(dict.fromkeys(sizes, 1))
    return all(alone.judge_claim(claim, judged.row.conditions).is_fine for claim in wrong)


def _is_cost(judge: Judge, claim: Claim) -> bool:
    """Whether a claim says what the cost is."""
    meaning = whole(judge.symbols.lookup(claim.left)) if isinstance(claim.left, Name) else None
    return isinstance(meaning, Part) and meaning.quantity == judge.world.cost
