"""Macros that a text uses and nowhere defines, where their names say what they are: ``\\xbf``, ``\\bx``, ``\\tran``.

Fragments of papers come without their preamble.  Nothing is guessed beyond a letter with a style.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import ACCENTS, BIG, LETTERS, RELATIONS, STYLES, is_function

_GREEK = "|".join(sorted((name for name in LETTERS if name.isalpha() and len(name) > 1), key=len, reverse=True))
_AFTER = re.compile(rf"([A-Za-z]|{_GREEK})(bf|bm|bs|bold|vec|mat|cal|hat|tilde|bar)")
_BEFORE = re.compile(rf"(bf|bm|bs|bold|vec|mat|cal|hat|tilde|bar|[bvm](?=[A-Za-z]$))([A-Za-z]|{_GREEK})")
_MADE = {
    **dict.fromkeys(("bf", "bm", "bs", "bold", "vec", "mat", "b", "v", "m"), "mathbf"),
    "cal": "mathcal", "hat": "hat", "tilde": "tilde", "bar": "bar",
}  # fmt: skip
_SPELT = {
    **dict.fromkeys(("vect", "matr", "mat", "mtx"), "mathbf"),
    "part": "partial", "sdot": "cdot", "infin": "infty", "isin": "in", "rarr": "rightarrow", "larr": "leftarrow",
    "rArr": "Rightarrow", "lang": "langle", "rang": "rangle",
}  # fmt: skip
"""Macros with an argument, ``\\vect{x}``, and other names that editors for web pages know for usual signs."""
_TURNED = frozenset({"tran", "trans", "transp", "transpose", "trn"})
_TAKEN = LETTERS | set(ACCENTS) | set(BIG) | set(RELATIONS) | set(STYLES) | {
    "hbar", "bf", "bm", "bb", "mp", "mh", "vs", "vf",
}  # fmt: skip


def is_usual(token: Token) -> bool:
    """Whether the name of an undefined macro says what it is."""
    return token.text in _TURNED or token.text in _SPELT or _styled(token) is not None


def usual(token: Token, before: Sequence[Token]) -> list[Token]:
    """What an undefined macro stands for by its name, after the tokens before it; else the macro itself."""
    if token.text in _SPELT:
        return [token._replace(text=_SPELT[token.text])]
    return _raised(token, before) or _styled(token) or [token]


@lru_cache(maxsize=4096)
def _said(name: str) -> tuple[str, str] | None:
    """The style and the letter that a name says."""
    if name in _TAKEN or is_function(name):
        return None
    if found := _AFTER.fullmatch(name):
        return _MADE[found[2]], found[1]
    if found := _BEFORE.fullmatch(name):
        return _MADE[found[1]], found[2]
    return None


def _styled(token: Token) -> list[Token] | None:
    said = _said(token.text)
    if said is None:
        return None
    style, letter = said
    kind = "command" if len(letter) > 1 else "letter"
    pieces = (("command", style), ("sign", "{"), (kind, letter), ("sign", "}"))
    made = [Token(kind, text, token.start, token.end) for kind, text in pieces]
    made[0] = made[0]._replace(gap=token.gap)
    return made


def _raised(token: Token, before: Sequence[Token]) -> list[Token] | None:
    """An undefined ``\\tran`` that stands behind a symbol, as a superscript; None if it is one already."""
    if token.text not in _TURNED or not before:
        return None
    at = len(before) - 1
    while at > 0 and before[at].text in ("{", "-", "1"):
        at -= 1
    if before[at].text == "^":
        return None
    return [Token(kind, text, token.start, token.end) for kind, text in (("sign", "^"), ("command", "top"))]
