"""Symbols of a text for what leaves an entry out: ``r_{-d} = y - X_{:,-d} w_{-d}`` defines a symbol of its own for each d.

Input: a document.  Output: the same, in which such a symbol has an accent and the index d, wherever the text defines it.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Name, Node, Sum
from derive.check.reading.tree import rewrite

_ACCENT = "without"


def as_symbols(document: Document) -> Document:
    """The document with the symbols that it defines so under names of their own."""
    lefts = [
        claim.left for row in document.rows for claim in row.claims if not claim.inherited and claim.relation in ("=", ":=")
    ]
    defined = {head(left) for left in lefts if isinstance(left, Name) and _left_out(left) is not None}
    if not defined:
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _renamed(node, defined))))


def _left_out(name: Name) -> Name | None:
    """The d of ``r_{-d}``."""
    item = name.sub[0].items[0] if len(name.sub) == 1 and len(name.sub[0].items) == 1 else None
    if not isinstance(item, Sum) or len(item.terms) != 1 or item.terms[0][0] > 0:
        return None
    letter = item.terms[0][1]
    return letter if isinstance(letter, Name) and letter == Name(letter.base) else None


def _renamed(node: Node, defined: set[Head]) -> Node | None:
    letter = _left_out(node) if isinstance(node, Name) and head(node) in defined else None
    if letter is None or not isinstance(node, Name):
        return None
    return replace(node, accents=(*node.accents, _ACCENT), sub=(replace(node.sub[0], items=(letter,), raw=letter.base),))
