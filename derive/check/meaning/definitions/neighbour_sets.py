r"""Sets of the units that a unit is connected with, where the text says so in words: "$D_j$ are the nodes downstream of j".

Input: a document.  Output: the same, in which ``\sum_{k \in D_j}`` runs over all k: in a network of full layers these are the
units of the whole layer.  A set of which the text says nothing stays.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.check.reading.rows import Document
from derive.check.reading.syntax import Big, Name, Node, Relation
from derive.check.reading.tree import rewrite

_WORDS = re.compile(
    r"downstream|upstream|connect|success|predecess|follow|child|parent|next layer|previous layer|layer (?:above|below)|feed"
    r"|receiv|neighbou?r|synap|suivant|pr\u00e9c\u00e9dent|siguiente|anterior|nachfolg|vorg\u00e4ng",
    re.IGNORECASE,
)
_SENTENCE = 120
"""So far from a set's symbol the words stand that say what it is."""


def as_whole_layers(document: Document) -> Document:
    """The document with sums over whole layers in the place of sums over such sets."""
    told: dict[str, bool] = {}

    def changed(node: Node) -> Node | None:
        if not isinstance(node, Big) or not any(_is_told(item, document.text, told) for item in node.under):
            return None
        under = tuple(
            item.left if _is_told(item, document.text, told) and isinstance(item, Relation) else item for item in node.under
        )
        return replace(node, under=under, body=rewrite(node.body, changed))

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, changed)))


def _is_told(item: Node, text: str, told: dict[str, bool]) -> bool:
    """Whether a letter runs over a set with an index of its own, which is explained in words."""
    if not isinstance(item, Relation) or item.op != "in" or not isinstance(item.left, Name) or not isinstance(item.right, Name):
        return False
    if not (item.right.sub or item.right.sup):
        return False
    written = re.sub(r"([_^])\{(\w)\}", r"\1\2", text[slice(*item.right.span)].strip())
    if written not in told:
        told[written] = bool(written.strip()) and _is_explained(written, text)
    return told[written]


def _is_explained(written: str, text: str) -> bool:
    """Whether words about neighbours stand beside a symbol of prose, in the same sentence."""
    symbol = re.sub(r"(_|\\\^)(\w)", r"\1\\{?\2\\}?", re.escape(written))
    for match in re.finditer(rf"(?:\$|\\\()\s*{symbol}\s*(?:\$|\\\))", text):
        before = re.split(r"[.;:(\n]", text[max(0, match.start() - _SENTENCE) : match.start()])[-1]
        after = re.split(r"[.;)\n]", text[match.end() : match.end() + _SENTENCE])[0]
        if _WORDS.search(before) or _WORDS.search(after):
            return True
    return False
