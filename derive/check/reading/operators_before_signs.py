"""Operators before a sum that begins with a sign, ``\\nabla_w - y \\log p - ...``, or before a dot: they act on all of it.

Input: a document.  Output: the same, with the operator, which alone has no value, and what it acts on as one derivative.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Document
from derive.check.reading.syntax import Derivative, Node, Product, Sum
from derive.check.reading.tree import rewrite

_DOTS = ("cdot", "*", "times", ".")
"""Signs between an operator and what it acts on, which some authors write."""


def with_operands(document: Document) -> Document:
    """The document with all that such operators act on."""
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _rule)))


def _before_a_dot(node: Product) -> Node | None:
    """``\\frac{\\partial}{\\partial w} \\cdot f``: the operator acts on all that follows the dot."""
    for at, (sign, operator) in enumerate(node.factors[:-1]):
        bare = isinstance(operator, Derivative) and operator.of is None and operator.mark != "nabla"  # \nabla \cdot: divergence
        if bare and isinstance(operator, Derivative) and operator.by and node.factors[at + 1][0] in _DOTS:
            (_, first), *rest = node.factors[at + 1 :]
            span = (first.span[0], node.span[1])
            of = Product((("", first), *rest), span=span) if rest else first
            applied = replace(operator, of=rewrite(of, _rule), span=(operator.span[0], node.span[1]))
            return replace(node, factors=(*node.factors[:at], (sign, applied))) if at else applied
    return None


def _rule(node: Node) -> Node | None:
    if isinstance(node, Product):
        return _before_a_dot(node)
    if not isinstance(node, Sum) or len(node.terms) < 2:
        return None
    (sign, operator), *rest = node.terms
    if not isinstance(operator, Derivative) or operator.of is not None or not operator.by or sign < 0:
        return None
    return replace(operator, of=Sum(tuple(rest), span=node.span), span=node.span)
