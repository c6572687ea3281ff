r"""Sets with an index of their own: ``\sum_{j \in \Psi_i}`` over the items that user i has rated.

Input: a document, and what is declared.  Output: the same, in which a set that is declared as a quantity of zeros and ones,
``"\\Psi_i" = "M[i]"``, is a factor in a sum over all; a set of which nothing is known is taken as everything there is (what is
claimed for all sets is claimed then, too; sets with a number, D_1 beside D_2, are parts of something, and stay).  The rows with
the latter are named.  In a network such a set holds some units of a
layer, and words have to say which (see ``neighbour_sets``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Big, Group, Name, Node, Product, Relation, Script
from derive.check.reading.tree import rewrite

WORDS = "sums over sets run over everything there is"
WHOLE = "whole set"
"""The style of a set that is taken as everything there is."""


def as_sums(document: Document, declared: Collection[Declaration], others: bool = True) -> tuple[Document, frozenset[int]]:
    """The document with declared sets as factors, and ``others`` as everything; and the rows that have such others."""
    signs = [node for node in nodes(document.rows) if isinstance(node, Big) and node.kind == "sum"]
    letters = {head(over.name): over.letter for node in signs for over in map(_over, node.under) if over is not None}
    tables = frozenset(head(one.name) for one in declared if one.kind == "value")
    if not letters or not (others or tables & letters.keys()):
        return document, frozenset()

    def told(row: Row) -> Row:
        known = {key: letter for key, letter in letters.items() if key in tables or not _is_divided(row, key)}
        return row.rewritten(lambda side: rewrite(side, lambda node: _told(node, known, tables)))

    changed = document.mapped(told)
    taken = (row.number for row in changed.rows if any(isinstance(n, Name) and n.style == WHOLE for n in nodes([row])))
    return changed, frozenset(taken)


def _is_divided(row: Row, key: Head) -> bool:
    """Whether a row has sums over several sets of one letter: parts of something, of which none is everything."""
    found = (over for node in nodes([row]) if isinstance(node, Big) for over in map(_over, node.under) if over is not None)
    return len({over.name for over in found if head(over.name) == key}) > 1


@dataclass(frozen=True)
class _Over:
    """``j \\in \\Psi_i``: a letter that runs over a set with an index."""

    letter: Name
    name: Name
    item: Relation

    @property
    def entry(self) -> Name:
        """``\\Psi_{ij}``."""
        return _entry(self.name, self.letter)

    @property
    def whole(self) -> Relation:
        """The letter and the set as everything there is."""
        return replace(self.item, right=replace(self.name, style=WHOLE))


def _over(item: Node) -> _Over | None:
    if not (isinstance(item, Relation) and item.op == "in" and isinstance(item.left, Name) and isinstance(item.right, Name)):
        return None
    scripts = [inner for script in (*item.right.sub, *item.right.sup) for inner in script.items]
    named = item.right.style != "text" and scripts and all(map(letter_of, scripts))
    return _Over(item.left, item.right, item) if named and letter_of(item.left) else None


def _entry(name: Name, letter: Name) -> Name:
    return replace(name, sub=(*name.sub, Script((letter,), letter.base)))


def _told(node: Node, letters: Mapping[Head, Name], tables: Collection[Head]) -> Node | None:
    """A sum over a set as one over all; the size of a declared set as the sum of its entries."""
    if isinstance(node, Group) and node.open == "|" and len(node.items) == 1 and isinstance(name := node.items[0], Name):
        letter = letters.get(head(name)) if head(name) in tables else None
        return None if letter is None else Group((Big("sum", (letter,), None, _entry(name, letter)),), span=node.span)
    if not isinstance(node, Big) or node.kind != "sum":
        return None
    meant = ((item, _over(item)) for item in node.under)
    pairs = [(item, over if over is not None and head(over.name) in letters else None) for item, over in meant]
    if not any(over for _, over in pairs):
        return None
    factors = [over.entry for _, over in pairs if over is not None and head(over.name) in tables]
    under = (item if over is None else over.letter if over.entry in factors else over.whole for item, over in pairs)
    body = rewrite(node.body, lambda inner: _told(inner, letters, tables))
    if factors:
        body = Product((*(("", factor) for factor in factors), ("", Group((body,), span=body.span))), span=body.span)
    return replace(node, under=tuple(under), body=body)
