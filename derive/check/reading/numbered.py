"""Summation letters with a number below (``\\sum_{i_1=1}^{n} x_{i_1}``): one letter of their own, and no entry of a vector.

Input: a document.  Output: the same, in which such a letter is a plain symbol wherever its sum reaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Big, Group, Name, Node, Relation
from derive.check.reading.tree import rewrite, walk


def plain_letters(document: Document) -> Document:
    """The document with numbered letters of sums as plain ones."""
    return document.mapped(lambda row: row.mapped(_claim))


def _claim(claim: Claim) -> Claim:
    left, right, head = (side if side is None else _plain(side) for side in (claim.left, claim.right, claim.head))
    assert left is not None
    assert right is not None
    return replace(claim, left=left, right=right, head=head)


def _plain(node: Node) -> Node:
    numbered = {letter for big in walk(node) if isinstance(big, Big) for item in big.under for letter in _bound(item)}
    if not numbered:
        return node
    return rewrite(node, lambda part: Name(_spelled(part), span=part.span) if part in numbered else None)


def _bound(item: Node) -> Iterator[Name]:
    """The letters with a number that stand below a sign of summation."""
    if isinstance(item, Relation):
        yield from _bound(item.left)
    elif isinstance(item, Group):
        for inner in item.items:
            yield from _bound(inner)
    elif isinstance(item, Name) and len(item.base) == 1 and len(item.sub) == 1 and item.sub[0].raw.strip("{}").isdigit():
        if not (item.sup or item.accents or item.primes):
            yield item


def _spelled(node: Node) -> str:
    assert isinstance(node, Name)
    return f"{node.base}_{node.sub[0].raw.strip('{}')}"
