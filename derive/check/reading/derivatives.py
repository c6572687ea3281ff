"""Derivatives in every spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import atoms, brackets, scripts
from derive.check.reading.differentials import differential, is_immediate, sign_of, variables
from derive.check.reading.operators import operator
from derive.check.reading.syntax import Derivative, Fraction, Group, Name, Node, Number, Product, Sum
from derive.check.reading.tokens import Token

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser


Bounds = tuple[int, int]


def written(p: Parser, token: Token, order: int | None = None) -> Node:
    """``\\frac{over}{under}``, also ``\\dv{f}{x}`` and ``\\pdv{f}{x}``."""
    over, under = p.argument(token), p.argument(token)
    if token.text in ("dv", "pdv"):
        mark = "d" if token.text == "dv" else "partial"
        of = p.inside(over, p.expression)
        by = p.inside(under, p.statements)
        return Derivative(of, by * (order or 1), mark, span=p.span(token))
    return fraction(p, token, over, under)


def optional_order(p: Parser) -> int | None:
    """``[2]`` after ``\\pdv``."""
    if p.peek().kind != "open" or p.peek().text != "[":
        return None
    group = brackets.group(p)
    number = group.items[0] if isinstance(group, Group) and len(group.items) == 1 else None
    return int(number.text) if isinstance(number, Number) and number.text.isdigit() and len(number.text) == 1 else None


def fraction(p: Parser, token: Token, over: Bounds, under: Bounds) -> Node:
    """A fraction, which is a derivative if both parts have differentials."""
    if over[0] >= over[1] or under[0] >= under[1]:
        raise p.refuse("a part of this fraction is empty", token)
    mark = differential(p, *over)
    if mark is not None and (node := _derivative(p, token, mark, over, under)) is not None:
        return node if node_is_operator(node) else scripts.postfix(p, node)
    if mark is None and (negative := _negative(p, token, over, under)) is not None:
        return scripts.postfix(p, negative)
    node = Fraction(p.inside(over, p.expression), p.inside(under, p.expression), span=p.span(token))
    return scripts.postfix(p, node)


def _negative(p: Parser, token: Token, over: Bounds, under: Bounds) -> Node | None:
    """``\\frac{-\\partial L}{\\partial x}``: the derivative with its sign."""
    first = over[0]
    while first in p.skipped:
        first += 1
    mark = differential(p, first + 1, over[1]) if first + 1 < over[1] and p.tokens[first].text == "-" else None
    node = _derivative(p, token, mark, (first + 1, over[1]), under) if mark is not None else None
    if not isinstance(node, Derivative) or node.operator:
        return None
    return Group((Sum(((-1, node),), span=node.span),), "(", ")", span=node.span)


def node_is_operator(node: Node) -> bool:
    """Whether a derivative has been read as an operator on what follows."""
    return isinstance(node, Derivative) and node.operator


def _derivative(p: Parser, token: Token, found: tuple[str, int, int], over: Bounds, under: Bounds) -> Node | None:
    mark, order, after = found
    start = _first_differential(p, under, mark)
    if start is None:
        return _without_second_mark(p, token, under) if mark == "partial" and after >= over[1] else None
    coefficient = any(index not in p.skipped for index in range(under[0], start))
    factor = p.inside((under[0], start), lambda: _coefficient(p)) if coefficient else None
    by = p.inside((start, under[1]), lambda: variables(p, mark, order))
    if order > 1 and len(by) != order:
        raise p.refuse(f"{order} differentials above, {len(by)} below", token)
    while after in p.skipped:
        after += 1
    empty = after >= over[1]
    of = None if empty else p.inside((after, over[1]), p.expression)
    if of is None and ((mark == "d" and not by) or (mark == "delta" and not _differs_by(p, by))):
        return None
    span, sign = p.span(token), sign_of(mark)
    node: Node = Derivative(of, by, sign, immediate=is_immediate(p, *over), span=span)
    if of is None:
        node = operator(p, by, sign, token, whole=True)
    return node if factor is None else Fraction(node, factor, span=span)


def _differs_by(p: Parser, by: tuple[Node, ...]) -> bool:
    """Whether ``\\frac{\\delta}{\\delta w}`` stands in front of what it acts on: with a symbol alone below it is no quotient of
    numbers, which would leave the delta out."""
    return bool(by) and all(isinstance(one, Name) for one in by) and atoms.starts(p)


def _without_second_mark(p: Parser, token: Token, under: Bounds) -> Node | None:
    """``\\frac{\\partial}{x}``, where the second mark has been forgotten: nothing else can be meant."""
    by = p.inside(under, p.expression)
    return operator(p, (by,), "partial", token, whole=True) if isinstance(by, Name) else None


def _first_differential(p: Parser, under: Bounds, mark: str) -> int | None:
    """Where the differentials of a denominator start; before it a factor may stand: ``T \\cdot \\partial o_t``."""
    index = under[0]
    while index < under[1]:
        found = differential(p, index, under[1]) if index not in p.skipped and p.tokens[index].text != "{" else None
        if found is not None and found[0] == mark and found[2] < under[1]:
            return None if p.tokens[found[2]].text in ("+", "-") else index
        if mark != "partial" and index not in p.skipped:
            return None
        index = p.unit(index) if index not in p.skipped else index + 1
    return None


def _coefficient(p: Parser) -> Node:
    node = p.factor()
    while p.peek().kind != "end":
        operator_ = p.operator()
        if p.peek().kind == "end":
            break
        node = Product((("", node), (operator_ or "", p.factor())), span=node.span)
    return node
