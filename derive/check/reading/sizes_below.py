r"""Sizes below what they are the sizes of: ``(W^T \delta)_{n \times m}`` is the product in brackets, with a remark.

Input: a document, and the names that are declared.  Output: the same without such remarks; the sizes of an identity matrix, of
zeros and ones, and the scripts of a declared symbol stay.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from derive.check.reading.rows import Document
from derive.check.reading.syntax import NUMBER, Derivative, Fraction, Group, Name, Node, Number, Product, Script, Scripted
from derive.check.reading.tree import rewrite

_SIZED = frozenset({"I", "1", "0", "E", "J", "O"})
"""Letters of matrices that are told apart by their sizes."""


def left_out(document: Document, declared: Collection[Name]) -> Document:
    """The document without sizes below brackets and symbols."""

    def bare(node: Node) -> Node | None:
        if isinstance(node, Name):
            fixed = node.base in _SIZED or node.style == NUMBER or any(_same_script(node, one) for one in declared)
            sub = node.sub if fixed else tuple(script for script in node.sub if not _is_size(script))
            return replace(node, sub=sub) if len(sub) < len(node.sub) else None
        if not isinstance(node, Scripted) or not any(map(_is_size, node.sub)):
            return None
        if not isinstance(node.body, Group | Derivative | Fraction):
            return None
        sub = tuple(script for script in node.sub if not _is_size(script))
        body = rewrite(node.body, bare)
        return replace(node, body=body, sub=sub) if sub or node.sup or node.primes else body

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, bare)))


def _same_script(name: Name, declared: Name) -> bool:
    """Whether a symbol is declared with the script that a name has."""
    return declared.base == name.base and declared.sub == name.sub


def _is_size(script: Script) -> bool:
    """``n \\times m``: letters or numbers with that sign between them."""
    item = script.items[0] if len(script.items) == 1 else None
    if isinstance(item, Group) and len(item.items) == 1:
        item = item.items[0]
    return (
        isinstance(item, Product)
        and len(item.factors) in (2, 3)
        and all(sign == "times" for sign, _ in item.factors[1:])
        and all(isinstance(factor, Name | Number) for _, factor in item.factors)
    )
