"""Conditions that the text states beside a formula: ``For $j \\neq y_i$ we get`` and then the row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.meaning.symbols import IndexLetter, Symbols
from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Name, Node, Relation

_BEFORE, _AFTER = 250, 100
"""How far away, in characters, a condition may stand."""
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_RESTRICTS = ("=", "!=", "<", ">", "<=", ">=")


def conditions(document: Document, row: Row, symbols: Symbols) -> Iterator[Relation]:
    """The inline formulas near a row that compare an index with something, the nearest first."""
    near = []
    for other in document.rows:
        before, after = row.place.start - other.place.end, other.place.start - row.place.end
        if other.inline and other is not row and (0 <= before <= _BEFORE or 0 <= after <= _AFTER):
            near.append((max(before, after), other))
    for _, other in sorted(near, key=lambda found: found[0]):
        stated = [*other.conditions, *(Relation(claim.relation, claim.left, claim.right) for claim in other.claims)]
        for condition in stated:
            if isinstance(condition, Relation) and condition.op in _RESTRICTS and _is_letter(condition.left, symbols):
                yield condition


def is_alternative(document: Document, row: Row) -> bool:
    """Whether a row says "or", and another row of the display gives its left side another value."""
    if not any(_OR.search(words) for words in row.words) or not row.claims:
        return False
    left = row.claims[0].left
    return any(
        claim.left == left and not claim.inherited
        for other in document.rows
        if other.block == row.block and other.number > row.number
        for claim in other.claims
    )


def _is_letter(node: Node, symbols: Symbols) -> bool:
    if not isinstance(node, Name) or node.sub or node.sup:
        return False
    readings = symbols.lookup(node)
    return bool(readings) and isinstance(readings[0].meaning, IndexLetter)
