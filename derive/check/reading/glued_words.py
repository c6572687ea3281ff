"""Names of several letters that a text defines itself: ``CE = -\\sum_i y_i \\log p_i``, ``sim(u, v) = u \\cdot v``.

Letters glued together are a product.  Where they are the whole left side of an equation, capitals or a word with arguments, and
none of them stands anywhere alone, they are one name.  Input: a document, and the letters that are known already.  Output: the
same document, with such runs of letters as one symbol.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TypeGuard

from derive.check.meaning.definitions.mentions import mentioned
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Group, Name, Node, Product
from derive.check.reading.tree import rewrite


def put_together(document: Document, known: Container[str] = ()) -> Document:
    """The document with these names as symbols."""
    lefts = [claim.left for row in document.rows for claim in row.claims if not claim.inherited]
    words = {word for left in lefts if (word := _word(left))}
    if not words:
        return document
    glued = {id(name) for node in nodes(document.rows) if isinstance(node, Product) for name in _inside(node, words)}
    alone = {name.base for name in mentioned(document.rows) if id(name) not in glued}
    words = {word for word in words if not any(letter in alone or letter in known for letter in word)}

    return as_symbols(document, words)


def as_symbols(document: Document, words: Collection[str], *, indexed: bool = False) -> Document:
    """The document with runs of glued letters that are ``words`` as symbols; ``indexed``: with scripts on the last letter."""

    def join(node: Node) -> Node | None:
        return _joined(node, words, indexed) if isinstance(node, Product) else None

    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, join))) if words else document


def _word(left: Node) -> str:
    """The name that a left side is, with the arguments behind it or without; nothing if it is none."""
    if not isinstance(left, Product):
        return ""
    factors = [factor for sign, factor in left.factors if sign == ""]
    called = isinstance(factors[-1], Group) and factors[-1].open == "("
    letters = factors[:-1] if called else factors
    names = [one for one in letters if _is_letter(one)]
    whole = len(factors) == len(left.factors) and len(names) == len(letters) > 1
    word = "".join(one.base for one in names) if whole and _are_glued(names) else ""
    return word if word.isupper() or (called and len(word) >= _WORD) else ""


_WORD = 3
"""So many letters before a bracket make a word."""


def _is_letter(node: Node) -> TypeGuard[Name]:
    return isinstance(node, Name) and len(node.base) == 1 and node.base.isalpha() and node == Name(node.base)


def _are_glued(names: list[Name]) -> bool:
    return all(one.span[1] == other.span[0] for one, other in pairwise(names))


def _runs(node: Product, words: Collection[str], indexed: bool = False) -> Iterator[tuple[int, int]]:
    """Where a word begins and ends among the factors."""
    at = 0
    while at < len(node.factors):
        for word in words:
            run = [factor for _, factor in node.factors[at : at + len(word)]]
            if indexed and run and isinstance(run[-1], Name):
                run[-1] = replace(run[-1], sub=(), sup=())
            names = [one for one in run if _is_letter(one)]
            if "".join(one.base for one in names) == word and len(names) == len(run) and _are_glued(names):
                yield at, at + len(word)
                at += len(word) - 1
                break
        at += 1


def _inside(node: Product, words: set[str]) -> Iterator[Node]:
    return (factor for first, end in _runs(node, words) for _, factor in node.factors[first:end])


def _joined(node: Product, words: Collection[str], indexed: bool) -> Node | None:
    factors = list(node.factors)
    for first, end in reversed(list(_runs(node, words, indexed))):
        sign, one = factors[first]
        last = factors[end - 1][1]
        base = "".join(factor.base for _, factor in factors[first:end] if isinstance(factor, Name))
        assert isinstance(last, Name)
        whole = Name(base, style="text", sub=last.sub, sup=last.sup, span=(one.span[0], last.span[1]))
        factors[first:end] = [(sign, whole)]
    if len(factors) == len(node.factors):
        return None
    return factors[0][1] if len(factors) == 1 else replace(node, factors=tuple(factors))
