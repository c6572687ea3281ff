"""Expectations over something that a text can count: ``E_{x \\sim p(x)}[f(x)]`` is ``\\sum_x p(x) f(x)``.

Only where the letter is declared to be an index, alone or in the brackets of a declared ``p(x)``: nobody counts the values of a
continuous variable.  Where all expectations of a text that say so are over the same, those that do not are, too.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Big, Group, Name, Node, Product, Relation
from derive.check.reading.tree import rewrite, walk

_Drawn = tuple[Name, Node]
"""The letter that an expectation is over, and its density."""
_PLAIN = (Name("E"), Name("E", style="bb"))


def as_sums(document: Document, declarations: Declarations | None) -> Document:
    """The document with expectations over declared indices as sums."""
    entries = declarations.entries if declarations is not None else ()
    letters = {one.name for one in entries if one.kind == "index"}
    letters |= {Name(letter) for one in entries for letter in one.letters if _in_brackets(one.phrase, letter)}
    if not letters:
        return document
    drawn = {found for node in nodes(document.rows) if (found := _drawn(node, letters)) is not None}
    usual = next(iter(drawn)) if len(drawn) == 1 else None
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _spelled(node, letters, usual))))


def _in_brackets(phrase: Node | None, letter: str) -> bool:
    """Whether a letter stands alone in the brackets of a phrase, ``\\pi(a)``."""
    groups = (node for node in walk(phrase) if isinstance(node, Group)) if phrase is not None else ()
    return any(group.items == (Name(letter),) for group in groups)


def _spelled(node: Node, letters: set[Name], usual: _Drawn | None) -> Node | None:
    """A product with its expectations as sums; ``E_{x \\sim p} [f]`` is one of a symbol and a bracket."""
    if not isinstance(node, Product):
        return None
    factors: list[tuple[str, Node]] = []
    for sign, factor in node.factors:
        before = factors[-1][1] if factors else None
        single = sign == "" and isinstance(factor, Group) and len(factor.items) == 1
        drawn = _drawn(before, letters) or (usual if before in _PLAIN else None) if single else None
        if drawn is not None and isinstance(factor, Group):
            letter, density = drawn
            inside = rewrite(factor, lambda inner: _spelled(inner, letters, usual))
            body = Product((("", density), ("", inside)), span=factor.span)
            factors[-1] = (factors[-1][0], Big("sum", (letter,), None, body, span=node.span))
        else:
            factors.append((sign, rewrite(factor, lambda inner: _spelled(inner, letters, usual))))
    if len(factors) == len(node.factors):
        return None
    return factors[0][1] if len(factors) == 1 else replace(node, factors=tuple(factors))


def _drawn(node: Node | None, letters: set[Name]) -> _Drawn | None:
    """The letter and the density below an E."""
    if not isinstance(node, Name) or node.base != "E" or len(node.sub) != 1 or node.sup or len(node.sub[0].items) != 1:
        return None
    (item,) = node.sub[0].items
    if not isinstance(item, Relation) or item.op != "sim" or item.left not in letters or not isinstance(item.left, Name):
        return None
    density = item.right
    if isinstance(density, Name) and not density.sub:
        return item.left, Product((("", density), ("", Group((item.left,), "(", ")"))), span=density.span)
    return item.left, density
