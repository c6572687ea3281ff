"""Spellings that only typography tells from the usual ones, as the usual tokens.

Braces around a sign of summation alone, ``{\\sum_{k=1}}^{K} x_k``, only hide what is summed.  A dot or a star in the place
of an index, ``W_{i\\cdot}``, means all of them, as a colon does.  What stands above the number of an example or a layer,
``y^{(i)^2}``, stands beside it.  Editors of formulas leave the boxes that nobody filled, ``\\sum_k^{ }``.  A bar of any size
with a subscript, ``\\bigl|_{x = 0}``, opens no bracket.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.check.reading.program_calls import with_plain_calls
from derive.check.reading.sidesets import with_limits
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import BIG

_NUMBER = 5
"""The number of an example or a layer has fewer tokens."""
_ANY = ("cdot", "bullet", "ast", "*")


def plainer(tokens: Sequence[Token]) -> list[Token]:
    """The tokens in the usual spelling."""
    passes = (
        _without_empty_scripts,
        with_limits,
        with_plain_calls,
        _with_colons,
        _unbraced,
        _with_plain_tables,
        _without_towers,
        _with_rotations,
    )
    for change in passes:
        tokens = change(tokens, _closing(tokens))
    return _with_points(tokens)


def _closing(tokens: Sequence[Token]) -> dict[int, int]:
    """Where each brace that is opened is closed, in one pass: a stranger's text may nest thousands."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if _is(token, "{"):
            opened.append(at)
        elif _is(token, "}") and opened:
            found[opened.pop()] = at
    return found


def _with_rotations(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """With the angle of ``\\text{rot}_{180^\\circ}(w)`` in the name of the function: ``\\text{rot180}(w)``."""
    found = list(tokens)
    for begin in sorted(closing, reverse=True):
        angle = "".join(token.text for token in tokens[begin + 1 : closing[begin]] if token.kind == "digit")
        signs = {token.text for token in tokens[begin + 1 : closing[begin]] if token.kind != "digit"}
        if angle != "180" or not signs <= {"^", "{", "}", "circ", "°"} or not _is(tokens[begin - 1], "_"):
            continue
        last = tokens[begin - 2] if begin > 1 else None
        if last is not None and last.kind == "words" and last.text.strip().lower() == "rot":
            found[begin - 2 : closing[begin] + 1] = [last._replace(text="rot180")]
        elif "".join(token.text for token in tokens[max(0, begin - 5) : begin - 1]) == "rot}":  # \\mathrm{rot}_{180}
            found[begin - 7 : closing[begin] + 1] = [tokens[begin - 7]._replace(kind="words", text="rot180")]
        elif "".join(token.text for token in tokens[max(0, begin - 4) : begin - 1]) == "rot":
            found[begin - 4 : closing[begin] + 1] = [tokens[begin - 4]._replace(kind="words", text="rot180")]
    return found


def _without_empty_scripts(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """Without scripts that hold nothing."""
    empty = {begin for begin, end in closing.items() if begin and end == begin + 1 and tokens[begin - 1].text in ("^", "_")}
    return _without(tokens, {at for begin in empty for at in (begin - 1, begin, begin + 1)})


def _with_colons(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """With a colon for a dot that stands where an index does in a subscript of several: not for that of ``j^*``."""
    found = list(tokens)
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if _is(token, "{"):
            opened.append(at)
        elif _is(token, "}") and opened:
            opened.pop()
        elif token.text in _ANY and opened and opened[-1] in closing and _is(tokens[opened[-1] - 1], "_"):
            begin, end = opened[-1], closing[opened[-1]]
            before, after = tokens[at - 1], tokens[at + 1]
            edge = at == begin + 1 or at == end - 1 or _is(before, ",") or _is(after, ",")
            if edge and end - begin > 2 and before.text not in ("^", "_"):
                found[at] = token._replace(kind="sign", text=":")
    return found


def _unbraced(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """Without braces around signs of summation."""
    dropped: set[int] = set()
    for begin, end in closing.items():
        sign = tokens[begin + 1]
        if sign.kind == "command" and sign.text in BIG and _behind_scripts(tokens, begin + 2, closing) == end:
            dropped |= {begin, end}
    return _without(tokens, dropped)


def _behind_scripts(tokens: Sequence[Token], at: int, closing: Mapping[int, int]) -> int:
    """The position after the scripts that begin at one: two at most."""
    for _ in range(2):
        if at < len(tokens) - 1 and tokens[at].text in ("_", "^"):
            at = closing.get(at + 1, at + 1) + 1
    return at


def _with_plain_tables(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """Without braces around words that fill the cell of a table, ``& {\\mbox{if}} & i = j``, and around a table of cases."""
    dropped: set[int] = set()
    for begin, end in closing.items():
        before, first, last = tokens[begin - 1] if begin else None, tokens[begin + 1], tokens[end - 1]
        cell = before is not None and _is(before, "&") and first.kind == "words" and end == begin + 2
        if cell or (before is not None and before.kind == "open" and first.kind == "begin" and last.kind == "end"):
            dropped |= {begin, end}
    return _without(tokens, dropped)


def _without_towers(tokens: Sequence[Token], closing: Mapping[int, int]) -> Sequence[Token]:
    """Without the sign of a script on the bracket of a script."""
    dropped: set[int] = set()
    for begin, end in closing.items():
        is_script = begin > 1 and _is(tokens[begin - 1], "^") and tokens[begin - 2].text != "e"
        if not is_script or tokens[begin + 1].kind != "open":
            continue
        inside = range(begin + 2, min(begin + 2 + _NUMBER, end))
        tower = next((at + 1 for at in inside if tokens[at].kind == "close"), end)
        if tower < end and _is(tokens[tower], "^") and closing.get(tower + 1, tower + 1) + 1 == end:
            dropped |= {tower, *((tower + 1, end - 1) if tower + 1 in closing else ())}
    return _without(tokens, dropped)


def _with_points(tokens: Sequence[Token]) -> list[Token]:
    """With plain bars in front of the point at which something is evaluated."""
    ahead = [*tokens[1:], *tokens[:1]]
    return [
        token._replace(kind="bar") if token.kind == "open" and token.text == "|" and _is(after, "_") else token
        for token, after in zip(tokens, ahead, strict=True)
    ]


def _without(tokens: Sequence[Token], dropped: set[int]) -> Sequence[Token]:
    return [token for at, token in enumerate(tokens) if at not in dropped]


def _is(token: Token, text: str) -> bool:
    return token.kind == "sign" and token.text == text
