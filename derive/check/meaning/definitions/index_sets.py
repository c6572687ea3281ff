"""Sets of indices that a text defines, ``I_0 = \\{ i : y_i = 0 \\}``: a sum over one runs where the condition holds.

Input: a document, and the names that are declared.  Output: the same, in which ``\\sum_{j \\in I_0}`` is
``\\sum_{j : y_j = 0}`` and ``|I_0|`` such a sum of ones; a set that is declared stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Big, Both, Group, Name, Node, Number, Relation
from derive.check.reading.tree import rewrite


def spelled_out(document: Document, declared: Iterable[Name]) -> Document:
    """The document with the conditions in the place of such sets."""
    known = frozenset(declared)
    defined = [(name, members) for row in document.rows for name, members in _defined(row) if name not in known]
    if not defined:
        return document
    sets = dict(reversed(defined))  # the first definition reaches back, each other one from where it stands

    def told(row: Row) -> Row:
        sets.update((name, members) for name, members in _defined(row) if name in sets)
        return row.rewritten(lambda side: rewrite(side, lambda node: _told(node, sets)))

    return document.mapped(told)


def members_of(node: Node) -> Relation | None:
    """What is in a set ``\\{ i : y_i = 0 \\}``: a letter, and the condition on it; None for what is no such set."""
    item = node.items[0] if isinstance(node, Group) and node.open == "\\{" and len(node.items) == 1 else None
    if not isinstance(item, Relation) or item.op not in (":", "mid") or not isinstance(item.right, Relation | Both):
        return None
    return item if isinstance(item.left, Name) and item.left == Name(item.left.base) else None


def _defined(row: Row) -> Iterator[tuple[Name, Relation]]:
    for claim in row.claims:
        members = members_of(claim.right)
        if isinstance(claim.left, Name) and claim.relation in ("=", ":=") and members is not None:
            yield claim.left, members


def _told(node: Node, sets: dict[Name, Relation]) -> Node | None:
    """A sum over a set as one over the letters that fulfil its condition; the size of a set as a sum of ones."""
    if isinstance(node, Group) and node.open == "|" and len(node.items) == 1 and (name := node.items[0]) in sets:
        return Group((Big("sum", (sets[name],), None, Number("1"), span=node.span),), span=node.span)
    if not isinstance(node, Big) or not any(_set_of(item) in sets for item in node.under):
        return None
    under = tuple(_where(item, sets) for item in node.under)
    return replace(node, under=under, body=rewrite(node.body, lambda inner: _told(inner, sets)))


def _set_of(item: Node) -> Name | None:
    """The set in ``i \\in I``."""
    member = isinstance(item, Relation) and item.op == "in" and isinstance(item.left, Name)
    return item.right if member and isinstance(item, Relation) and isinstance(item.right, Name) else None


def _where(item: Node, sets: dict[Name, Relation]) -> Node:
    name = _set_of(item)
    if name not in sets or not isinstance(item, Relation):
        return item
    members, letter = sets[name], item.left
    condition = rewrite(members.right, lambda inner: letter if inner == members.left else None)
    return Relation(":", letter, condition, span=item.span)
