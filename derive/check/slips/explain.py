"""Why a line is wrong: the smallest edit that makes it hold.

Input: the judge, a wrong claim, and what stands around it. Edits come from the table of usual slips; the judge says which of
them repairs the line. Two edits at once are tried only if no single one does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Node
from derive.check.slips.context import Context, of_formulas
from derive.check.slips.edit import Edit
from derive.check.slips.table import edits
from derive.check.slips.tree import put

SECONDS = 1.0
LEFT_SIDE = 0.8
"""How much more an edit on the left side costs: authors rarely misstate what they are after."""
PAIRS = 12
"""Pairs are made of this many of the cheapest edits."""
AFTER = 0.6
"""A repair that costs this much more than the first one found is not worth naming."""


class Holds(Protocol):
    """What is needed of the judge."""

    def holds(self, left: Node, right: Node, relation: str = "=", conditions: Sequence[Node] = ()) -> bool:
        """Whether the relation holds between two sides; False if nothing can be made of them."""


@dataclass(frozen=True)
class Explanation:
    """The edit that repairs a line: its kind, the place of the piece that is wrong, a sentence, and the line as it should be.

    ``words`` has formulas between dollars; ``correction`` is LaTeX without them. ``more`` counts other edits of nearly the
    same size that repair the line, too.
    """

    kind: str
    span: tuple[int, int]
    words: str
    left: Node
    right: Node
    correction: str
    more: int = 0


def explain(
    judge: Holds,
    claim: Claim,
    conditions: Sequence[Node] = (),
    *,
    context: Context | None = None,
    seconds: float = SECONDS,
) -> Explanation | None:
    """The smallest edit that makes a wrong claim hold; None if none is found in the time.

    A claim that continues a chain is compared with the head of the chain.
    """
    left = claim.head if claim.inherited and claim.head is not None else claim.left
    around = context or of_formulas([left, claim.right])
    ends = time.monotonic() + seconds
    found: list[tuple[float, Callable[[], tuple[Node, Node]], Edit]] = []
    for cost, make, edit in candidates(left, claim.right, around, fixed_left=claim.inherited):
        if time.monotonic() > ends or (found and cost > found[0][0] + AFTER):
            break
        sides = make()
        if judge.holds(*sides, claim.relation, conditions):
            found.append((cost, make, edit))
    if found:
        _, make, edit = found[0]
        return _explanation((edit,), *make(), claim, len(found) - 1)
    return _pair(judge, left, claim, conditions, around, ends)


def candidates(
    left: Node, right: Node, context: Context, *, fixed_left: bool = False
) -> Iterator[tuple[float, Callable[[], tuple[Node, Node]], Edit]]:
    """Both sides with one edit, the cheapest first."""
    made = [(e.change.cost + 0.01 * len(e.path), _right(left, right, e), e) for e in edits(right, context)]
    if not fixed_left:
        made += [(e.change.cost + LEFT_SIDE, _left(left, right, e), e) for e in edits(left, context)]
    yield from sorted(made, key=lambda item: item[0])


def _right(left: Node, right: Node, edit: Edit) -> Callable[[], tuple[Node, Node]]:
    return lambda: (left, edit.apply(right))


def _left(left: Node, right: Node, edit: Edit) -> Callable[[], tuple[Node, Node]]:
    return lambda: (edit.apply(left), right)


def _pair(
    judge: Holds, left: Node, claim: Claim, conditions: Sequence[Node], context: Context, ends: float
) -> Explanation | None:
    """Two edits at different places of the right side."""
    cheap = [edit for edit in edits(claim.right, context) if edit.change.cost <= PAIR_COST]
    for one, two in sorted(combinations(cheap, 2), key=lambda pair: pair[0].change.cost + pair[1].change.cost):
        if time.monotonic() > ends:
            return None
        if _apart(one, two):
            right = put(one.apply(claim.right), two.path, two.change.new)
            if judge.holds(left, right, claim.relation, conditions):
                return _explanation((one, two), left, right, claim, 0)
    return None


PAIR_COST = 1.1


def _apart(one: Edit, two: Edit) -> bool:
    """Whether neither place lies inside the other."""
    shared = min(len(one.path), len(two.path))
    return one.path[:shared] != two.path[:shared]


def _explanation(made: tuple[Edit, ...], left: Node, right: Node, claim: Claim, more: int) -> Explanation:
    from derive.check.reading.printer import latex

    words = " ".join(edit.words for edit in made[:1])
    if len(made) == 2:
        words = f"Two slips: {_lower(str(made[0].change.wrong))}; {_lower(str(made[1].change.wrong))}."
    correction = f"{latex(left)} {_RELATIONS.get(claim.relation, claim.relation)} {latex(right)}"
    return Explanation(" and ".join(e.kind for e in made), made[0].span, words, left, right, correction, more)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


_RELATIONS = {
    ":=": ":=",
    "<-": r"\leftarrow",
    "approx": r"\approx",
    "propto": r"\propto",
    "<=": r"\le",
    "in": r"\in",
    "->": r"\to",
}
