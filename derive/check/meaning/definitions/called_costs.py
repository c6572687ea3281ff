"""Costs that a text differentiates and never defines, with arguments: ``L = R(z) + D``, ``\\partial R / \\partial z_j``.

Input: a document.  Output: the same with the symbol alone for what it is at its argument, so that it is no product with that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from derive.check.meaning.definitions.mentions import applied
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Call, Derivative, Group, Name, Node, Product
from derive.check.reading.tree import rewrite


def without_arguments(document: Document) -> Document:
    """The document with such costs as symbols."""
    by: defaultdict[Head, set[Head]] = defaultdict(set)
    for node in nodes(document.rows):
        if isinstance(node, Derivative) and isinstance(node.of, Name) and _is_capital(node.of):
            by[head(node.of)] |= {head(name) for name in node.by if isinstance(name, Name)}
    lefts = (applied(claim.left)[0] for row in document.rows for claim in row.claims if not claim.inherited)
    for name in lefts:
        by.pop(head(name), None) if name is not None else None
    if not by:
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _alone(node, by))))


def _is_capital(name: Name) -> bool:
    return not (name.sub or name.sup or name.primes) and len(name.base) == 1 and name.base.isupper()


def _alone(node: Node, by: Mapping[Head, set[Head]]) -> Node | None:
    if isinstance(node, Call) and _is_at(node.head, node.args, by):
        return node.head
    if not isinstance(node, Product):
        return None
    for at, ((_, name), (joined, inner)) in enumerate(pairwise(node.factors)):
        if isinstance(name, Name) and not joined and isinstance(inner, Group) and inner.open == "(":
            if _is_at(name, inner.items, by):
                factors = (*node.factors[: at + 1], *node.factors[at + 2 :])
                return (
                    name if len(factors) == 1 else _alone(replace(node, factors=factors), by) or replace(node, factors=factors)
                )
    return None


def _is_at(name: Name, arguments: tuple[Node, ...], by: Mapping[Head, set[Head]]) -> bool:
    """Whether a symbol stands before what it is differentiated by, and nothing else but symbols."""
    symbols = [one for one in arguments if isinstance(one, Name)]
    return _is_capital(name) and len(symbols) == len(arguments) and bool(by.get(head(name), set()) & set(map(head, symbols)))
