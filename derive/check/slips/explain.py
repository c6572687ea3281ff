"""Why a line is wrong: the smallest edit that makes it hold.

Input: the judge, a wrong claim, and what stands around it. Edits come from the table of usual slips; the judge says which of
them repairs the line. Two edits at once are tried only if no single one does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

from derive.check import effort
from derive.check.faults import spared
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Group, Name, Node, Product
from derive.check.reading.tree import walk
from derive.check.slips import quantities
from derive.check.slips.context import Context, of_formulas
from derive.check.slips.edit import Edit
from derive.check.slips.table import edits, repairs
from derive.check.slips.throughout import throughout
from derive.check.slips.tree import alike

SECONDS = 1.0
LEFT_INDEX, LEFT_SIDE = 0.8, 2.5
"""How much more an edit on the left side costs."""
FIRST_SHARE, SECOND_SHARE, READINGS = 0.6, 0.85, 12
"""First every edit is tried under the plainest reading, in this share of the time; then under so many readings; what is left is
for several edits at once."""
PAIRS, PAIR_COST = 12, 1.5
"""Pairs are made of this many of the cheapest edits, none of which costs more."""
AFTER = 0.6
"""A repair that costs this much more than the first one found is not worth naming."""


_NUMBERS = frozenset({"sign", "factor", "prime", "mean", "power"})
"""Kinds of slips that change no shapes."""
_SYMBOLS = frozenset({"index", "shift", "layer", "quantity"})
"""Kinds that put one symbol in the place of another."""
_SHAPES = ("transpose", "order", "product", "layer", "index", "sum")
"""Kinds that change shapes, and are usual."""


class Holds(Protocol):
    """What is needed of the judge."""

    def holds(self, left: Node, right: Node, relation: str = "=", conditions: Sequence[Node] = (), *, limit: int = 1) -> bool:
        """Whether the relation holds between two sides under one of ``limit`` readings; False if they have no values."""


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


Candidate = tuple[float, Callable[[], tuple[Node, Node]], Edit]
"""A cost, both sides after an edit (made when they are needed), and the edit."""


def explain(
    judge: Holds,
    claim: Claim,
    conditions: Sequence[Node] = (),
    *,
    context: Context | None = None,
    seconds: float = SECONDS,
    unfit: bool = False,
    only: Name | None = None,
) -> Explanation | None:
    """The smallest edit that makes a wrong claim hold; None if none is found in ``seconds`` of computing (see
    :mod:`derive.check.effort`).

    A claim that continues a chain is compared with the head of the chain. ``unfit``: its shapes do not fit, so that no sign
    or number repairs it. ``only``: nothing but this symbol is in doubt.
    """
    left = claim.compared
    around = context or of_formulas([left, claim.right])
    ends = effort.seconds() + seconds
    follows = claim.inherited or claim.head not in (None, claim.left)  # the left side is what an earlier link has come to
    table = candidates(left, claim.right, around, fixed_left=follows)
    if unfit:
        table = [candidate for candidate in table if candidate[2].kind not in _NUMBERS]
    if only is not None:
        table = [candidate for candidate in table if candidate[2].kind in _SYMBOLS and candidate[2].span == only.span]
        heads = quantities.heads(claim.right, only, around)
        table += [(edit.change.cost, _right(left, claim.right, edit), edit) for edit in heads]
    for share, limit in ((FIRST_SHARE, 1), (SECOND_SHARE, READINGS)):
        until = ends - (1 - share) * seconds
        if found := _repairs(judge, table, claim, conditions, limit, until):
            _, make, edit = found[0]
            return _explanation((edit,), *make(), claim, around.source, len(found) - 1)
    if only is not None:
        return None
    everywhere = _throughout(judge, left, claim, conditions, around, ends)
    return everywhere or _pair(judge, left, claim, conditions, around, ends, unfit)


def _repairs(
    judge: Holds, table: Sequence[Candidate], claim: Claim, conditions: Sequence[Node], limit: int, until: float
) -> list[Candidate]:
    """The candidates that make the claim hold: the cheapest, and those that cost hardly more."""
    found: list[Candidate] = []
    for cost, make, edit in table:
        if effort.seconds() > until or (found and cost > found[0][0] + AFTER):
            break
        left, right = make()
        if (
            not alike(left, right)
            and not _begs(left, right, claim)
            and _holds(judge, left, right, claim.relation, conditions, limit)
        ):
            found.append((cost, make, edit))
    return found


def _begs(left: Node, right: Node, claim: Claim) -> bool:
    """Whether a repair puts the left side's own symbol on the right side: ``m = (sum_i m)/n`` explains nothing, nor does
    ``h = h_w(x)``."""
    head = claim.compared
    if _letter(left) and _letter(left) == _letter(right) and _letter(head) != _letter(claim.right):
        return True
    return isinstance(left, Name) and left in set(walk(right)) - set(walk(claim.right))


def _letter(side: Node) -> str:
    """The letter of a side that is one symbol, perhaps with its argument."""
    if isinstance(side, Product) and len(side.factors) == 2 and isinstance(side.factors[1][1], Group):
        side = side.factors[0][1]
    found = re.match(r"\\?[A-Za-z]+", side.base) if isinstance(side, Name) else None
    return found[0] if found else ""


def _holds(judge: Holds, left: Node, right: Node, relation: str, conditions: Sequence[Node], limit: int) -> bool:
    """Whether a candidate holds; one that the judge cannot digest does not."""
    return spared(lambda: judge.holds(left, right, relation, conditions, limit=limit), lambda _: False)


def candidates(left: Node, right: Node, context: Context, *, fixed_left: bool = False) -> list[Candidate]:
    """Both sides with one edit, the cheapest first."""
    of_right = [*edits(right, context), *repairs(right, context)]
    made = [(e.change.cost + 0.01 * len(e.path), _right(left, right, e), e) for e in of_right]
    if not fixed_left:
        made += [(e.change.cost + _extra(e), _left(left, right, e), e) for e in edits(left, context)]
    return sorted(made, key=lambda item: item[0])


def _extra(edit: Edit) -> float:
    """What an edit on the left side costs more: authors may mistake an index there, and hardly what they are after."""
    return LEFT_INDEX if edit.kind in ("index", "transpose", "sign") else LEFT_SIDE


def _right(left: Node, right: Node, edit: Edit) -> Callable[[], tuple[Node, Node]]:
    return lambda: (left, edit.apply(right))


def _left(left: Node, right: Node, edit: Edit) -> Callable[[], tuple[Node, Node]]:
    return lambda: (edit.apply(left), right)


def _throughout(
    judge: Holds, left: Node, claim: Claim, conditions: Sequence[Node], context: Context, ends: float
) -> Explanation | None:
    """The same slip in every term of the right side: each weight matrix of a long sum lacks its transpose."""
    for made in throughout(claim.right, context):
        if effort.seconds() > ends:
            return None
        right = reduce(lambda side, edit: edit.apply(side), made, claim.right)
        if _holds(judge, left, right, claim.relation, conditions, READINGS):
            return _explanation(made, left, right, claim, context.source)
    return None


def _pair(
    judge: Holds, left: Node, claim: Claim, conditions: Sequence[Node], context: Context, ends: float, unfit: bool
) -> Explanation | None:
    """Two small edits of the right side."""
    seen: set[Node] = set()
    for one in _cheap(claim.right, context, _SHAPES if unfit else None):
        half = one.apply(claim.right)
        for two in _cheap(half, context):
            right = two.apply(half)
            if effort.seconds() > ends:
                return None
            if right not in seen and right != claim.right:
                seen.add(right)
                if _holds(judge, left, right, claim.relation, conditions, 1):
                    return _explanation((one, two), left, right, claim, context.source)
    return None


def _cheap(side: Node, context: Context, kinds: Iterable[str] | None = None) -> list[Edit]:
    return [edit for edit in edits(side, context, kinds)[:PAIRS] if edit.change.cost <= (PAIR_COST if kinds is None else 2.0)]


def _explanation(made: tuple[Edit, ...], left: Node, right: Node, claim: Claim, source: str, more: int = 0) -> Explanation:
    words = made[0].words
    if len(made) > 1:
        count = "Two" if len(made) == 2 else "Several"
        wrong = [str(edit.change.wrong) for edit in made]
        words = f"{count} slips: {'; '.join(map(_lower, wrong))}."
        words = f"{wrong[0]}, in {len(made)} places." if len(set(wrong)) == 1 else words
    head = claim.compared
    sides = (_written(head, left, made, source), _written(claim.right, right, made, source))
    correction = f" {_RELATIONS.get(claim.relation, claim.relation)} ".join(sides)
    return Explanation(" and ".join(e.kind for e in made), made[0].span, words, left, right, correction, more)


def _written(old: Node, new: Node, made: tuple[Edit, ...], source: str) -> str:
    """A side as the author would write it: his text with the edit in it, if that is to be had."""
    from derive.check.reading.printer import latex
    from derive.check.slips.splice import source_of, spliced

    text = source_of(old, source)
    if new == old:
        return text or latex(new)
    return spliced(text, old, made[0], offset=old.span[0]) if text and len(made) == 1 else latex(new)


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
