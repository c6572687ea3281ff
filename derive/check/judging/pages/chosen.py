"""The world and the dictionary of a text: of several readings of its notation the one under which most definitions hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.check.faults import spared
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.notation.directions import forward
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate
    from derive.check.meaning.notation.declared import Declarations
    from derive.model import Model


_SAMPLE = 12
"""By so many rows."""
_VALUES = {HOLDS: 10, UNDER: 9, NO_CLAIM: 0}
"""What a definition brings; others cost as much as one that holds."""


def chosen_world(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str
) -> tuple[Candidate, tuple[str, ...]]:
    """The world and the dictionary under which most of the text's own definitions hold."""
    found = _candidates(model, document, declarations, notation)
    if len(found) == 1:
        return found[0], _words(found[0])
    rows = [row for row in document.rows if any(_is_plain(claim) for claim in row.claims)][:_SAMPLE]
    rows += [row for row in document.rows if any(_is_marked(claim.left) for claim in row.claims)][: _SAMPLE // 2]
    best = _best([_Tried(variant) for variant in found], rows).variant
    return best, _words(best)


def _best(tried: Sequence[_Tried], rows: Sequence[Row]) -> _Tried:
    """The first candidate with the highest score; the others are asked as long as they may still have a higher one, first for
    the rows on which the best fails."""
    best, most = tried[0], (tried[0].score(rows), tried[0].speaks_of_all)
    for before, one in pairwise(tried):
        order = sorted(rows, key=best.misses, reverse=True)
        if one.may_exceed(most, order) and _is_needed(one, before, rows):
            best, most = one, (one.score(rows), one.speaks_of_all)
    return best


class _Tried:
    """A candidate with its judge, who remembers what rows say."""

    def __init__(self, variant: Candidate) -> None:
        self.variant = variant
        self._judge = Judge(variant.world, variant.symbols, limit=12)
        self._scores: dict[int, int] = {}

    @property
    def speaks_of_all(self) -> bool:
        """Whether no row needs a batch where the others are read for one example."""
        return not self.variant.elsewhere

    def score(self, rows: Sequence[Row]) -> int:
        """How many definitions hold, less those that do not, or of which nobody can tell (else a wrong one hides the
        notation)."""
        return sum(self._score_of(row) for row in rows)

    def misses(self, row: Row) -> int:
        """How much more a row could have brought."""
        return _most(row) - self._score_of(row)

    def may_exceed(self, score: tuple[int, bool], rows: Sequence[Row]) -> bool:
        """Whether the score is higher than another; no more rows are looked at than it takes to say no."""
        open_ = sum(map(_most, rows))
        for row in rows:
            if (open_, self.speaks_of_all) <= score:
                return False
            open_ -= self.misses(row)
        return (open_, self.speaks_of_all) > score

    def _score_of(self, row: Row) -> int:
        if row.number not in self._scores:
            verdicts = [self._verdict(claim, row) for claim in _telling(row)]
            self._scores[row.number] = sum(_VALUES.get(verdict, -_VALUES[HOLDS]) for verdict in verdicts)
        return self._scores[row.number]

    def _verdict(self, claim: Claim, row: Row) -> str:
        """The verdict on a claim; one with a letter that means all layers, or the last, says nothing of the notation."""
        names = (node for side in claim.sides for node in walk(side) if isinstance(node, Name))
        if any(map(self.variant.symbols.lacks_its_layer, names)):
            return CANNOT_TELL
        return spared(lambda: self._judge.judge_claim(claim, row.conditions).verdict, lambda _: CANNOT_TELL)


def _is_needed(one: _Tried, before: _Tried, rows: Sequence[Row]) -> bool:
    """Whether weights with a row for each input are what the forward equations say: more of them hold than the usual way
    round, which comes just before."""
    if not one.variant.symbols.backward:
        return True
    stated = forward(rows, before.variant.symbols)
    return one.score(stated) > before.score(stated)


def _telling(row: Row) -> list[Claim]:
    return [claim for claim in row.claims if _is_plain(claim) or _is_marked(claim.left)]


def _most(row: Row) -> int:
    return _VALUES[HOLDS] * len(_telling(row))


def _words(variant: Candidate) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*variant.words, *variant.symbols.understood)))


def _candidates(model: Model | None, document: Document, declarations: Declarations | None, notation: str) -> list[Candidate]:
    from derive.check.meaning.candidates import candidates

    return candidates(model, document, declarations, notation=notation)


def _is_plain(claim: Claim) -> bool:
    return isinstance(claim.left, Name) and not claim.inherited and claim.relation in ("=", ":=")


def _is_marked(left: Node) -> bool:
    """A gradient with a prefix, ``dZ`` or ``\\delta x``: it tells of which cost such gradients are."""
    if not isinstance(left, Product) or len(left.factors) != 2:
        return False
    (_, mark), (sign, rest) = left.factors
    return sign == "" and isinstance(mark, Name) and mark.base in ("d", "delta") and isinstance(rest, Name)
