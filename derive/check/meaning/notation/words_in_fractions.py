"""Declared words in front of a slash or behind it: of ``mask / 2`` the slash divides the whole word, not its last letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.reading.syntax import Fraction, Name, Node, Product, Scripted

Factors = tuple[tuple[str, Node], ...]


def gathered(node: Product, phrase: Product) -> Product:
    """The product with the letters of a word, ``m a s \\frac{k}{2}``, together above or below the line."""
    word = [letter for sign, letter in phrase.factors if not sign and isinstance(letter, Name) and not letter.sub]
    if len(word) != len(phrase.factors) or not word[0].base.isalpha():
        return node
    for at, (_, factor) in enumerate(node.factors):
        if isinstance(factor, Fraction):
            made = _above(node.factors, at, factor, word) or _below(node.factors, at, factor, word)
            if made is not None:
                return gathered(replace(node, factors=made), phrase)
    return node


def _above(factors: Factors, at: int, fraction: Fraction, word: Sequence[Name]) -> Factors | None:
    first = at - len(word) + 1
    if first < 0 or not _is_word((*factors[first:at], (factors[at][0], fraction.over)), word):
        return None
    whole = _product((*factors[first:at], ("", fraction.over)))
    made = replace(fraction, over=whole, span=(whole.span[0], fraction.span[1]))
    return (*factors[:first], (factors[first][0], made), *factors[at + 1 :])


def _below(factors: Factors, at: int, fraction: Fraction, word: Sequence[Name]) -> Factors | None:
    end = at + len(word)
    if not _is_word((("", fraction.under), *factors[at + 1 : end]), word):
        return None
    whole = _product((("", fraction.under), *factors[at + 1 : end]))
    made = replace(fraction, under=whole, span=(fraction.span[0], whole.span[1]))
    return (*factors[:at], (factors[at][0], made), *factors[end:])


def _is_word(factors: Factors, word: Sequence[Name]) -> bool:
    """Whether these are the letters, without signs between them; an exponent may hang on the last one."""
    letters = [factor for _, factor in factors]
    last = letters[-1]
    if isinstance(last, Scripted):
        letters[-1] = last.body
    elif isinstance(last, Name):
        letters[-1] = replace(last, sup=())
    return letters == list(word) and not any(sign for sign, _ in factors[1:])


def _product(factors: Factors) -> Product:
    return Product((("", factors[0][1]), *factors[1:]), span=(factors[0][1].span[0], factors[-1][1].span[1]))
