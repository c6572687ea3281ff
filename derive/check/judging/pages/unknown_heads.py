"""Chains that begin with what nobody knows: ``p(y \\mid x) = A``, ``&= B``: whatever the head is, B has to be A.

The specification (or the text) need not say what a chain begins with.  Its first row then says what it is; the rows that go
on are compared with that first expression, and the verdict names what was taken for the head.  A name in the middle that
nobody knows, ``\\hat y_c = p(c \\mid x) = A``, leaves the claim that what stands before it is what stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.pages.continuing import is_continued
from derive.check.judging.pages.verdict import Judged, summed_up
from derive.check.judging.rows.judge import UPDATE, Judge
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.trees import is_zero
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Name, Node, Number, Relation
from derive.check.reading.tree import rewrite, walk

_RATES = ("eta", "alpha", "epsilon", "lambda", "gamma", "rho", "mu")
"""Usual letters of the rate of learning."""
_RATE = "0.37"
_LINKS = ("=", ":=")
UNTOLD = "of which nobody can tell"
"""How the row is called with which others are compared although it may be the wrong one: it says what a derivative is."""


@dataclass(frozen=True)
class _Taken:
    """What stands for the head of a chain, and the row that says so."""

    node: Node
    row: int
    of_zero: bool
    is_claim: bool

    @property
    def words(self) -> str:
        what = "the chain begins with the zero of a condition" if self.of_zero else "what the chain begins with is not known"
        return f"{what}: compared with row {self.row}" + (f", {UNTOLD}" if self.is_claim else "")


def continued(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows, with those of chains whose head has no meaning judged as steps from the first expression that has one."""
    found: list[Judged] = []
    taken: _Taken | None = None
    for judged in rows:
        row, judge = judged.row, judges(judged.row.number)
        going_on = is_continued(row) and taken is not None and row.block - found[-1].row.block <= 1
        if not going_on:
            taken = None
        if judged.verdict == CANNOT_TELL and not judged.unreadable and row.claims:
            judged = _past_names(judge, judged)
        if (
            not judged.unreadable
            and row.claims
            and (judged.verdict == CANNOT_TELL or _is_of_zero(judged) or _is_update(judged))
        ):
            if going_on and taken is not None:
                judged = _as_step(judge, judged, taken)
                taken = _first_known(judge, row) or taken if judged.row is row else taken  # what can be compared comes next
            elif is_continued(row) and row.claims[0].inherited and row.claims[0].head is not None:
                taken = _first_known(judge, row) if _is_unknown(judge, row.claims[0].head) else None
            elif not row.claims[0].inherited and _is_unknown(judge, row.claims[0].left):
                taken = _first_known(judge, row)
                judged = _within(judged, taken)
            if _is_of_zero(judged) and judged.row is row:  # nothing that it could be compared with
                judged = replace(judged, verdict=CANNOT_TELL, reason=f"a condition: {judged.reason}", follows=None)
        elif row.claims and not is_continued(row) and judged.verdict == NO_CLAIM and _is_unknown(judge, row.claims[0].left):
            taken = _first_known(judge, _with_rates(judge, row))
        found.append(judged)
    return found


def _is_of_zero(judged: Judged) -> bool:
    """Whether a row that differs goes on from the zero of a condition."""
    head = judged.row.claims[0].head
    return judged.verdict == WRONG and head is not None and is_zero(head)


def _is_update(judged: Judged) -> bool:
    """Whether a row goes on from what a parameter is changed by, ``\\Delta w = -\\eta g``, ``&= -\\eta h``."""
    return judged.verdict == NO_CLAIM and judged.reason == UPDATE and judged.row.claims[0].inherited


def _is_unknown(judge: Judge, head: Node) -> bool:
    """Whether a head has no value, and not because of its shapes, or is the zero of a condition (``0 = A``, ``= B``)."""
    if is_zero(head):
        return True
    said = judge.judge(head, head, limit=4)
    return said.verdict == CANNOT_TELL and not said.unfit


def _has_value(judge: Judge, node: Node) -> bool:
    return judge.judge(node, node, limit=4).is_fine


def _chain(row: Row) -> list[Claim]:
    """The links of the chain with which a row begins."""
    head = row.claims[0].left
    links = [row.claims[0]]
    for claim in row.claims[1:]:
        if claim.head != head or claim.relation not in _LINKS:
            break
        links.append(claim)
    return links if links[0].relation in _LINKS else []


def _first_known(judge: Judge, row: Row) -> _Taken | None:
    sides = (link.right for link in _chain(row))
    start = row.claims[0].head or row.claims[0].left
    is_claim = any(isinstance(inner, Derivative) for inner in walk(start))
    return next((_Taken(side, row.number, is_zero(start), is_claim) for side in sides if _has_value(judge, side)), None)


def _within(judged: Judged, taken: _Taken | None) -> Judged:
    """A row that is a chain by itself: the links behind its head are judged."""
    row = judged.row
    links = _chain(row)
    if taken is None or len(links) < 2 or len(judged.outcomes) != len(row.claims):
        return judged
    first = next(number for number, link in enumerate(links) if link.right == taken.node)
    if first or isinstance(links[0].left, Derivative):  # a gradient is claimed to be something: that is not told
        return judged
    said = Outcome(NO_CLAIM, "a definition of what nothing else says")
    return summed_up(row, [said, *judged.outcomes[1:]])


def _past_names(judge: Judge, judged: Judged) -> Judged:
    """A chain with a name in its middle that nobody knows: what stands on both sides of it is compared."""
    row, outcomes = judged.row, list(judged.outcomes)
    if len(outcomes) != len(row.claims):
        return judged
    for number, (link, after) in enumerate(pairwise(_chain(row))):
        if outcomes[number].verdict == CANNOT_TELL and _is_unknown(judge, link.right):
            direct = judge.judge_claim(replace(after, left=link.left), row.conditions)
            if direct.verdict == WRONG or (direct.is_fine and _is_name(judge, link.right)):
                outcomes[number : number + 2] = Outcome(NO_CLAIM, "a name for what nothing else says"), direct
    return judged if outcomes == list(judged.outcomes) else summed_up(row, outcomes)


def _is_name(judge: Judge, node: Node) -> bool:
    """Whether an expression is of one symbol that nobody knows: then it is a name for what the chain says it is."""
    given = any(isinstance(inner, Relation) and inner.op == "mid" for inner in walk(node))
    symbols = set(symbols_in(node))
    return given or (len(symbols) == 1 and not any(map(judge.symbols.lookup, symbols)))


def _with_rates(judge: Judge, row: Row) -> Row:
    """A row with a number in the place of a rate of which nothing is known: any will do."""

    def rule(node: Node) -> Node | None:
        bare = isinstance(node, Name) and node == Name(node.base) and node.base in _RATES
        return Number(_RATE) if bare and isinstance(node, Name) and not judge.symbols.lookup(node) else None

    return row.rewritten(lambda side: rewrite(side, rule))


def _as_step(judge: Judge, judged: Judged, taken: _Taken) -> Judged:
    """A row that goes on, compared with the first expression of its chain that has a value."""
    row = judged.row
    if _is_update(judged):
        judged = replace(judged, row=_with_rates(judge, row), outcomes=judged.outcomes)
        stepped = _as_step(judge, replace(judged, verdict=CANNOT_TELL), taken)
        return replace(stepped, row=row) if stepped.verdict in (HOLDS, UNDER, WRONG) else replace(judged, row=row)
    first = replace(row.claims[0], left=taken.node, head=taken.node)
    outcome = judge.judge_claim(first, row.conditions)
    if outcome.verdict == CANNOT_TELL or len(judged.outcomes) != len(row.claims):
        return judged
    if outcome.verdict in (HOLDS, UNDER):
        words = "; ".join(filter(None, (taken.words, outcome.convention)))
        outcome = replace(outcome, verdict=UNDER, convention=words)
    else:
        outcome = replace(outcome, reason=f"{taken.words}. {outcome.reason}")
    return replace(summed_up(row, [outcome, *judged.outcomes[1:]]), row=replace(row, claims=(first, *row.claims[1:])))
