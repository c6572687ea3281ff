r"""Letters for the class of an example in a text without a specification: ``L = -\log p_y``, ``\sum_{j \ne y} (s_j - s_y)``.

Input: a document.  Output: the same with such letters as whole numbers that are given, and no indices that run.  A letter is
one if the text says so in words, or if a quantity without any index is defined with it, and nothing but indices, sums and
comparisons have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.judging.rows import true_class
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.trees import free_letters, letter_of
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import CLASS, Big, Indicator, Name, Node, Relation, Script
from derive.check.reading.tree import rewrite, walk


def as_numbers(document: Document) -> Document:
    """The document with the letters of classes told from indices."""
    found = (true_class.letters(document) | set(_compared(document))) - _used_otherwise(document)
    if not found:
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _class(node, found))))


def _class(node: Node, letters: set[str] | frozenset[str]) -> Node | None:
    if not isinstance(node, Name) or node.base not in letters or node.sub or node.sup or node.accents:
        return None
    return replace(node, accents=(CLASS,))


def _compared(document: Document) -> Iterator[str]:
    """The letters that a quantity without an index is defined with, and from which a sum's own letter has to be different."""
    for claim in (claim for row in document.rows for claim in row.claims):
        if isinstance(claim.left, Name) and not claim.left.sub and not claim.inherited:
            indices = {item for node in walk(claim.right) if isinstance(node, Name) for item, _ in items(node.sub)}
            for big in (node for node in walk(claim.right) if isinstance(node, Big)):
                apart = (one.right for one in big.under if isinstance(one, Relation) and one.op == "!=")
                yield from (letter for node in apart if node in indices and (letter := letter_of(node)) is not None)


def _used_otherwise(document: Document) -> set[str]:
    """The letters that run somewhere, or stand somewhere for what they are themselves."""
    found: set[str] = set()
    for node in nodes(document.rows):
        if isinstance(node, Big):
            runs = [one.left if isinstance(one, Relation) else one for one in node.under]
            found |= {letter for one in runs if (letter := letter_of(one)) is not None}
    for row in document.rows:
        for claim in row.claims:
            found |= free_letters(claim.left) if isinstance(claim.left, Name) and not claim.inherited else set()
            found |= {name.base for side in claim.sides for name in _outside(side)}
    return found


def _outside(node: Node) -> Iterator[Name]:
    """The bare symbols of an expression that stand outside of scripts and comparisons."""
    if isinstance(node, Name) and not (node.sub or node.sup):
        yield node
    for child in node.inside:
        if not isinstance(child, Script | Relation) and not isinstance(node, Indicator):
            yield from _outside(child)
