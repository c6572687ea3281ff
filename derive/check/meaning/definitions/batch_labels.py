r"""Symbols with the name of the batch below them, ``\mu_B`` and ``\sigma_{\mathcal B}^2``: the only batch, so it says nothing.

Input: a document, and the heads of the symbols that are declared.  Output: the document with these symbols without their
label; as it is where the letter means something else as well, or the symbol without it does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from derive.check.meaning.notation.mere_indices import mere_indices
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.reading.printer import latex
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Name, Node, Words
from derive.check.reading.tree import rewrite

_LABELS = ("B", "batch")


def left_out(document: Document, declared: Collection[Head] = ()) -> tuple[Document, tuple[str, ...]]:
    """The document with symbols of the batch without its label, and which they are, in words."""
    found = sorted({latex(name) for name in _marked(document, declared)})
    if not found:
        return document, ()
    bare = document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _bare)))
    return bare, (f"{', '.join(found)}: read without the label of the batch",)


def _marked(document: Document, declared: Collection[Head]) -> list[Name]:
    """The symbols with the label, if it says nothing else."""
    names = [node for node in nodes(document.rows) if isinstance(node, Name)]
    marked = [name for name in names if _is_marked(name)]
    others = {head(name) for name in names if not _is_marked(name)} | set(declared)
    letters = {head(item) for name in marked for item, _ in items(name.sub) if isinstance(item, Name)}
    clear = others.isdisjoint(map(head, marked)) and letters <= mere_indices(document.rows)
    return [replace(name, sup=()) for name in marked] if clear else []


def _bare(node: Node) -> Node | None:
    return replace(node, sub=()) if isinstance(node, Name) and _is_marked(node) else None


def _is_marked(name: Name) -> bool:
    """Whether the label of a batch stands below a symbol, and nothing else."""
    below = items(name.sub)
    item = below[0][0] if len(below) == 1 and not below[0][1] else None
    if isinstance(item, Words):
        return item.text.strip() in _LABELS
    return isinstance(item, Name) and item.base in _LABELS and not (item.sub or item.sup or item.accents)
