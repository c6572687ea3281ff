r"""Variations: ``\delta f = \operatorname{tr}(A\,\delta X\,B)`` is written of changes, with another sign than ``df``.

Input: a document, and the symbols of the cost.  Output: the same with a ``d`` in front of what changes, where a row says what
the variation of the cost is by that of something else: nobody needs a name for the gradient of the cost by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from derive.check.reading.rows import Document
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product
from derive.check.reading.tree import rewrite, walk

_MARK = "delta"


def as_differentials(document: Document, costs: Collection[Name]) -> Document:
    """The document with differentials in the place of variations."""
    claims = [claim for row in document.rows for claim in row.claims]
    if not any(_varies(claim.left, costs) and any(True for _ in _varied(claim.right)) for claim in claims):
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, _with_d)))


def is_variation(node: Node) -> bool:
    """Whether a symbol is the variation of another one, ``\\delta X``."""
    return isinstance(node, Product) and len(node.factors) == 2 and _is_mark(node.factors[0][1])


def _varies(node: Node, costs: Collection[Name]) -> bool:
    """Whether a left side is the variation of the cost."""
    found = list(_varied(node)) if isinstance(node, Product) and len(node.factors) == 2 else []
    return len(found) == 1 and found[0] in costs


def _varied(node: Node) -> Iterator[Node]:
    """What stands behind a mark of variation."""
    for inner in walk(node):
        if isinstance(inner, Product):
            for (_, mark), (sign, of) in pairwise(inner.factors):
                if _is_mark(mark) and sign == "" and isinstance(of, Name | Group):
                    yield of


def _is_mark(node: Node) -> bool:
    return isinstance(node, Name) and node == Name(_MARK)


def _with_d(node: Node) -> Node | None:
    if isinstance(node, Derivative) or not isinstance(node, Product):
        return None
    factors = list(node.factors)
    for at, ((sign, mark), (behind, of)) in enumerate(pairwise(node.factors)):
        if _is_mark(mark) and behind == "" and isinstance(of, Name | Group):
            factors[at] = (sign, replace(mark, base="d") if isinstance(mark, Name) else mark)
    if factors == list(node.factors):
        return None
    return replace(node, factors=tuple((sign, rewrite(factor, _with_d)) for sign, factor in factors))
