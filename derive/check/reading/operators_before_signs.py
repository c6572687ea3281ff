"""Operators before a sum that begins with a sign: ``\\nabla_w - y \\log p - ...`` differentiates all of it.

Input: a document.  Output: the same, with the operator, which alone has no value, in front of the sum in brackets.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Document
from derive.check.reading.syntax import Derivative, Node, Sum
from derive.check.reading.tree import rewrite


def with_operands(document: Document) -> Document:
    """The document with all that such operators act on."""
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _rule)))


def _rule(node: Node) -> Node | None:
    if not isinstance(node, Sum) or len(node.terms) < 2:
        return None
    (sign, operator), *rest = node.terms
    if not isinstance(operator, Derivative) or operator.of is not None or not operator.by or sign < 0:
        return None
    return replace(operator, of=Sum(tuple(rest), span=node.span), span=node.span)
