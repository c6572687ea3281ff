"""Derivatives that are called direct: ``\\frac{\\partial h}{\\partial x}_{\\text{direct}}`` holds all that lies in between.

Input: a document.  Output: the same, with these as immediate derivatives, as ``\\frac{\\partial^+ h}{\\partial x}`` is one.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Document
from derive.check.reading.syntax import At, Derivative, Group, Node, Scripted, Words
from derive.check.reading.tree import rewrite

_DIRECT = frozenset({"direct", "directly", "explicit", "immediate"})


def as_immediate(document: Document) -> Document:
    """The document with direct derivatives as such."""
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _rule)))


def _rule(node: Node) -> Node | None:
    if isinstance(node, At):
        body, words = node.body, node.where
    elif isinstance(node, Scripted) and len(node.sub) == 1 and not (node.sup or node.primes):
        body, words = node.body, node.sub[0].items
    else:
        return None
    inner = body.items[0] if isinstance(body, Group) and len(body.items) == 1 else body
    said = [word.text.strip().casefold() for word in words if isinstance(word, Words)]
    if not isinstance(inner, Derivative) or len(words) != 1 or not _DIRECT.issuperset(said) or not said:
        return None
    return replace(inner, immediate=True, span=node.span)
