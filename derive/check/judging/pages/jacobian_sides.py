"""Which way round a text writes Jacobians by their letter: ``J_f(x)``, or ``J_x(f)`` with the variable below.

What is computed from what tells: of ``J_x(s)`` and ``s = softmax(x)`` the letter below can only be the variable.  In a text
that writes them so, ``J_x`` in front of a bracket or a function is an operator: ``J_S(\\frac1m tr(Y^T \\log S))``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.meaning.definitions.jacobians import MARK, below
from derive.check.meaning.symbols import Part
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Product
from derive.check.reading.tree import rewrite

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate


def settled(chosen: Candidate, document: Document) -> tuple[Document, bool]:
    """The document with its Jacobians as plain derivatives, and whether the variable stands below."""
    found = list(_found(document))
    if not found:
        return document, False
    turned = any(_depends(chosen, row, one.by[0], one.of) for row, one in found) and not any(
        _depends(chosen, row, one.of, one.by[0]) for row, one in found
    )
    variables = {one.of for _, one in found} if turned else set()
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _plain(node, variables)))), turned


def _found(document: Document) -> Iterator[tuple[Row, Derivative]]:
    for row in document.rows:
        yield from ((row, node) for node in nodes((row,)) if isinstance(node, Derivative) and node.mark == MARK)


def _depends(chosen: Candidate, row: Row, one: Node | None, on: Node | None) -> bool:
    """Whether a symbol of a row is computed from another."""
    world, _ = chosen.at(row.number)
    first, second = _quantity(chosen, row, one), _quantity(chosen, row, on)
    return bool(first and second) and first != second and world.depends(first, second)


def _quantity(chosen: Candidate, row: Row, name: Node | None) -> str:
    readings = chosen.at(row.number)[1].lookup(name) if isinstance(name, Name) else ()
    meaning = readings[0].meaning if readings else None
    return meaning.quantity if isinstance(meaning, Part) else ""


def _plain(node: Node, variables: set[Node | None]) -> Node | None:
    """A Jacobian as a derivative in the usual words; ``variables`` are the letters that stand below in place of functions."""
    if isinstance(node, Derivative) and node.mark == MARK:
        return _turned(node) if variables else replace(node, mark="partial", operator=False)
    return _applied(node, variables) if isinstance(node, Product) and variables else None


def _turned(node: Derivative) -> Derivative:
    assert node.of is not None
    return Derivative(node.by[0], (node.of,), span=node.span)


def _applied(node: Product, variables: set[Node | None]) -> Node | None:
    """A product with Jacobians that stand in front of a bracket or a function applied to it; None if there are none."""
    factors: list[tuple[str, Node]] = []
    for sign, factor in node.factors:
        variable = _variable(factors[-1][1], variables) if factors and not sign else None
        if variable is not None and isinstance(factor, Call | Group):
            factors[-1] = (factors[-1][0], Derivative(factor, (variable,), operator=True, span=factors[-1][1].span))
        else:
            factors.append((sign, factor))
    if len(factors) == len(node.factors):
        return None
    rest = tuple((sign, rewrite(factor, lambda inner: _plain(inner, variables))) for sign, factor in factors)
    return rest[0][1] if len(rest) == 1 and not rest[0][0] else replace(node, factors=rest)


def _variable(node: Node, variables: set[Node | None]) -> Name | None:
    """The letter below a Jacobian without an argument of its own."""
    if isinstance(node, Derivative) and node.mark == MARK and node.operator:
        return node.of if isinstance(node.of, Name) else None
    under = below(node) if isinstance(node, Name) else None
    return under if under in variables else None
