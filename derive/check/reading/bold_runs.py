"""Several bold letters in one pair of braces: ``\\boldsymbol{ba}^\\top`` is b times the transpose of a.

Input: a document.  Output: the same, with such runs as products, where each letter stands in the text as a bold symbol of its
own and the run names nothing itself.
"""

from __future__ import annotations

from dataclasses import replace

from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Name, Node, Product, Transposed
from derive.check.reading.tree import rewrite
from derive.check.reading.vocabulary import is_function


def taken_apart(document: Document) -> Document:
    """The document with runs of bold letters as products of these."""
    bold = {node for node in nodes(document.rows) if isinstance(node, Name) and node.style == "bold"}
    alone = {name.base for name in bold if len(name.base) == 1}
    defined = {claim.left.base for row in document.rows for claim in row.claims if isinstance(claim.left, Name)}
    runs = {n.base for n in bold if _is_run(n.base) and set(n.base) <= alone and n.base not in defined}
    if not runs:
        return document

    def rule(node: Node) -> Node | None:
        bare = node.body if isinstance(node, Transposed) else node
        if not isinstance(bare, Name) or bare.style != "bold" or bare.base not in runs:
            return None
        return _product(bare, turned=bare is not node)

    return document.mapped(lambda row: row.rewritten(lambda side: _flat(rewrite(side, rule))))


def _is_run(base: str) -> bool:
    return base.isalpha() and base.isascii() and 2 <= len(base) <= 3 and not is_function(base)


def _product(name: Name, *, turned: bool) -> Node:
    *first, last = (Name(letter, style="bold", span=name.span) for letter in name.base)
    hung = replace(last, accents=name.accents, primes=name.primes, sub=name.sub, sup=name.sup)
    end = Transposed(hung, span=name.span) if turned else hung
    return Product(tuple(("", factor) for factor in (*first, end)), span=name.span)


def _flat(node: Node) -> Node:
    """Products of products without sign as one."""

    def rule(inner: Node) -> Node | None:
        if not isinstance(inner, Product) or not any(isinstance(f, Product) and _is_plain(f) for _, f in inner.factors):
            return None
        factors: list[tuple[str, Node]] = []
        for sign, factor in inner.factors:
            whole = _flat(factor)
            parts = whole.factors if isinstance(whole, Product) and _is_plain(whole) else (("", whole),)
            factors += [(sign, parts[0][1]), *parts[1:]]
        return replace(inner, factors=tuple(factors))

    return rewrite(node, rule)


def _is_plain(product: Product) -> bool:
    return all(sign == "" for sign, _ in product.factors)
