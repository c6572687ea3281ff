"""The world and the dictionary of a text: of several readings of its notation the one under which most definitions hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.check.faults import spared
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, UNDER
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.notation.directions import forward
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Name, Node, Product

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate
    from derive.check.meaning.notation.declared import Declarations
    from derive.model import Model


_TRIED = 6
"""So many ways to read the notation are compared."""
_SAMPLE = 12
"""By so many rows."""


def chosen_world(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str
) -> tuple[Candidate, tuple[str, ...]]:
    """The world and the dictionary under which most of the text's own definitions hold."""
    found = _candidates(model, document, declarations, notation)[:_TRIED]
    if len(found) == 1:
        return found[0], _words(found[0])
    rows = [row for row in document.rows if any(_is_plain(claim) for claim in row.claims)][:_SAMPLE]
    rows += [row for row in document.rows if any(_is_marked(claim.left) for claim in row.claims)][: _SAMPLE // 2]
    tried = [_Tried(variant) for variant in found]
    tried = [one for one, other in zip(tried, [None, *tried], strict=False) if other is None or _is_needed(one, other, rows)]
    best = max(tried, key=lambda one: (one.score(rows), one.speaks_of_all)).variant  # the first of several
    return best, _words(best)


class _Tried:
    """A candidate with its judge, who remembers what rows say."""

    def __init__(self, variant: Candidate) -> None:
        self.variant = variant
        self._judge = Judge(variant.world, variant.symbols, limit=12)
        self._scores: dict[int, float] = {}

    @property
    def speaks_of_all(self) -> bool:
        """Whether no row needs a batch where the others are read for one example."""
        return not self.variant.elsewhere

    def score(self, rows: Sequence[Row]) -> float:
        """How many definitions hold, less those that do not, or of which nobody can tell (else a wrong one hides the
        notation)."""
        return sum(self._score_of(row) for row in rows)

    def _score_of(self, row: Row) -> float:
        if row.number not in self._scores:
            claims = [claim for claim in row.claims if _is_plain(claim) or _is_marked(claim.left)]
            verdicts = [self._verdict(claim, row) for claim in claims]
            self._scores[row.number] = sum({HOLDS: 1.0, UNDER: 0.9, NO_CLAIM: 0.0}.get(verdict, -1.0) for verdict in verdicts)
        return self._scores[row.number]

    def _verdict(self, claim: Claim, row: Row) -> str:
        return spared(lambda: self._judge.judge_claim(claim, row.conditions).verdict, lambda _: CANNOT_TELL)


def _is_needed(one: _Tried, before: _Tried, rows: Sequence[Row]) -> bool:
    """Whether weights with a row for each input are what the forward equations say: more of them hold than the usual way
    round, which comes just before."""
    if not one.variant.symbols.backward:
        return True
    stated = forward(rows, before.variant.symbols)
    return one.score(stated) > before.score(stated)


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
