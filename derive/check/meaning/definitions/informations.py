r"""``I(\beta) = -\frac{\partial^2 \ell}{\partial \beta \partial \beta^T}``: Fisher's information, and no identity matrix.

Input: a document.  Output: the same, in which an I with an argument in brackets that a row defines is a symbol of its own.
"""

from __future__ import annotations

from derive.check.reading.rows import Document
from derive.check.reading.syntax import Group, Name, Node, Product
from derive.check.reading.tree import rewrite

_LETTER = Name("I")
_SYMBOL = Name("I", style="cal")


def as_symbols(document: Document) -> Document:
    """The document with the information by a symbol of its own."""
    if not any(_is_information(claim.compared) for row in document.rows for claim in row.claims):
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _named)))


def _is_information(node: Node) -> bool:
    """Whether a side is an I with symbols in brackets behind it."""
    if not isinstance(node, Product) or len(node.factors) != 2:
        return False
    (_, letter), (sign, argument) = node.factors
    return letter == _LETTER and sign == "" and isinstance(argument, Group) and all(isinstance(i, Name) for i in argument.items)


def _named(node: Node) -> Node | None:
    """The symbol for ``I(...)``, alone or in front of other factors."""
    if _is_information(node):
        return _SYMBOL
    if not isinstance(node, Product):
        return None
    for at in range(len(node.factors) - 1):
        if _is_information(Product(node.factors[at : at + 2])):
            factors = (*node.factors[:at], (node.factors[at][0], _SYMBOL), *node.factors[at + 2 :])
            return Product(factors, span=node.span)
    return None
