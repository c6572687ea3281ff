"""Expectations over something that a text can count: ``E_{x \\sim p(x)}[f(x)]`` is ``\\sum_x p(x) f(x)``.

Only where the letter is declared to be an index: nobody counts the values of a continuous variable.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Big, Group, Name, Node, Product, Relation
from derive.check.reading.tree import rewrite


def as_sums(document: Document, declarations: Declarations | None) -> Document:
    """The document with expectations over declared indices as sums."""
    letters = {one.name for one in declarations.entries if one.kind == "index"} if declarations is not None else set()
    if not letters:
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _spelled(node, letters))))


def _spelled(node: Node, letters: set[Name]) -> Node | None:
    """A product with its expectations as sums; ``E_{x \\sim p} [f]`` is one of a symbol and a bracket."""
    if not isinstance(node, Product):
        return None
    factors: list[tuple[str, Node]] = []
    for sign, factor in node.factors:
        before = factors[-1][1] if factors else None
        drawn = _drawn(before, letters) if sign == "" and isinstance(factor, Group) and len(factor.items) == 1 else None
        if drawn is not None and isinstance(factor, Group):
            letter, density = drawn
            body = Product((("", density), ("", rewrite(factor, lambda inner: _spelled(inner, letters)))), span=factor.span)
            factors[-1] = (factors[-1][0], Big("sum", (letter,), None, body, span=node.span))
        else:
            factors.append((sign, rewrite(factor, lambda inner: _spelled(inner, letters))))
    if len(factors) == len(node.factors):
        return None
    return factors[0][1] if len(factors) == 1 else replace(node, factors=tuple(factors))


def _drawn(node: Node | None, letters: set[Name]) -> tuple[Name, Node] | None:
    """The letter and the density below an E."""
    if not isinstance(node, Name) or node.base != "E" or len(node.sub) != 1 or node.sup or len(node.sub[0].items) != 1:
        return None
    (item,) = node.sub[0].items
    if not isinstance(item, Relation) or item.op != "sim" or item.left not in letters or not isinstance(item.left, Name):
        return None
    density = item.right
    if isinstance(density, Name) and not density.sub and len(density.base) == 1:
        return item.left, Product((("", density), ("", Group((item.left,), "(", ")"))), span=density.span)
    return item.left, density
