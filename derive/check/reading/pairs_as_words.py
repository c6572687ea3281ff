"""Two indices that make a word: ``y_{in}`` is entry (i, n) where ``y_{mn}`` stands elsewhere, and no ``y_{out}``.

Input: a document whose scripts have been read one by one.  Output: the same, with such words taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Name, Node, Script, Words
from derive.check.reading.tree import rewrite

_WORD, _OPPOSITE = "in", ("out", "o", "hidden", "h")
Letter = tuple[str, tuple[str, ...], str]


def taken_apart(document: Document) -> Document:
    """The document with ``in`` as two indices below symbols that have two indices elsewhere."""
    names = [node for node in nodes(document.rows) if isinstance(node, Name)]
    if not any(_is_word(script) for name in names for script in name.sub):
        return document
    words = {
        item.text for name in names for script in (*name.sub, *name.sup) for item in script.items if isinstance(item, Words)
    }
    letters = {_letter(name) for name in names if any(_is_pair(script) for script in name.sub)}
    if words & set(_OPPOSITE) or not letters:
        return document

    def split(node: Node) -> Node | None:
        if not isinstance(node, Name) or _letter(node) not in letters or not any(_is_word(script) for script in node.sub):
            return None
        return replace(node, sub=tuple(_split(script) if _is_word(script) else script for script in node.sub))

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, split)))


def _letter(name: Name) -> Letter:
    return name.base, name.accents, name.style


def _is_word(script: Script) -> bool:
    """Whether a script is the word alone, typed as two letters and not as ``\\text{in}``."""
    item = script.items[0] if len(script.items) == 1 else None
    return isinstance(item, Words) and item.text == _WORD and item.span[1] - item.span[0] == len(_WORD)


def _is_pair(script: Script) -> bool:
    return len(script.items) == 2 and all(isinstance(item, Name) and len(item.base) == 1 for item in script.items)


def _split(script: Script) -> Script:
    return replace(script, items=tuple(_letters(script.items[0])))


def _letters(word: Node) -> Iterator[Name]:
    for at, letter in enumerate(_WORD):
        yield Name(letter, span=(word.span[0] + at, word.span[0] + at + 1))
