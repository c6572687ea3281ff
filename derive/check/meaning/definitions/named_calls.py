"""Functions whose name is to stand for one of their values: after ``\\sigma = \\sigma(w^T x)`` a bare sigma is that number.

Input: a document, and the names that are declared.  Output: the same, with the value in the place of the bare name in the rows
that follow; a name that is declared means what the declaration says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Call, Group, Name, Node, Product
from derive.check.reading.tree import rewrite
from derive.check.slips.tree import looks_like_function


def spelled_out(document: Document, declared: Iterable[Name]) -> Document:
    """The document with such names written out."""
    known = {name.base for name in declared}
    found: dict[Name, Node] = {}
    rows: list[Row] = []
    for row in document.rows:
        rows.append(row.rewritten(lambda side: rewrite(side, lambda node: _written(node, found))) if found else row)
        for claim in row.claims:
            left, right = claim.left, claim.right
            if isinstance(left, Name) and left.base not in known and left not in found and _is_value(left, right):
                found[left] = Group((right,), span=right.span)
    return replace(document, rows=tuple(rows)) if found else document


def _is_value(name: Name, right: Node) -> bool:
    """``\\sigma(w^T x)`` for sigma: the function of an expression, and not of a letter, which would say what it depends on."""
    if name != Name(name.base) or not looks_like_function(name):
        return False
    inside: tuple[Node, ...] = ()
    if isinstance(right, Call) and right.head == name:
        inside = right.args
    elif isinstance(right, Product) and len(right.factors) == 2 and right.factors[0][1] == name:
        second = right.factors[1][1]
        inside = second.items if isinstance(second, Group) else ()
    return len(inside) == 1 and not isinstance(inside[0], Name)


def _written(node: Node, found: dict[Name, Node]) -> Node | None:
    """The value for a bare name; a product with the name in front of a bracket, as an application, stays."""
    if isinstance(node, Name):
        return found.get(node)
    if isinstance(node, Product):
        factors = list(node.factors)
        for at, (sign, factor) in enumerate(factors):
            follows = factors[at + 1][1] if at + 1 < len(factors) and factors[at + 1][0] == "" else None
            applied = (
                isinstance(factor, Name) and factor in found and isinstance(follows, Group) and _is_argument(follows, found)
            )
            if not applied:
                factors[at] = (sign, rewrite(factor, lambda inner: _written(inner, found)))
        return replace(node, factors=tuple(factors))
    return node if isinstance(node, Call) and node.head in found else None


def _is_argument(group: Group, found: dict[Name, Node]) -> bool:
    """Whether brackets behind the name hold an argument, and no factor such as ``(1 - \\sigma)``."""
    from derive.check.reading.tree import occurs

    return not any(occurs(name, group) for name in found)
