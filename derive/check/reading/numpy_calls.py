"""Calls as programs write them: ``np.sum(dZ, axis=1, keepdims=True)``, ``np.dot(W, x)``, ``X.T.dot(dS)``.

Input: the tokens of a row without layout.  Output: the same with the functions by their names in formulas; what is added up
along an axis becomes ``rowsum`` or ``colsum``, and products stand between their factors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from derive.check.reading.tokens import Token

_CALLED = re.compile(r"(?:(np|numpy)\.)?([a-z]+)")
_STYLES = frozenset(("mathrm", "operatorname", "mathtt", "mathsf", "mathit", "rm", "tt"))
_PRODUCTS = {"dot": "", "matmul": "", "multiply": "odot"}
_ALONG = {("sum", "1"): "rowsum", ("sum", "0"): "colsum", ("mean", "1"): "rowmean", ("mean", "0"): "colmean"}
_NAMES = {"maximum": "max", "minimum": "min"}
_PLAIN = frozenset(("sum", "mean", "max", "min", "exp", "log", "tanh", "sqrt", "abs", "sigmoid", "softmax", "diag", "trace"))
_DEEPEST = 12
"""Calls inside of calls; a stranger's formula may have thousands."""
_LONGEST = len("operatorname{numpy.multiply}")


def with_functions(tokens: Sequence[Token], depth: int = 0) -> list[Token]:
    """The tokens with calls of NumPy in the words of formulas; ``depth`` is that of the calls around them."""
    if depth > _DEEPEST or not any(_may_begin(*two) for two in pairwise(tokens)):
        return list(tokens)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        called = _called(tokens, at, depth) or _method(tokens, at)
        new, after = called if called is not None else ([tokens[at]], at + 1)
        found += new
        at = after
    return found


def _may_begin(token: Token, after: Token) -> bool:
    """Whether a call may be near, as one sees at a glance."""
    return "." in token.text or (token.text == "axis") or (token.text == "a" and after.text == "x")


def _called(tokens: Sequence[Token], at: int, depth: int) -> tuple[list[Token], int] | None:
    """What a call that begins at a place means, and the place behind it."""
    if at and tokens[at - 1].kind == "letter" and not tokens[at].gap and tokens[at].kind == "letter":
        return None  # in the middle of a word
    opened = _bracket(tokens, at)
    name = _CALLED.fullmatch(_spelled(tokens[at:opened])) if opened else None
    closed = _closing(tokens, opened) if opened and name is not None else 0
    if not closed or name is None:
        return None
    given = _arguments(tokens[opened + 1 : closed])
    options = [text for text in map(_spelled, given) if text.startswith(("axis=", "keepdims="))]
    given = [tokens_ for tokens_ in given if _spelled(tokens_) not in options]
    if not name[1] and not options:
        return None
    axis = next((text.removeprefix("axis=").replace("-1", "1") for text in options if text.startswith("axis=")), "")
    inside = [with_functions(argument, depth + 1) for argument in given]
    new = _written(name[2], axis, inside, tokens[at], tokens[opened], tokens[closed])
    return None if new is None else (new, closed + 1)


def _method(tokens: Sequence[Token], at: int) -> tuple[list[Token], int] | None:
    """The sign for ``.T`` and ``.dot`` right behind a symbol or a bracket."""
    dot, before = tokens[at], tokens[at - 1] if at else None
    if (
        dot.text != "."
        or dot.gap
        or before is None
        or not (before.kind in ("letter", "digit", "close") or before.text in ("top", "}"))
    ):
        return None
    rest = tokens[at + 1 : at + 5]
    joined = "".join(token.text if not token.gap else " " for token in rest)
    if joined.startswith("dot(") and rest[3].kind == "open":
        return [dot._replace(kind="command", text="cdot")], at + 4
    if joined.startswith("T") and not (len(rest) > 1 and rest[1].kind == "letter" and not rest[1].gap):
        return [dot._replace(text="^"), dot._replace(kind="command", text="top", end=rest[0].end)], at + 2
    return None


def _written(
    name: str, axis: str, inside: list[list[Token]], first: Token, opening: Token, closing: Token
) -> list[Token] | None:
    """The tokens of a call with its arguments; None for a function that formulas do not have."""
    if name in _PRODUCTS and len(inside) == 2:
        sign = [opening._replace(kind="command", text=_PRODUCTS[name])] if _PRODUCTS[name] else []
        return [opening, *inside[0], closing, *sign, opening, *inside[1], closing]
    known = _ALONG.get((name, axis)) if axis else name if name in _PLAIN else None
    two = name in _NAMES and len(inside) == 2
    if two:
        known, inside = _NAMES[name], [[*inside[0], opening._replace(kind="sign", text=","), *inside[1]]]
    if known is None or len(inside) != 1:
        return None
    return [Token("words", known, first.start, opening.start, first.gap), opening, *inside[0], closing]


def _bracket(tokens: Sequence[Token], at: int) -> int:
    """The place of the bracket behind a name that begins here; 0 if there is none."""
    depth = 0
    for place in range(at, min(at + _LONGEST, len(tokens))):
        token = tokens[place]
        if token.kind == "open" and token.text == "(":
            return place if place > at and not depth else 0
        depth += (token.text == "{") - (token.text == "}")
        if depth < 0:
            return 0  # the end of something else: \frac{1}{m}sum(
        styled = (token.kind == "command" and token.text in _STYLES) or (token.kind == "sign" and token.text in "{}.")
        if not (styled or token.kind in ("letter", "words")) or (place > at and token.gap):
            return 0
    return 0


def _closing(tokens: Sequence[Token], opened: int) -> int:
    """The place of the bracket that closes one; 0 if none does."""
    depth = 0
    for place in range(opened, len(tokens)):
        depth += (tokens[place].kind == "open") - (tokens[place].kind == "close")
        if not depth:
            return place
    return 0


def _arguments(tokens: Sequence[Token]) -> list[list[Token]]:
    """What stands between the commas outside of brackets and braces."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.kind == "open" or token.text == "{") - (token.kind == "close" or token.text == "}")
        if token.kind == "sign" and token.text == "," and not depth:
            found.append([])
        else:
            found[-1].append(token)
    return [argument for argument in found if argument]


def _spelled(tokens: Sequence[Token]) -> str:
    """The letters of a name or an option, without braces, styles and spaces."""
    kept = (token for token in tokens if not (token.kind == "command" and token.text in _STYLES) and token.text not in "{}")
    return "".join(token.text for token in kept).replace(" ", "")
