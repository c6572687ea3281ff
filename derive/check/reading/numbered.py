"""Letters with a number that are indices (``\\sum_{i_1=1}^{n} x_{i_1}``, ``h_{t_1} ... h_{t_0+1}``): one letter of their own,
and no entry of a vector.

Input: a document.  Output: the same, in which such a letter is a plain symbol: wherever its sum reaches; in the whole text, if
it is calculated with as an index or is the limit of a sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.rows import Claim, Document, Row, nodes
from derive.check.reading.syntax import Big, Group, Name, Node, Relation, Script, Sum
from derive.check.reading.tree import rewrite, walk


def plain_letters(document: Document) -> Document:
    """The document with numbered index letters as plain ones."""
    everywhere = frozenset(letter for row in document.rows for letter in _indices(row))
    return document.mapped(lambda row: _row(row, everywhere))


def _row(row: Row, everywhere: frozenset[Name]) -> Row:
    def claimed(claim: Claim) -> Claim:
        left, right, head = (
            side if side is None else _plain(side, everywhere) for side in (claim.left, claim.right, claim.head)
        )
        assert left is not None
        assert right is not None
        return replace(claim, left=left, right=right, head=head)

    return row.mapped(claimed)


def _plain(node: Node, everywhere: frozenset[Name]) -> Node:
    bound = {letter for big in walk(node) if isinstance(big, Big) for item in big.under for letter in _bound(item)}
    numbered = bound | everywhere
    if not numbered:
        return node
    return rewrite(node, lambda part: Name(_spelled(part), span=part.span) if part in numbered else None)


def _indices(row: Row) -> Iterator[Name]:
    """The letters of indices that are calculated with (``t_0 + 1``), or that limit a sum or a product, too."""
    scripts = [node for node in nodes([row]) if isinstance(node, Script)]
    alone = {item for script in scripts for item in script.items if _is_numbered(item)}
    for script in scripts:
        for item in script.items:
            yield from (name for name in walk(item) if isinstance(item, Sum) and _is_numbered(name) and isinstance(name, Name))
    limits = (limit for big in nodes([row]) if isinstance(big, Big) for limit in _limits(big))
    yield from (name for limit in limits for name in walk(limit) if name in alone and isinstance(name, Name))


def _limits(big: Big) -> Iterator[Node]:
    """What a sum or a product runs from, and to."""
    yield from (item.right for item in big.under if isinstance(item, Relation))
    if big.upper is not None:
        yield big.upper


def _bound(item: Node) -> Iterator[Name]:
    """The letters with a number that stand below a sign of summation."""
    if isinstance(item, Relation):
        yield from _bound(item.left)
    elif isinstance(item, Group):
        for inner in item.items:
            yield from _bound(inner)
    elif isinstance(item, Name) and _is_numbered(item):
        yield item


def _is_numbered(node: Node) -> bool:
    """Whether a node is a single letter with a number below."""
    if not isinstance(node, Name) or len(node.base) != 1 or node.sup or node.accents or node.primes:
        return False
    return len(node.sub) == 1 and node.sub[0].raw.strip("{}").isdigit()


def _spelled(node: Node) -> str:
    assert isinstance(node, Name)
    return f"{node.base}_{node.sub[0].raw.strip('{}')}"
