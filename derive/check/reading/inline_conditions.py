"""Inequalities inside of the prose that say when the formula before them holds: ``$r'(z) = 1$ if and only if $z > 0$``.

Input: a document.  Output: the same, in which such a formula has what follows it as its condition.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Relation
from derive.check.reading.vocabulary import ORDERS
from derive.check.reading.wording import CONDITION, REASON

_PHRASES = (
    *("if and only if", "only if", "exactly when", "genau dann wenn", "si y solo si", "se e solo se", "si et seulement si"),
    *("khi và chỉ khi", "тогда и только тогда, когда", "当且仅当"),
)
_AROUND = " \t\n$\\(),"
"""What stands between formulas besides words."""


def with_conditions(document: Document) -> Document:
    """The document with the conditions of formulas in its prose, which claim nothing themselves."""
    later = {row.number: other for row, other in pairwise(document.rows) if _says_when(document, row, other)}
    taken = {other.number for other in later.values()}

    def changed(row: Row) -> Row:
        row = replace(row, claims=()) if row.number in taken else row
        return _under(row, later[row.number]) if row.number in later else row

    return document.mapped(changed)


def _says_when(document: Document, row: Row, other: Row) -> bool:
    """Whether one row is the condition of the one before it, both of them in the prose."""
    if not (row.inline and other.inline and row.claims and other.claims):
        return False
    words = document.text[row.place.end : other.place.start].strip(_AROUND).lower()
    joins = words in CONDITION - REASON or words in _PHRASES
    return joins and all(claim.relation in ORDERS for claim in other.claims)


def _under(row: Row, other: Row) -> Row:
    stated = tuple(Relation(claim.relation, claim.left, claim.right) for claim in other.claims)
    return replace(row, conditions=(*row.conditions, *stated))
