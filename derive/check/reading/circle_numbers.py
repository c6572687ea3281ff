"""The number pi beside quantities of its letter: ``\\sqrt{2\\pi} \\sigma_k`` in a mixture with the weights ``\\pi_k``.

Input: a document.  Output: the same with the number told from the quantity by its style: a pi without scripts behind a number,
where other rows have one with scripts, and none says what the letter alone is.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import NUMBER, Name, Node, Number, Product
from derive.check.reading.tree import rewrite

_PI = Name("pi")


def told_apart(document: Document) -> Document:
    """The document with the number pi in a style of its own, where that is needed."""
    indexed = any(isinstance(node, Name) and node.base == "pi" and (node.sub or node.sup) for node in nodes(document.rows))
    if not indexed or any(claim.left == _PI for row in document.rows for claim in row.claims):
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _rule)))


def _rule(node: Node) -> Node | None:
    if not isinstance(node, Product):
        return None
    before = (None, *(factor for _, factor in node.factors))
    pairs = zip(before, node.factors, strict=False)
    factors = tuple((sign, _number(one) if isinstance(last, Number) else one) for last, (sign, one) in pairs)
    return None if factors == node.factors else replace(node, factors=factors)


def _number(node: Node) -> Node:
    return replace(node, style=NUMBER) if isinstance(node, Name) and node == _PI else node
