"""Symbols without their layer in a text that speaks for itself: ``\\nabla_a C = (w^{l+1})^T \\delta^{l+1}`` is about ``a^l``.

Where a specification stacks its layers, :mod:`derive.check.judging.rows.layerless` does the same when the row is judged; here
the shapes of all symbols are still to be learned from the rows.  Input: a document.  Output: the same with the layer written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.reading.rows import Claim, Document, nodes
from derive.check.reading.syntax import Name, Node, Script, Sum
from derive.check.reading.tree import rewrite, walk

_LETTERS = ("l", "ell")


def filled_in(document: Document) -> Document:
    """The document with the layer of symbols that have one elsewhere, in equations that count layers by one letter."""
    names = [node for node in nodes(document.rows) if isinstance(node, Name)]
    if not any(isinstance(item, Sum) for name in names for item in _layers(name)):
        return document
    layered = {head(name) for name in names if any(True for _ in _layers(name))}
    return document.mapped(lambda row: row.mapped(lambda claim: _claim(claim, layered)))


def _claim(claim: Claim, layered: set[Head]) -> Claim:
    sides = [side for side in (claim.head, *claim.sides) if side is not None]
    names = [node for side in sides for node in walk(side) if isinstance(node, Name)]
    letters = {name.base for one in names for item in _layers(one) for name in walk(item) if isinstance(name, Name)}
    if len(letters) != 1:
        return claim
    (letter,) = letters
    layer = (Script((Name(letter),), letter),)

    def rule(node: Node) -> Node | None:
        bare = isinstance(node, Name) and not (node.sub or node.sup or node.primes) and head(node) in layered
        return replace(node, sup=layer) if bare and isinstance(node, Name) else None

    left, right = (rewrite(side, rule) for side in claim.sides)
    return replace(claim, left=left, right=right, head=None if claim.head is None else rewrite(claim.head, rule))


def _layers(name: Name) -> Iterator[Node]:
    """What stands above a symbol and counts layers: ``l``, ``l + 1``."""
    for item, _ in items(name.sup):
        inside = [node.base for node in walk(item) if isinstance(node, Name)]
        if (isinstance(item, Sum) or item == Name(getattr(item, "base", ""))) and set(inside) <= set(_LETTERS) and inside:
            yield item
