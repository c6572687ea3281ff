"""A capital Sigma that is a sign of summation: ``\\log(\\Sigma e^{z})``.

Input: a document.  Output: the same with sums in its place, if it has no scripts anywhere, and stands wherever it stands in
front of something and behind nothing but a number, one over a size or an operator: a covariance matrix has other places, too.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Big, Derivative, Fraction, Name, Node, Number, Product
from derive.check.reading.tree import rewrite

_SIGN = "Sigma"
Factors = tuple[tuple[str, Node], ...]


def with_sums(document: Document) -> Document:
    """The document with such letters as signs of summation."""
    if f"\\{_SIGN}" not in document.text or any(_is_other(node) for node in nodes(document.rows)):
        return document
    made = document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _summed)))
    left = any(isinstance(node, Name) and node.base == _SIGN for node in nodes(made.rows))
    return document if left else made


def _is_other(node: Node) -> bool:
    """Whether the letter has scripts or marks: then it is a symbol."""
    return isinstance(node, Name) and node.base == _SIGN and not _is_sign(node)


def _is_sign(node: Node | None) -> bool:
    return node == Name(_SIGN)


def _summed(node: Node) -> Node | None:
    """A product in which the sign stands first, or behind numbers and operators."""
    if not isinstance(node, Product):
        return None
    for at, (sign, factor) in enumerate(node.factors[:-1]):
        if sign not in ("", "cdot"):
            return None
        if _is_sign(factor):
            return _joined(node, at, sign, _sum(node.factors[at + 1 :], factor))
        if isinstance(factor, Derivative) and factor.operator and _is_sign(factor.of):
            return _joined(node, at, sign, replace(factor, of=_sum(node.factors[at + 1 :], factor)))
        if not _is_scale(factor):
            return None
    return None


def _is_scale(node: Node) -> bool:
    """Whether a factor is a number, or one over a size: ``\\frac{1}{m} \\Sigma dz``."""
    return isinstance(node, Number) or (isinstance(node, Fraction) and isinstance(node.over, Number))


def _sum(factors: Factors, place: Node) -> Big:
    """The sum of what follows its sign."""
    (_, first), *rest = factors
    body = Product((("", first), *rest), span=place.span) if rest else first
    return Big("sum", (), None, rewrite(body, _summed), span=place.span)


def _joined(node: Product, at: int, sign: str, summed: Node) -> Node:
    factors = (*node.factors[:at], (sign, summed))
    return replace(node, factors=factors) if at else summed
