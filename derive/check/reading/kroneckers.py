"""Kronecker's symbol with one index above and one below, in a text that writes indices above: ``\\delta^a_b K^{ja}``.

Elsewhere ``\\delta^l_j`` is the error of unit j in layer l, and ``\\delta^a_j`` that of some a.  It is Kronecker's symbol where
both letters count entries of other symbols of the equation, none of which has scripts on both sides, and no row says what
delta is.  Input: a document.  Output: the same with both letters below, ``\\delta_{ab}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Name, Node, Script
from derive.check.reading.tree import rewrite, walk


def lowered(document: Document) -> Document:
    """The document with such symbols in their usual spelling."""
    if any(_is_delta(claim.left) for row in document.rows for claim in row.claims):
        return document
    return document.mapped(lambda row: row.mapped(_lowered))


def _lowered(claim: Claim) -> Claim:
    sides = [side for side in (claim.head, claim.left, claim.right) if side is not None]
    names = [node for side in sides for node in walk(side) if isinstance(node, Name)]
    mixed = [name for name in names if _is_mixed(name)]
    others = [name for name in names if name not in mixed]
    if not mixed or any(name.sub and name.sup for name in others):
        return claim
    known = set(_letters(script for name in others for script in name.sup))

    def rule(node: Node) -> Node | None:
        if not isinstance(node, Name) or not _is_mixed(node):
            return None
        above, below = node.sup[0], node.sub[0]
        if not set(_letters((above, below))) <= known:
            return None
        return replace(node, sub=(Script((*above.items, *below.items), above.raw + below.raw, span=below.span),), sup=())

    head = None if claim.head is None else rewrite(claim.head, rule)
    return replace(claim, left=rewrite(claim.left, rule), right=rewrite(claim.right, rule), head=head)


def _is_delta(node: Node) -> bool:
    return isinstance(node, Name) and node.base == "delta"


def _is_mixed(name: Name) -> bool:
    """Whether a delta has one letter above and another one below."""
    scripts = (*name.sup, *name.sub)
    if not _is_delta(name) or name.primes or name.accents or len(name.sup) != 1 or len(name.sub) != 1:
        return False
    return not any(script.bracket for script in scripts) and len(set(_letters(scripts))) == 2


def _letters(scripts: Iterable[Script]) -> Iterator[str]:
    """The small letters that stand in scripts, alone or side by side."""
    for script in scripts:
        for item in script.items:
            if isinstance(item, Name) and len(item.base) == 1 and item.base.islower() and not (item.sub or item.sup):
                yield item.base
