"""How well a reading of a text's notation does: what its definitions, or its gradients, say under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derive.check import effort
from derive.check.faults import spared
from derive.check.judging.conventions import ROWS
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER, WRONG, Outcome
from derive.check.judging.rows.judge import Judge
from derive.check.judging.rows.named_gradients import CONVENTION, after_mark
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate
    from derive.check.meaning.notation.dictionary import Dictionary

_SHARE = 0.25
"""Candidates are compared in this share of the time that there is."""
MOST = 10
"""What a claim that holds brings; others cost as much, or the wrong ones would hide the notation."""


@dataclass(frozen=True)
class Telling:
    """Which claims tell the notation, and what the verdict on one brings."""

    claims: Callable[[Row], list[Claim]]
    value: Callable[[Claim, Outcome], int]
    fails: Callable[[Outcome], bool]
    """Whether a verdict asks for another reading."""

    def most(self, row: Row) -> int:
        """What a row brings at most."""
        return MOST * len(self.claims(row))


def _by_definitions(_: Claim, outcome: Outcome) -> int:
    """A convention counts a little against a reading; vectors as rows are as good as a table with examples as rows."""
    if outcome.verdict == UNDER and outcome.convention in (ROWS, CONVENTION):
        return MOST
    return {HOLDS: MOST, UNDER: MOST - 1, NO_CLAIM: 0}.get(outcome.verdict, -MOST)


def _is_not_fine(outcome: Outcome) -> bool:
    return outcome.verdict not in (HOLDS, UNDER, NO_CLAIM)


def _by_gradients(claim: Claim, outcome: Outcome) -> int:
    """Derivatives tell the layout by their shapes: one that is wrong by its values only has none against it."""
    if outcome.is_fine:
        return 0 if outcome.zero else MOST
    if outcome.verdict == WRONG and isinstance(claim.left, Derivative):
        return 0
    return -MOST


DEFINITIONS = Telling(lambda row: [c for c in row.claims if is_plain(c) or _is_marked(c.left)], _by_definitions, _is_not_fine)
GRADIENTS = Telling(lambda row: [c for c in row.claims if _is_gradient(c)], _by_gradients, lambda outcome: outcome.unfit)


@dataclass
class Tried:
    """A candidate with its judges, who remember what rows say."""

    candidate: Candidate
    _judges: dict[int, tuple[Judge, Dictionary]] = field(default_factory=dict)
    _outcomes: dict[tuple[int, int], list[tuple[Claim, Outcome]]] = field(default_factory=dict)

    @property
    def _speaks_of_all(self) -> bool:
        """Whether no row needs a batch where the others are read for one example."""
        return not self.candidate.elsewhere

    def score(self, rows: Sequence[Row], telling: Telling) -> int:
        """What all rows bring."""
        return sum(self._score_of(row, telling) for row in rows)

    def rank(self, rows: Sequence[Row], telling: Telling) -> tuple[int, bool]:
        """The score, and for equal ones whether all rows speak of the same."""
        return self.score(rows, telling), self._speaks_of_all

    def misses(self, row: Row, telling: Telling) -> int:
        """How much more a row could have brought."""
        return telling.most(row) - self._score_of(row, telling)

    def fails(self, rows: Sequence[Row], telling: Telling) -> bool:
        """Whether some row speaks against the candidate."""
        return any(telling.fails(outcome) for row in rows for _, outcome in self._said(row, telling))

    def may_exceed(self, score: tuple[int, bool], rows: Sequence[Row], telling: Telling) -> bool:
        """Whether the score is higher than another; no more rows are looked at than it takes to say no."""
        open_ = sum(map(telling.most, rows))
        for row in rows:
            if (open_, self._speaks_of_all) <= score:
                return False
            open_ -= self.misses(row, telling)
        return (open_, self._speaks_of_all) > score

    def _score_of(self, row: Row, telling: Telling) -> int:
        return sum(telling.value(claim, outcome) for claim, outcome in self._said(row, telling))

    def _said(self, row: Row, telling: Telling) -> list[tuple[Claim, Outcome]]:
        key = row.number, id(telling)
        if key not in self._outcomes:
            self._outcomes[key] = [(claim, self._outcome(claim, row)) for claim in telling.claims(row)]
        return self._outcomes[key]

    def _outcome(self, claim: Claim, row: Row) -> Outcome:
        """What is said of a claim; one with a letter that means all layers, or the last, says nothing of the notation."""
        judge, symbols = self._judge(row)
        names = (node for side in claim.sides for node in walk(side) if isinstance(node, Name))
        if any(map(symbols.lacks_its_layer, names)):
            return Outcome(CANNOT_TELL)
        if effort.is_late(_SHARE):
            return Outcome(CANNOT_TELL)
        return spared(lambda: judge.judge_claim(claim, row.conditions), lambda _: Outcome(CANNOT_TELL))

    def _judge(self, row: Row) -> tuple[Judge, Dictionary]:
        """The judge for a row, with his dictionary: another one where it speaks of a batch, or of one example, alone."""
        world, symbols = self.candidate.elsewhere.get(row.number, (self.candidate.world, self.candidate.symbols))
        if id(symbols) not in self._judges:
            judge = Judge(world, symbols, limit=12)
            judge.bench.hurried = True
            self._judges[id(symbols)] = judge, symbols
        return self._judges[id(symbols)]


def is_plain(claim: Claim) -> bool:
    """Whether a claim says what one symbol is."""
    return isinstance(claim.left, Name) and not claim.inherited and claim.relation in ("=", ":=")


def _is_marked(left: Node) -> bool:
    """A gradient with a prefix, ``dZ`` or ``\\delta x``: it tells of which cost such gradients are."""
    return after_mark(left) is not None


def _is_gradient(claim: Claim) -> bool:
    """A claim on a derivative, or a definition (of an error, most often)."""
    return isinstance(claim.left, Derivative) or is_plain(claim) or _is_marked(claim.left)
