"""Shapes that a text states: ``W \\in \\mathbb{R}^{m \\times n}``, ``a, b \\in \\mathbb{R}^d``.

Input: the rows of a text.  Output: declarations of shapes, as a table ``[notation]`` would make them; a size that is no plain
symbol (``n - 1``, the width of layer l) is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Group, Name, Node, Number, Product
from derive.check.reading.tree import walk

STATED = "stated in the text"
"""The place of such declarations."""


def with_stated(declared: Declarations, rows: Iterable[Row]) -> Declarations:
    """The declarations, and what the text states of symbols that these do not speak of."""
    known = {(one.name.base, one.name.accents, one.name.sub, one.name.sup) for one in declared.entries}
    found: dict[object, Declaration] = {}
    for one in _stated(rows):
        key = (one.name.base, one.name.accents, one.name.sub, one.name.sup)
        if key not in known:
            found.setdefault(key, one)
    if not found:
        return declared
    entries = (*declared.entries, *found.values())
    return replace(declared, entries=entries)


def _stated(rows: Iterable[Row]) -> Iterator[Declaration]:
    for row in rows:
        for claim in row.claims:
            left = claim.compared
            space = claim.right
            if claim.relation != "in" or not isinstance(left, Name) or not isinstance(space, Name):
                continue
            if space.base == "R" and space.style == "bb" and len(space.sup) <= 1 and not space.sub:
                sizes = _sizes(space, {inner.base for inner in _scripts(left)})
                if sizes is not None:
                    yield Declaration(left, "shape", of=sizes, place=STATED)


def _scripts(name: Name) -> Iterator[Name]:
    for script in (*name.sub, *name.sup):
        yield from (inner for item in script.items for inner in walk(item) if isinstance(inner, Name))


def _sizes(space: Name, letters: set[str]) -> tuple[str, ...] | None:
    """The names of the sizes; a column that is written as a matrix with one column is a vector."""
    factors: list[Node] = []
    for item in space.sup[0].items if space.sup else ():
        times = isinstance(item, Product) and all(sign == "times" for sign, _ in item.factors[1:])
        factors += [factor for _, factor in item.factors] if times and isinstance(item, Product) else [item]
    if any(isinstance(factor, Product) for factor in factors):
        return None  # R^{nd}: a matrix laid out as a vector
    sizes = tuple(_size(factor, letters) for factor in factors)
    return sizes[:-1] if len(sizes) == 2 and sizes[1] == "1" else sizes


def _size(node: Node, letters: set[str]) -> str:
    if isinstance(node, Group) and len(node.items) == 1:
        return _size(node.items[0], letters)
    if isinstance(node, Number) and node.text.isdigit():
        return node.text
    if not isinstance(node, Name) or node.sup or node.accents or len(node.sub) > 1:
        return ""
    if letters & {inner.base for inner in _scripts(node)}:
        return ""  # the width of layer l
    below = "".join(_text(item) for script in node.sub for item in script.items)
    return f"{node.base}_{below}" if below else "" if node.sub else node.base


def _text(node: Node) -> str:
    if isinstance(node, Number):
        return node.text
    return node.base if isinstance(node, Name) and not node.sub and not node.sup and node.base.isalnum() else ""
