r"""Letters that can only be numbers, because they stand beside one: the c of ``p = v^T h + c``, the y of ``(p - y)^2``.

A text with matrices has small letters for vectors; but what is added to the product of a row and a column is a number, and so
is what is called that sum.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.meaning.definitions.sorting import Key, Sorter, is_mark
from derive.check.meaning.notation.patterns import items
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Group, Name, Node, Product, Sum, Transposed


def numbers_beside(rows: Iterable[Row], sorter: Sorter) -> frozenset[Key]:
    """The symbols without an index that are added to an inner product, or to such a number, and the names of such sums."""
    rows = list(rows)
    found: set[Key] = set()
    sums = [node for node in nodes(rows) if isinstance(node, Sum)]
    named = [(claim.left, claim.right) for row in rows for claim in row.claims if claim.relation in ("=", ":=")]
    while True:
        before = len(found)
        for node in sums:
            terms = [term for _, term in node.terms]
            if any(_is_number(term, found, sorter) for term in terms):
                found |= {key for term in terms if (key := _plain(term, sorter)) is not None}
        for left, right in named:
            if (key := _plain(left, sorter)) is not None and _is_number(right, found, sorter):
                found.add(key)
        if len(found) == before:
            return frozenset(found)


def _is_number(node: Node, known: set[Key], sorter: Sorter) -> bool:
    """Whether an expression is an inner product, or holds a term that is a number."""
    if isinstance(node, Group) and len(node.items) == 1:
        return _is_number(node.items[0], known, sorter)
    if isinstance(node, Sum):
        return any(_is_number(term, known, sorter) for _, term in node.terms)
    if isinstance(node, Product):
        factors = node.factors
        return len(factors) == 2 and factors[1][0] in ("", "cdot") and _is_row(factors[0][1]) and _is_small(factors[1][1])
    return _plain(node, sorter) in known


def _is_row(node: Node) -> bool:
    """A small letter that is transposed."""
    if isinstance(node, Transposed):
        return _is_small(node.body)
    return isinstance(node, Name) and node.base.islower() and [is_mark(item) for item, _ in items(node.sup)] == [True]


def _is_small(node: Node) -> bool:
    """A small letter, perhaps with an index: a column."""
    return isinstance(node, Name) and node.base.islower() and not node.sup


def _plain(node: Node, sorter: Sorter) -> Key | None:
    """A small letter without any index."""
    if not isinstance(node, Name) or not node.base.islower():
        return None
    parts = sorter.split(node)
    return None if parts.indices or parts.above or parts.rest else parts.key
