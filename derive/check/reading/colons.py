"""A colon as a product: ``dL = G : dX`` adds up the products of all entries in the same place, ``tr(G^T dX)``.

It binds less than the factors beside it and more than a plus sign.  Only on the right side of a relation is it read so: on
the left it stands behind a heading, or says of what kind something is (``f : A \\to B``).  A condition behind a colon has a
relation of its own, between a letter and what that letter is: ``: x = 0``, ``: i = j``, ``: z_i < 0``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import atoms
from derive.check.reading.syntax import Name, Node, Number, Product
from derive.check.reading.tokens import Token

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

SIGN = ":"


def contracted(p: Parser, node: Node, first: Token) -> Node:
    """The factors, and those behind a colon if one follows that is the sign of a product."""
    while p.contracting and not p.scripting and p.at(SIGN, "\\colon") and atoms.starts(p, 1):
        start = p.position
        p.take()
        other = p.factors()
        if isinstance(node, Number) or isinstance(other, Number) or _is_condition(p, other):
            p.position = start
            break
        (_, begin), *rest = _factors(other)
        node = Product((*_factors(node), (SIGN, begin), *rest), span=p.span(first))
    return node


def sides(node: Product) -> tuple[Node, ...]:
    """What stands between the colons of a product; the product itself where none does."""
    found: list[list[tuple[str, Node]]] = []
    for sign, factor in node.factors:
        if not found or sign == SIGN:
            found.append([("", factor)])
        else:
            found[-1].append((sign, factor))
    return (node,) if len(found) == 1 else tuple(map(_together, found))


def _together(factors: list[tuple[str, Node]]) -> Node:
    first, last = factors[0][1], factors[-1][1]
    return first if first is last else Product(tuple(factors), span=(first.span[0], last.span[1]))


def _factors(node: Node) -> tuple[tuple[str, Node], ...]:
    return node.factors if isinstance(node, Product) else (("", node),)


def _is_condition(p: Parser, left: Node) -> bool:
    """Whether a relation follows that says what a letter is, or that is no equation."""
    position = p.position
    relation = p.relation()
    right = p.factors() if relation == "=" and isinstance(left, Name) and atoms.starts(p) else None
    p.position = position
    return relation not in (None, "=") or isinstance(right, Name | Number)
