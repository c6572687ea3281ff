"""Declared words of several letters, written without a space between them: the ``out`` of ``\\frac{dl}{dout_i}``.

A formula reads letters side by side as a product.  Where a ``[notation]`` table has a word of these letters, they are its name.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from derive.check.meaning.notation.declared import Declarations
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Name, Node, Product
from derive.check.reading.tree import rewrite

_LETTERS = 3
"""Words of fewer letters are products, or gradients."""


def put_together(document: Document, declarations: Declarations | None) -> Document:
    """The document with such runs of letters as symbols."""
    names = [one.name for one in declarations.entries if one.phrase is None] if declarations is not None else []
    words = sorted({name.base for name in names if _is_word(name)}, key=len, reverse=True)
    if not any(word in document.text for word in words):
        return document
    return document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _joined(node, words))))


def _is_word(name: Name) -> bool:
    return name.style == "text" and name.base.isalpha() and len(name.base) >= _LETTERS


def _joined(node: Node, words: list[str]) -> Node | None:
    if not isinstance(node, Product):
        return None
    factors = list(node.factors)
    for word in words:
        for first in range(len(factors) - len(word), -1, -1):
            run = factors[first : first + len(word)]
            letters = [factor for _, factor in run if isinstance(factor, Name)]
            if len(letters) == len(word) and _spell(letters, word) and not any(sign for sign, _ in run[1:]):
                last = letters[-1]
                whole = Name(word, style="text", sub=last.sub, sup=last.sup, span=(letters[0].span[0], last.span[1]))
                factors[first : first + len(word)] = [(run[0][0], whole)]
    if len(factors) == len(node.factors):
        return None
    return factors[0][1] if len(factors) == 1 else replace(node, factors=tuple(factors))


def _spell(letters: list[Name], word: str) -> bool:
    """Whether letters stand side by side without a space, and nothing hangs on any but the last one."""
    plain = [*letters[:-1], replace(letters[-1], sub=(), sup=())]
    glued = all(one.span[0] + 1 == other.span[0] for one, other in pairwise(letters))
    return glued and all(letter == Name(base) for letter, base in zip(plain, word, strict=True))
