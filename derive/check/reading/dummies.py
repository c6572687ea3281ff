"""The argument of a function that a row defines or differentiates: ``f'(z) = 3 z^2`` speaks of any number z, and of its square.

Input: a document.  Output: the same, in which a power of such an argument is a power (``z^2`` could be the second layer).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.rows import Claim, Document
from derive.check.reading.syntax import Call, Group, Name, Node, Number, Product, Scripted
from derive.check.reading.tree import rewrite, walk


def plain_powers(document: Document) -> Document:
    """The document with powers of arguments as powers of a bracket."""
    return document.mapped(lambda row: row.mapped(_claim))


def _claim(claim: Claim) -> Claim:
    start = claim.compared
    argument = next(_argument(start), None)
    if argument is None or any(isinstance(n, Name) and n.base == argument.base and n.sub for n in walk(claim.right)):
        return claim
    left, right = (rewrite(side, lambda part: _power(part, argument)) for side in claim.sides)
    return replace(claim, left=left, right=right)


def _argument(left: Node) -> Iterator[Name]:
    """The bare letter in the brackets of a function that stands alone on a left side."""
    inside: tuple[Node, ...] = ()
    if isinstance(left, Call):
        inside = left.args
    elif isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[0][1], Name):
        second = left.factors[1][1]
        inside = second.items if isinstance(second, Group) and second.open == "(" else ()
    if len(inside) == 1 and isinstance(inside[0], Group):
        inside = inside[0].items
    if (
        len(inside) == 1
        and isinstance(inside[0], Name)
        and inside[0] == Name(inside[0].base, inside[0].accents, inside[0].style)
    ):
        yield inside[0]


def _power(node: Node, argument: Name) -> Node | None:
    """``z^2`` as the square of ``(z)``; None for anything else."""
    if not isinstance(node, Name) or node.base != argument.base or len(node.sup) != 1 or node.sup[0].bracket:
        return None
    items = node.sup[0].items
    if len(items) != 1 or not isinstance(items[0], Number) or replace(node, sup=()) != argument:
        return None
    return Scripted(Group((argument,), span=node.span), sup=node.sup, span=node.span)
