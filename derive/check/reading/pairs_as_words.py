"""Two indices that make a word: ``y_{in}`` is entry (i, n) where ``y_{mn}`` stands elsewhere, and no ``y_{out}``.

Above a symbol it is the same (``A^{in}`` beside ``A^{jm}``).  Input: a document whose scripts have been read one by one.
Output: the same, with such words taken apart.
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
    """The document with ``in`` as two indices at symbols that have two indices in the same place elsewhere."""
    names = [node for node in nodes(document.rows) if isinstance(node, Name)]
    scripts = [script for name in names for script in (*name.sub, *name.sup)]
    if not any(map(_is_word, scripts)):
        return document
    words = {item.text for script in scripts for item in script.items if isinstance(item, Words)}
    below = {_letter(name) for name in names if any(map(_is_pair, name.sub))}
    above = {_letter(name) for name in names if any(map(_is_pair, name.sup))}
    if words & set(_OPPOSITE) or not (below or above):
        return document

    def split(node: Node) -> Node | None:
        if not isinstance(node, Name) or not any(map(_is_word, (*node.sub, *node.sup))):
            return None
        letter = _letter(node)
        sub = _split(node.sub) if letter in below else node.sub
        return replace(node, sub=sub, sup=_split(node.sup) if letter in above else node.sup)

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, split)))


def _letter(name: Name) -> Letter:
    return name.base, name.accents, name.style


def _is_word(script: Script) -> bool:
    """Whether a script is the word alone, typed as two letters and not as ``\\text{in}``."""
    item = script.items[0] if len(script.items) == 1 else None
    return isinstance(item, Words) and item.text == _WORD and item.span[1] - item.span[0] == len(_WORD)


def _is_pair(script: Script) -> bool:
    return len(script.items) == 2 and all(isinstance(item, Name) and len(item.base) == 1 for item in script.items)


def _split(scripts: tuple[Script, ...]) -> tuple[Script, ...]:
    return tuple(replace(script, items=tuple(_letters(script.items[0]))) if _is_word(script) else script for script in scripts)


def _letters(word: Node) -> Iterator[Name]:
    for at, letter in enumerate(_WORD):
        yield Name(letter, span=(word.span[0] + at, word.span[0] + at + 1))
