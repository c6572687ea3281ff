"""Symbols that are their own index: ``"h" = "a[h]"`` for an author who calls both a unit and what it computes h.

Input: a document and its declarations.  Output: the same, in which such a letter outside of scripts, and not below a sum, is a
symbol of its own; in scripts it counts.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.printer import PHRASE
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Big, Name, Node, Scripted
from derive.check.reading.tree import rewrite


def told_apart(document: Document, declarations: Declarations | None) -> tuple[Document, Declarations | None]:
    """The document and the declarations with such letters as symbols of their own."""
    entries = declarations.entries if declarations is not None else ()
    own = {one.name: Name(one.name.base, style=PHRASE) for one in entries if _is_own_index(one)}
    if declarations is None or not own:
        return document, declarations

    def rule(node: Node) -> Node | None:
        if isinstance(node, Name):
            return replace(own[node], span=node.span) if node in own else node
        if isinstance(node, Big | Scripted):
            return replace(node, body=rewrite(node.body, rule))
        return None

    renamed = tuple(replace(one, name=own.get(one.name, one.name)) for one in entries)
    document = document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, rule)))
    return document, replace(declarations, entries=renamed)


def _is_own_index(one: Declaration) -> bool:
    """Whether a bare letter is declared as an entry that the same letter counts."""
    letter = one.name.base
    bare = one.phrase is None and one.name == Name(letter) and len(letter) == 1
    return bare and one.kind in ("value", "gradient") and re.search(rf"\[[^\]]*\b{letter}\b", one.text) is not None
