"""``dO = \\partial L / \\partial O``: from then on a ``d`` in front of any symbol makes the gradient of L by it.

Input: a document.  Output: the same with gradients in the place of marked symbols, where a row of the text says what one of
them is.  The same goes for ``\\delta x`` and ``\\Delta x``.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.reading.rows import Document
from derive.check.reading.syntax import Derivative, Name, Node, Product, Transposed
from derive.check.reading.tree import rewrite

_MARKS = ("d", "mathrm d", "delta", "Delta")


def spelled_out(document: Document) -> Document:
    """The document with gradients in the place of the symbols that a mark makes gradients."""
    stated = dict(_stated(document))
    if not stated:
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _with_gradients(node, stated))))


def _stated(document: Document) -> Iterator[tuple[Name, Name]]:
    """The marks that rows explain, and the cost whose gradients they make."""
    for row in document.rows:
        for claim in row.claims:
            factors = claim.left.factors if isinstance(claim.left, Product) else ()
            if claim.relation in ("=", ":=", "equiv") and len(factors) == 2 and _is_marked(factors[0], factors[1]):
                mark, right = factors[0][1], claim.right
                if isinstance(right, Derivative) and right.by == (factors[1][1],) and isinstance(right.of, Name):
                    assert isinstance(mark, Name)
                    yield mark, right.of


def _is_marked(first: tuple[str, Node], second: tuple[str, Node]) -> bool:
    """Whether a bare mark stands directly in front of a symbol."""
    (_, mark), (sign, node) = first, second
    bare = isinstance(mark, Name) and mark.base in _MARKS and not (mark.sub or mark.sup or mark.primes or mark.accents)
    return bare and sign == "" and isinstance(node.body if isinstance(node, Transposed) else node, Name)


def _with_gradients(node: Node, stated: dict[Name, Name]) -> Node | None:
    """A product with its marked symbols as gradients; None for what has none."""
    if not isinstance(node, Product):
        return None
    made: list[tuple[str, Node]] = []
    for factor in node.factors:
        before = made[-1] if made else None
        if before is not None and before[1] in stated and _is_marked(before, factor):
            made[-1] = (before[0], _gradient(stated[before[1]], factor[1], (before[1].span[0], factor[1].span[1])))
        else:
            made.append(factor)
    if len(made) == len(node.factors):
        return None
    return made[0][1] if len(made) == 1 else Product(tuple(made), span=node.span)


def _gradient(cost: Name, node: Node, span: tuple[int, int]) -> Node:
    """The gradient by a symbol, or its transpose."""
    if isinstance(node, Transposed):
        return Transposed(_gradient(cost, node.body, span), span=span)
    return Derivative(cost, (node,), span=span)
