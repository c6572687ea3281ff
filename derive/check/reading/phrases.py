"""Words in formulas: with an index below they name a symbol, in brackets before an equation they are its heading.

``\\text{Raw Error}_{out} = W^T \\delta`` is about one symbol; ``(Mean) \\space \\mu = \\frac1n \\sum_i x_i`` is about the mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import WORDS
from derive.check.reading.wording import ALL_WORDS
from derive.check.reading.words import looks_like_word

_PHRASE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){1,2}")


def with_names(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with several words as one where an index stands below them."""
    return [_named(token, after) for token, after in zip(tokens, [*tokens[1:], None], strict=False)]


def _named(token: Token, after: Token | None) -> Token:
    """``Raw Error`` before ``_`` as the name of one symbol."""
    below = after is not None and after.kind == "sign" and after.text == "_" and not after.gap
    words = token.text.split(" ")
    if token.kind != "words" or not below or not _PHRASE.fullmatch(token.text) or ALL_WORDS & {*map(str.lower, words)}:
        return token
    return token._replace(text="-".join(words))


def with_heading(tokens: list[Token]) -> list[Token]:
    """The tokens of a row with ``(Mean)`` at its start, and the symbol that is defined behind it, as words."""
    if not tokens or tokens[0].text != "(":
        return tokens
    inside = list(takewhile(lambda token: token.kind in ("letter", "words"), tokens[1:]))
    behind = tokens[len(inside) + 2 :]
    closed = len(tokens) > len(inside) + 2 and tokens[len(inside) + 1].text == ")"
    text = "".join(token.text for token in inside).strip()
    one = " " not in text and not any(token.gap for token in inside[1:])
    if not (closed and one and (looks_like_word(text) or text.lower() in WORDS)):
        return tokens
    if not behind[0].gap and behind[0].kind != "quad":
        return tokens
    symbol = behind[0].kind in ("letter", "quad") or (behind[0].kind == "command" and behind[0].text.isalpha())
    heading = Token("words", f"({text}) ", tokens[0].start, tokens[len(inside) + 1].end, tokens[0].gap)
    return [heading, *behind] if symbol and _equation(behind) else tokens


def _equation(tokens: Sequence[Token]) -> bool:
    """Whether a symbol with its scripts is what stands before the first sign of equality."""
    depth, seen = 0, 0
    for token in tokens:
        if not depth and token.kind == "sign" and token.text == "=":
            return seen == 1
        depth += (token.text == "{") - (token.text == "}")
        script = token.kind == "sign" and token.text in "^_{}'"
        seen += not depth and not script and token.kind != "quad" and token.kind != "digit"
    return False
