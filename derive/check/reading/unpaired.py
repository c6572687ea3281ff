"""Brackets by what stands inside them: bars that close nowhere, rows whose entries wide spaces part.

Input: tokens without layout.  Output: ``\\lvert`` without its partner is a plain bar, as in ``p(y \\lvert x)``; ``[a \\quad b
\\quad c]`` is a matrix of one row.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.tokens import Token

_RELATIONS = frozenset(
    {"=", "<", ">", ",", ";", ":", "in", "ne", "neq", "le", "leq", "ge", "geq", "to", "mapsto", "sim", "mid", "&"}
)
"""What stands in no entry of a row: a statement with a condition behind it has wide spaces, too."""


def with_plain_bars(tokens: Sequence[Token]) -> list[Token]:
    """Bars that were written as opening ones, and that another kind of bracket closes, as bars of no side."""
    found, opened = list(tokens), list[int]()
    for at, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(at)
        elif token.kind == "close" and opened:
            if token.text in _BRACKETS and (partner := _partner(tokens, opened, _BRACKETS[token.text])) is not None:
                for lonely in opened[partner + 1 :]:
                    found[lonely] = tokens[lonely]._replace(kind="bar")
                del opened[partner + 1 :]
            opened.pop()
    return found


_BRACKETS = {")": "(", "]": "[", "\\}": "\\{"}


def _partner(tokens: Sequence[Token], opened: Sequence[int], wanted: str) -> int | None:
    """Where the bracket was opened that closes here, if only bars have been opened since."""
    for place in reversed(range(len(opened))):
        text = tokens[opened[place]].text
        if text == wanted:
            return place
        if text != "|":
            return None
    return None


def with_open_places(tokens: Sequence[Token]) -> list[Token]:
    """A dot in the place of an argument, ``\\phi(s, \\cdot)``, as dots: the argument is left open."""
    found = list(tokens)
    for at in range(2, len(tokens) - 1):
        before, token, after = tokens[at - 1 : at + 2]
        if (
            token.kind == "command"
            and token.text == "cdot"
            and before.text == ","
            and (after.kind == "close" or after.text == ",")
        ):
            found[at] = token._replace(text="ldots")
    return found


def with_spaced_rows(tokens: Sequence[Token]) -> list[Token]:
    """Square brackets with wide spaces between entries as matrices."""
    found, opened = list(tokens), list[int]()
    for at, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(at)
        elif token.kind == "close" and opened:
            start = opened.pop()
            if tokens[start].text == "[" and token.text == "]":
                _spaced(found, start, at)
    return [token for token in found if token.kind != "nothing"]


def _spaced(tokens: list[Token], start: int, end: int) -> None:
    """Turn a bracket into a matrix, if each wide space at its level stands between two entries."""
    spaces, depth = list[int](), 0
    for at in range(start + 1, end):
        token = tokens[at]
        depth += (token.kind in ("open", "begin")) - (token.kind in ("close", "end"))
        depth += (token.kind == "sign") * ((token.text == "{") - (token.text == "}"))
        if not depth and (token.text in _RELATIONS or token.kind == "words"):
            return
        if not depth and token.kind == "quad":
            spaces.append(at)
    inner = [at for at in range(start + 1, end) if at not in spaces]
    if not spaces or not inner or spaces[0] < inner[0] or spaces[-1] > inner[-1]:
        return
    for at in spaces:
        again = at - 1 in spaces
        tokens[at] = tokens[at]._replace(kind="nothing" if again else "sign", text="&")
    tokens[start] = tokens[start]._replace(kind="begin", text="bmatrix")
    tokens[end] = tokens[end]._replace(kind="end", text="bmatrix")
