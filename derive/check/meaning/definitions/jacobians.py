"""Jacobians by their letter: ``J_f(x)`` is ``\\partial f/\\partial x`` in a text that speaks of Jacobians.

Input: a document, and the names that are declared.  Output: the same with derivatives in their place.  ``J_f`` without an
argument means the only one that the text writes with it.  A text may also write ``J_x(f)``: which way round it does, what is
computed from what tells (jacobian_sides.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product, Scripted
from derive.check.reading.tree import rewrite

MARK = "J"
"""Of derivatives that stand for such a letter, until it is known which way round the text writes them."""

_SAID = re.compile(r"jacobi|якоби|雅可比|ヤコビ|야코비", re.IGNORECASE)


def as_derivatives(document: Document, declared: Iterable[Name]) -> Document:
    """The document with its Jacobians as derivatives."""
    if not _SAID.search(document.text):
        return document
    known = set(declared)
    found: dict[Name, set[Name]] = {}
    for node in nodes(document.rows):
        for name, argument in _pairs(node):
            if name not in known:
                found.setdefault(name, set()).add(argument)
    if not found:
        return document
    by = {name: next(iter(arguments)) for name, arguments in found.items() if len(arguments) == 1}
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _written(node, found, by))))


def _pairs(node: Node) -> Iterator[tuple[Name, Name]]:
    """The Jacobians that are factors of a product, each with its argument."""
    factors = node.factors if isinstance(node, Product) else ()
    for (_, name), (sign, behind) in pairwise(factors):
        argument = _argument(behind) if not sign else None
        if isinstance(name, Name) and below(name) is not None and argument is not None:
            yield name, argument


def below(name: Name) -> Name | None:
    """The symbol below the letter of a Jacobian."""
    if name.base != "J" or name.sup or name.primes or len(name.sub) != 1 or len(name.sub[0].items) != 1:
        return None
    under = name.sub[0].items[0]
    return under if isinstance(under, Name) else None


def _argument(node: Node) -> Name | None:
    """The symbol in the brackets behind a Jacobian, which may be transposed."""
    group = node.body if isinstance(node, Scripted) and not node.sub else node
    inner = group.items if isinstance(group, Group) and group.open == "(" else ()
    return inner[0] if len(inner) == 1 and isinstance(inner[0], Name) else None


def _written(node: Node, found: dict[Name, set[Name]], by: dict[Name, Name]) -> Node | None:
    """A product with its Jacobians as derivatives, or a bare Jacobian as one; None for anything else."""
    if isinstance(node, Name):
        return replace(_slope(node, by[node]), operator=True) if node in by else None
    if not isinstance(node, Product) or not any(name in found for name, _ in _pairs(node)):
        return None
    factors: list[tuple[str, Node]] = []
    for sign, factor in node.factors:
        name = factors[-1][1] if factors and not sign else None
        argument = _argument(factor)
        if isinstance(name, Name) and name in found and argument is not None:
            slope: Node = _slope(name, argument)
            factors[-1] = (factors[-1][0], replace(factor, body=Group((slope,))) if isinstance(factor, Scripted) else slope)
        else:
            factors.append((sign, factor))
    rest = tuple((sign, rewrite(factor, lambda inner: _written(inner, found, by))) for sign, factor in factors)
    return rest[0][1] if len(rest) == 1 and not rest[0][0] else replace(node, factors=rest)


def _slope(name: Name, argument: Name) -> Derivative:
    function = below(name)
    assert function is not None
    return Derivative(function, (argument,), MARK, span=name.span)
