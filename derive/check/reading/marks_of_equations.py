r"""Ornaments in brackets behind an equation, ``(\star)``, ``(**)``, ``(\circledast)``: its name in the text, and no factor."""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import word_set

_MARKS = word_set("""
    * + # star bigstar ast bullet circ bigcirc circledast circledcirc circleddash boxdot boxtimes boxplus oplus ominus otimes
    oslash odot wr dagger ddagger lhd rhd unlhd unrhd triangle triangleleft triangleright bigtriangleup bigtriangledown diamond
    Diamond lozenge blacklozenge Box square blacksquare clubsuit spadesuit heartsuit diamondsuit sharp flat natural S P
    """)
_MOST = 4
"""So many marks stand side by side."""


def without_mark(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a row without such a bracket at its end, with space before it: without space it is an argument."""
    if len(tokens) < 4 or tokens[-1].text != ")":
        return tokens
    first = len(tokens) - 2
    while first > 0 and tokens[first].text in _MARKS and tokens[first].kind in ("command", "sign"):
        first -= 1
    marks, before = len(tokens) - 2 - first, tokens[first - 1]
    spaced = before.end < tokens[first].start or before.kind == "quad"
    if tokens[first].text != "(" or not 0 < marks <= _MOST or not spaced or before.text in ("^", "_"):
        return tokens
    return tokens[:first]
