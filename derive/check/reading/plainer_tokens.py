"""Spellings that only typography tells from the usual ones, as the usual tokens.

Braces around a sign of summation alone, ``{\\sum_{k=1}}^{K} x_k``, only hide what is summed.  A dot or a star in the place
of an index, ``W_{i\\cdot}``, means all of them, as a colon does.  What stands above the number of an example or a layer,
``y^{(i)^2}``, stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import BIG

_NUMBER = 5
"""The number of an example or a layer has fewer tokens."""
_ANY = ("cdot", "bullet", "ast", "*")


def plainer(tokens: Sequence[Token]) -> list[Token]:
    """The tokens in the usual spelling."""
    return _without_towers(_with_plain_tables(_unbraced(_with_colons(tokens))))


def _unbraced(tokens: Sequence[Token]) -> list[Token]:
    """Without braces around signs of summation."""
    dropped: set[int] = set()
    for at, token in enumerate(tokens[:-1]):
        after = tokens[at + 1]
        if _is(token, "{") and after.kind == "command" and after.text in BIG:
            end = _behind_scripts(tokens, at + 2)
            if end < len(tokens) and _is(tokens[end], "}"):
                dropped |= {at, end}
    return [token for at, token in enumerate(tokens) if at not in dropped]


def _behind_scripts(tokens: Sequence[Token], at: int) -> int:
    """The position after the scripts that begin at one."""
    while at < len(tokens) - 1 and tokens[at].text in ("_", "^"):
        at = _behind(tokens, at + 1)
    return at


def _behind(tokens: Sequence[Token], at: int) -> int:
    """The position after the token or the braces that begin at one."""
    depth = 0
    while at < len(tokens):
        depth += _is(tokens[at], "{") - _is(tokens[at], "}")
        at += 1
        if depth <= 0:
            break
    return at


def _with_colons(tokens: Sequence[Token]) -> list[Token]:
    """With a colon for a dot in a subscript that has other indices, too."""
    found = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        if _is(token, "_") and _is(tokens[at + 1], "{"):
            end = _behind(tokens, at + 1) - 1
            for place in range(at + 2, end) if end - at > 3 else ():
                if tokens[place].text in _ANY and _is_index(tokens, place, at + 1, end):
                    found[place] = tokens[place]._replace(kind="sign", text=":")
    return found


def _is_index(tokens: Sequence[Token], place: int, begin: int, end: int) -> bool:
    """Whether a token stands where an index does, first or last of those between two braces or commas: not in ``j^*``."""
    before, after = tokens[place - 1], tokens[place + 1]
    first = place - 1 == begin or _is(before, ",")
    last = place + 1 == end or _is(after, ",")
    return (first or last) and before.text not in ("^", "_")


def _with_plain_tables(tokens: Sequence[Token]) -> list[Token]:
    """Without braces around words that fill the cell of a table, ``& {\\mbox{if}} & i = j``, and around a table of cases."""
    dropped: set[int] = set()
    for at in range(1, len(tokens) - 3):
        brace, inside, closing = tokens[at : at + 3]
        if _is(brace, "{") and inside.kind == "words" and _is(closing, "}") and _is(tokens[at - 1], "&"):
            dropped |= {at, at + 2}
        if _is(brace, "{") and inside.kind == "begin" and tokens[at - 1].kind == "open":
            end = _behind(tokens, at) - 1
            dropped |= {at, end} if tokens[end - 1].kind == "end" and _is(tokens[end], "}") else set()
    return [token for at, token in enumerate(tokens) if at not in dropped]


def _without_towers(tokens: Sequence[Token]) -> list[Token]:
    """Without the sign of a script on the bracket of a script."""
    dropped: set[int] = set()
    for at in range(len(tokens) - 6):
        if (
            _is(tokens[at], "^")
            and _is(tokens[at + 1], "{")
            and tokens[at + 2].kind == "open"
            and tokens[max(at - 1, 0)].text != "e"
        ):
            end = next((i for i in range(at + 3, min(at + 3 + _NUMBER, len(tokens))) if tokens[i].kind == "close"), 0)
            if end and end + 1 < len(tokens) and _is(tokens[end + 1], "^"):
                behind = _behind(tokens, end + 2)
                if behind < len(tokens) and _is(tokens[behind], "}"):
                    dropped |= {end + 1, end + 2, behind - 1} if _is(tokens[end + 2], "{") else {end + 1}
    return [token for at, token in enumerate(tokens) if at not in dropped]


def _is(token: Token, text: str) -> bool:
    return token.kind == "sign" and token.text == text
