"""The world and the dictionary of a text: of several readings of its notation the one under which most definitions hold.

Where the definitions of a network leave open how it lays out its arrays, its gradients tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.check.judging.pages.tried import DEFINITIONS, GRADIENTS, Telling, Tried, is_plain
from derive.check.judging.rows.named_gradients import names_gradient
from derive.check.meaning.notation.directions import forward
from derive.check.meaning.notation.errors import is_error
from derive.check.reading.rows import Document, Row

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate
    from derive.check.meaning.notation.declared import Declarations
    from derive.model import Model


_SAMPLE = 12
"""By so many rows."""


def chosen_world(
    model: Model | None, document: Document, declarations: Declarations | None, notation: str
) -> tuple[Candidate, tuple[str, ...]]:
    """The world and the dictionary under which most of the text's own definitions hold."""
    found = _candidates(model, document, declarations, notation)
    if model is None:
        return found[0], _words(found[0])
    defining = [row for row in document.rows if DEFINITIONS.claims(row)]
    plain = [row for row in defining if any(map(is_plain, row.claims))]
    marked = [row for row in defining if not any(map(is_plain, row.claims))]
    rows = plain[:_SAMPLE] + marked[: _SAMPLE // 2]
    tried = [Tried(candidate) for candidate in found]
    best = _improved(_best(tried, rows, DEFINITIONS), tried, rows, DEFINITIONS)
    gradients = [row for row in document.rows if GRADIENTS.claims(row)][:_SAMPLE]
    best = _told_by_errors(best, tried, rows, gradients)
    best = _told_by_names(best, rows, gradients)
    if best.candidate.is_network:
        best = _told_by_gradients(best, tried, rows, gradients)
    return best.candidate, _words(best.candidate)


def _told_by_errors(best: Tried, tried: Sequence[Tried], rows: Sequence[Row], gradients: Sequence[Row]) -> Tried:
    """The candidate under which most gradients hold, of those that mean other errors and agree on everything else."""
    defined = [row for row in rows if not any(is_error(claim.left) for claim in row.claims)]
    most = best.score(defined, DEFINITIONS)
    others = [one for one in tried if one.candidate.errors != best.candidate.errors and one.score(defined, DEFINITIONS) == most]
    return _best([best, *others], gradients, GRADIENTS) if others else best


def _told_by_names(best: Tried, rows: Sequence[Row], gradients: Sequence[Row]) -> Tried:
    """Where a row names a gradient by a derivative of the cost, those in which it is used tell whose cost that is."""
    if not any(names_gradient(claim.left, claim.right) for row in rows for claim in row.claims):
        return best
    most = best.score(rows, DEFINITIONS)
    others = [one for one in map(Tried, best.candidate.near()) if one.score(rows, DEFINITIONS) >= most]
    return _best([best, *others], gradients, GRADIENTS)


def _told_by_gradients(best: Tried, tried: Sequence[Tried], rows: Sequence[Row], gradients: Sequence[Row]) -> Tried:
    """The candidate under which most gradients hold, of those under which as many definitions do, if shapes do not fit."""
    if not best.fails(gradients, GRADIENTS):
        return best
    most = best.score(rows, DEFINITIONS)
    others = (one for one in tried if one is not best and one.score(rows, DEFINITIONS) == most)
    equal = [best, *(one for one in others if _is_needed(one, best, rows))]
    return _improved(_best(equal, gradients, GRADIENTS), tried, gradients, GRADIENTS)


def _best(tried: Sequence[Tried], rows: Sequence[Row], telling: Telling) -> Tried:
    """The first candidate with the highest score; the others are asked as long as they may still have a higher one, first for
    the rows on which the best fails."""
    best, most = tried[0], tried[0].rank(rows, telling)
    for before, one in pairwise(tried):
        order = sorted(rows, key=lambda row: best.misses(row, telling), reverse=True)
        if one.may_exceed(most, order, telling) and _is_needed(one, before, rows):
            best, most = one, one.rank(rows, telling)
    return best


def _improved(best: Tried, tried: Sequence[Tried], rows: Sequence[Row], telling: Telling) -> Tried:
    """The best of a candidate under which some row fails, and of those that lay out examples otherwise; so they may in the
    first candidate on one example, of which some rows speak of all."""
    if not best.fails(rows, telling):
        return best
    mixed = [one for one in tried if one.candidate.elsewhere and one is not best][:1]
    others = [other for one in (best, *mixed) for other in one.candidate.near()]
    return _best([best, *map(Tried, others)], rows, telling)


def _is_needed(one: Tried, before: Tried, rows: Sequence[Row]) -> bool:
    """Whether weights with a row for each input are what the forward equations say, where another candidate has the usual way
    round: more of them hold."""
    if one.candidate.symbols.backward <= before.candidate.symbols.backward:
        return True
    stated = forward(rows, before.candidate.symbols)
    return one.score(stated, DEFINITIONS) > before.score(stated, DEFINITIONS)


def _words(variant: Candidate) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*variant.words, *variant.symbols.understood)))


def _candidates(model: Model | None, document: Document, declarations: Declarations | None, notation: str) -> list[Candidate]:
    from derive.check.meaning.candidates import candidates

    return candidates(model, document, declarations, notation=notation)
