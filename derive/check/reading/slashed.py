"""Derivatives on one line: ``\\partial L/\\partial x``, ``dL/dx``, ``D_x f``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import atoms, differentials, operators, scripts
from derive.check.reading.syntax import Derivative, Name, Node, Number
from derive.check.reading.tokens import Token
from derive.check.reading.tree import without_power
from derive.check.reading.vocabulary import PRODUCTS

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

_AHEAD = 40
"""Tokens in which the slash and the second differential must come."""

_INDICES, _PAIRS = "ijklmnpqrt", "abcdeijklmnpqrst"
"""Letters below a D that index it (``D_i``, ``D_{cd}``), and are no variables."""


def ordinary(p: Parser, taken: Token | None = None) -> Node | None:
    """``dL/dx`` and ``D_x f`` at the cursor, or after a ``d`` that has been taken; None if this is no derivative."""
    token = taken or p.peek()
    if taken is None and token.text == "D" and p.peek(1).text == "_" and not p.scripting:
        return _capital(p, token)
    if taken is None and token.text != "d":
        return None
    return slashed(p, taken)


def _capital(p: Parser, token: Token) -> Node | None:
    position = p.position
    p.take()
    mark = p.take()
    bounds = p.argument(mark)
    by = tuple(differentials.as_name(n) for n in scripts.items_between(p, bounds, sup=False, base=""))
    letters = _INDICES if len(by) == 1 else _PAIRS
    indices = all(isinstance(n, Name) and n.base in letters and not n.sub for n in by) or isinstance(by[0], Number)
    if indices or not atoms.starts(p):
        p.position = position
        return None
    return operators.operator(p, by, "D", token, whole=False)


def slashed(p: Parser, taken: Token | None = None) -> Node | None:
    """``\\partial L / \\partial x``: looks ahead for the slash and the second differential before it reads."""
    first = p.peek()
    token = taken or first
    start = differentials.differential(p, p.position, p.end) if taken is None else ("d", 1, p.position)
    if start is None:
        return None
    mark, order, after = start
    slash = _slash(p, after)
    if slash is None:
        return None
    second = differentials.differential(p, slash + 1, p.end)
    opened = slash + 1 < p.end and p.tokens[slash + 1].kind == "open"
    bracket = differentials.differential(p, slash + 2, p.end) if opened else None
    if bracket is not None and bracket[0] == mark and after < slash:
        return _over_bracket(p, mark, order, (after, slash), token)
    if second is None or second[0] != mark or second[2] >= p.end or (p.tokens[second[2]].gap and mark == "d"):
        return None
    of = None if after >= slash else p.inside((after, slash), p.product)
    p.position = second[2]
    by = _variables(p, mark, order)
    if of is None:
        return operators.operator(p, by, differentials.sign_of(mark), token, whole=True)
    return Derivative(of, by, differentials.sign_of(mark), span=p.span(token))


def _over_bracket(p: Parser, mark: str, order: int, over: tuple[int, int], token: Token) -> Node:
    """``d L / (d x)``: the differentials below stand in brackets."""
    p.position = closing = over[1] + 2
    while closing < p.end and p.tokens[closing].kind != "close":
        closing += 1
    of = p.inside(over, p.product)
    by = p.inside((over[1] + 2, closing), lambda: differentials.variables(p, mark, order))
    p.position = closing + 1
    return scripts.postfix(p, Derivative(of, by, differentials.sign_of(mark), span=p.span(token)))


def _variables(p: Parser, mark: str, order: int) -> tuple[Node, ...]:
    """What follows the second differential: ``x``, ``x d y``, ``x^2``."""
    found: list[Node] = []
    while True:
        variable = p.factor()
        base, power = without_power(variable)
        found += [base] * power if order > 1 and power == order else [variable]
        following = differentials.differential(p, p.position, p.end) if len(found) < order else None
        if following is None or following[0] != mark:
            return tuple(found)
        p.position = following[2]


def _slash(p: Parser, index: int) -> int | None:
    """The position of a slash with a differential behind it, before anything that ends a product."""
    depth = 0
    for position in range(index, min(index + _AHEAD, p.end)):
        token = p.tokens[position]
        depth += (token.kind == "open" or token.text == "{") - (token.kind == "close" or token.text == "}")
        if depth < 0:
            return None
        if depth or position in p.skipped:
            continue
        if token.kind == "sign" and token.text == "/":
            return position
        if token.kind in ("quad", "words") or (token.kind == "sign" and token.text in "+-=,<>*;&"):
            return None
        if token.kind == "command" and (token.text in PRODUCTS or token.text in ("\\", "le", "ge", "frac", "sum", "partial")):
            return None
    return None
