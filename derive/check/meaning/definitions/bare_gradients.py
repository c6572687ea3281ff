"""``\\nabla_x`` without anything behind it, ``\\nabla_x = W^T \\nabla_z``: the gradient of the cost by x.

Input: a document, and the name of the cost.  Output: the same with the cost behind such operators, where the text defines one
of them, and the numbers of the rows in which they stand.  In such a text ``\\nabla_x x`` is a product.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.text.guesses import COSTS
from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product, Scripted, Transposed
from derive.check.reading.tree import rewrite

WORDS = "nabla alone as the gradient of the cost"


def of_cost(document: Document, cost: str) -> tuple[Document, frozenset[int]]:
    """The document with gradients of the cost in the place of bare operators, and the rows in which they stand."""
    if not any(_is_bare(claim.left) for row in document.rows for claim in row.claims if not claim.inherited):
        return document, frozenset()
    found: set[int] = set()

    def told(row: Row) -> Row:
        new = row.rewritten(lambda side: rewrite(side, lambda node: _of_cost(node, Name(cost, style=MODEL))))
        if new is not row:
            found.add(row.number)
        return new

    return document.mapped(told), frozenset(found)


def _is_bare(node: Node | None) -> bool:
    return isinstance(node, Derivative) and node.of is None and node.mark == "nabla" and len(node.by) == 1


def _of_cost(node: Node, cost: Name) -> Node | None:
    """The gradient that a bare operator is, or one in front of its own variable; None for anything else."""
    if not isinstance(node, Derivative) or node.mark != "nabla" or len(node.by) != 1:
        return None
    factors = node.of.factors if isinstance(node.of, Product) else (("", node.of),) if node.of is not None else ()
    if factors and _is_differentiated(factors, cost):
        return None
    gradient = replace(node, of=cost, operator=False)
    return Product((("", gradient), *factors), span=node.span) if factors else gradient


def _is_differentiated(factors: tuple[tuple[str, Node], ...], cost: Name) -> bool:
    """Whether an operator in front of factors acts on them: on a cost, on a function of something, or on a derivative."""
    first = factors[0][1]
    if isinstance(first, Name):
        called = len(factors) > 1 and isinstance(factors[1][1], Group) and not factors[1][0]
        return called or first.base == cost.base or first.base in COSTS
    return not isinstance(first, Scripted | Transposed | Group)
