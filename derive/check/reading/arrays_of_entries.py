r"""Arrays and their entries: ``(\sigma(x_i))_{i=1}^n`` is a vector, and ``(\partial J / \partial W)^{(k,l)}`` an entry.

Input: a document.  Output: the same with the vector as a column with dots, and the indices of an entry below its bracket.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.trees import letter_of, put
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Dots, Group, Matrix, Name, Node, Relation, Script, Scripted
from derive.check.reading.tree import rewrite


def in_plain_words(document: Document) -> Document:
    """The document with such arrays written out, and such indices below."""
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _told)))


def _told(node: Node) -> Node | None:
    if not isinstance(node, Scripted) or not isinstance(node.body, Group) or node.primes:
        return None
    return _with_entries(node, node.body) or _with_indices_below(node)


def _with_entries(node: Scripted, body: Group) -> Matrix | None:
    """The column of all entries, where a letter below runs from a number to what stands above."""
    if len(node.sub) != 1 or len(node.sup) != 1 or len(body.items) != 1 or body.open not in ("(", "["):
        return None
    lows, highs = node.sub[0].items, node.sup[0].items
    if len(lows) != 1 or len(highs) != 1 or not isinstance(lows[0], Relation) or lows[0].op != "=":
        return None
    letter = letter_of(lows[0].left)
    if letter is None:
        return None
    first, last = (put(body.items[0], {letter: end}) for end in (lows[0].right, highs[0]))
    return Matrix(((first,), (Dots(span=node.span),), (last,)), span=node.span) if first != last else None


def _with_indices_below(node: Scripted) -> Scripted | None:
    """Two letters in brackets above a bracket: nobody counts derivatives, or layers, by two."""
    for at, script in enumerate(node.sup):
        if script.bracket == "()" and len(script.items) == 2 and all(_is_letter(item) for item in script.items):
            kept = (*node.sup[:at], *node.sup[at + 1 :])
            return replace(node, sub=(*node.sub, Script(script.items, script.raw.strip("()"))), sup=kept)
    return None


def _is_letter(item: Node) -> bool:
    return isinstance(item, Name) and letter_of(item) is not None
