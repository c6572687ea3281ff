"""Conditions inside of scripts: ``\\frac{\\partial L}{\\partial z_{j \\neq k}} = p_j`` speaks of every j but k.

Input: a document.  Output: the same, with ``z_j`` in the place of such a symbol, and ``j \\neq k`` among the row's conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Big, Name, Node, Relation, Script, Scripted
from derive.check.reading.tree import rewrite, walk


def told(document: Document) -> Document:
    """The document with the conditions of each row beside it, where they stood in scripts."""
    return document.mapped(_row)


def plain(node: Node) -> Node:
    """A formula without conditions in its scripts."""
    return rewrite(node, _without)


def _row(row: Row) -> Row:
    summed = {
        name for side in row.sides for big in walk(side) if isinstance(big, Big) for item in big.under for name in walk(item)
    }
    found = tuple(dict.fromkeys(one for side in row.sides for one in _conditions(side) if one.left not in summed))
    if not found:
        return row
    more = tuple(one for one in found if one not in row.conditions)
    return replace(row.rewritten(plain), conditions=(*row.conditions, *more))


def _conditions(node: Node) -> Iterator[Relation]:
    for inner in walk(node):
        for script in inner.sub if isinstance(inner, Name | Scripted) else ():
            yield from (item for item in script.items if _is_condition(item))  # type: ignore[misc]


def _is_condition(item: Node) -> bool:
    return isinstance(item, Relation) and item.op == "!=" and isinstance(item.left, Name) and isinstance(item.right, Name)


def _without(node: Node) -> Node | None:
    """A symbol whose index alone is left of ``j \\neq k``; None for any other node."""
    if not isinstance(node, Name) or not any(_is_condition(item) for script in node.sub for item in script.items):
        return None
    return replace(node, sub=tuple(map(_index_alone, node.sub)))


def _index_alone(script: Script) -> Script:
    items = tuple(item.left if isinstance(item, Relation) and _is_condition(item) else item for item in script.items)
    raw = ",".join(item.base if isinstance(item, Name) else script.raw for item in items)
    return script if items == script.items else replace(script, items=items, raw=raw)
