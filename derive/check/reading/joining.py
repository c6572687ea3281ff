"""Formulas that are broken over several rows: where a row goes on with the one before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derive.check.reading.columns import is_operator, is_relation, outside
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import PRODUCTS

JOINED_ROWS = 30
"""A formula is looked for in so many rows."""


def first_visible(line: Sequence[Token]) -> Token | None:
    """The first token that is neither space nor alignment."""
    return next((t for t in line if not (t.kind == "quad" or (t.kind == "sign" and t.text in "&{}"))), None)


def is_invisible(token: Token | None, kind: str) -> bool:
    """Whether a token is ``\\left.`` or ``\\right.``."""
    return token is not None and token.kind == kind and token.text == "."


def has_relation(line: Sequence[Token]) -> bool:
    """Whether a relation stands outside of all brackets."""
    free = outside(line)
    return any(free[i] and is_relation(token, line[i + 1] if i + 1 < len(line) else None) for i, token in enumerate(line))


def without_repeated_signs(lines: Sequence[list[Token]]) -> None:
    """Where a formula is broken at a sign that stands on both rows, ``a =`` and then ``= b``, it counts once."""
    for line, following in pairwise(lines):
        last = next((i for i in range(len(line) - 1, -1, -1) if not _is_space(line[i])), -1)
        first = next((token for token in following if not _is_space(token)), None)
        if last > 0 and first is not None and (line[last].kind, line[last].text) == (first.kind, first.text):
            relation = is_relation(first, None) and first.text == "="
            if (relation or is_operator(first)) and line[last - 1].text not in ("^", "_", ":", "+", "-", "!"):
                del line[last]


def with_signs_in_front(lines: Sequence[list[Token]]) -> None:
    """Where a chain is broken behind a sign of equality, ``a = b =`` and then ``c``, the sign goes with the second row: each of
    them makes a claim of its own."""
    for line, following in pairwise(lines):
        last = next((i for i in range(len(line) - 1, -1, -1) if not _is_space(line[i])), -1)
        first = next((i for i, token in enumerate(following) if not _is_space(token)), None)
        if last < 1 or first is None or (line[last].kind, line[last].text) != ("sign", "="):
            continue
        if line[last - 1].text not in ("^", "_", ":", "+", "-", "!") and has_relation(line[:last]):
            if not is_relation(following[first], None) and (following[first].text in "+-" or not is_operator(following[first])):
                following.insert(first, Token("sign", "=", following[first].start, following[first].start))
                del line[last]


def _is_space(token: Token) -> bool:
    return token.kind == "quad" or (token.kind == "sign" and token.text == "&")


def reached_rows(lines: Sequence[list[Token]]) -> int:
    """How many rows the formula of the first row reaches over: sums go on in the next row, brackets stay open."""
    stop = 1
    while stop < len(lines) and stop < JOINED_ROWS and _belongs(lines[stop - 1], lines[stop]):
        stop += 1
    balance = _balance(lines[0])
    if stop == 1 and balance > 0:
        total, reach = balance, 1
        while reach < len(lines) and reach < JOINED_ROWS and total > 0:
            total += _balance(lines[reach])
            reach += 1
        stop = reach if total == 0 else stop
    return stop


def _belongs(line: Sequence[Token], following: Sequence[Token]) -> bool:
    """Whether a row goes on with the formula of the row before."""
    broken = is_invisible(line[-1], "close") and is_invisible(first_visible(following), "open")
    return broken or _unfinished(line) or _goes_on(following)


def _unfinished(line: Sequence[Token]) -> bool:
    """Whether a row ends with a sign that wants more."""
    visible = [t for t in line if not (t.kind == "quad" or (t.kind == "sign" and t.text in "&{}"))]
    last = visible[-1] if visible else None
    if last is None:
        return False
    operator = (last.kind == "sign" and last.text in "+-*/=") or (last.kind == "command" and last.text in PRODUCTS)
    return operator and not (len(visible) > 1 and visible[-2].text in ("^", "_"))


def _goes_on(line: Sequence[Token]) -> bool:
    """Whether a row begins with a sign that joins it to the row before."""
    visible = [t for t in line if not (t.kind == "quad" or (t.kind == "sign" and t.text in "{}"))]
    marks = 0
    while marks < len(visible) and visible[marks].text == "&" and visible[marks].kind == "sign":
        marks += 1
    if marks >= len(visible):
        return False
    first = visible[marks]
    following = visible[marks + 1] if marks + 1 < len(visible) else None
    if is_relation(first, following):
        return False
    if (first.kind == "command" and first.text in PRODUCTS) or (first.kind == "sign" and first.text in "*/"):
        return True
    if first.kind != "sign" or first.text not in "+-":
        return False
    return first.text == "+" or marks > 0 or not has_relation(line)


def is_broken(line: Sequence[Token]) -> bool:
    """Whether a relation is lost behind a bracket that stays open: to be reported, not passed over as a mere expression."""
    braces = sum((token.text == "{") - (token.text == "}") for token in line if token.kind == "sign")
    return (_balance(line) > 0 or braces > 0) and any(is_relation(token, None) for token in line)


def _balance(line: Sequence[Token]) -> int:
    return sum((t.kind == "open") - (t.kind == "close") for t in line)
