"""Derivative operators in front of what they act on: ``\\nabla_x f``, ``\\frac{d}{dx} f``, ``D_x f``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import atoms, brackets, calls, scripts, slashed
from derive.check.reading.differentials import as_name
from derive.check.reading.syntax import Derivative, Fraction, Group, Name, Node, Number, Product, Scripted, Transposed
from derive.check.reading.tokens import Token
from derive.check.reading.tree import mentions
from derive.check.reading.vocabulary import TRANSPOSE_MARKS

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser


def prefix(p: Parser) -> Node:
    """``\\nabla_x L``, ``\\partial_x L``, ``\\partial L/\\partial x``; a stray ``\\partial`` is a name that means nothing."""
    token = p.peek()
    if token.text in ("nabla", "grad"):
        return nabla(p, p.take())
    if p.peek(1).text == "_":
        p.take()
        return _subscripted(p, token, "partial")
    if (node := slashed.slashed(p)) is not None:
        return node
    p.take()
    return Name("partial", span=(token.start, token.end))


def nabla(p: Parser, token: Token) -> Node:
    """``\\nabla``, its variables, and what it acts on."""
    return _subscripted(p, token, "nabla")


def _subscripted(p: Parser, token: Token, mark: str) -> Node:
    by: tuple[Node, ...] = ()
    order, turned = 1, False
    while p.at("_", "^"):
        sign = p.take()
        bounds = p.argument(sign)
        if sign.text == "^" and _is_transposed(p, bounds):
            turned = True
            continue
        if sign.text == "_":
            by = tuple(as_name(node) for node in scripts.items_between(p, bounds, sup=False, base=""))
            continue
        exponent = p.inside(bounds, p.expression)
        if not isinstance(exponent, Number) or exponent.text not in ("1", "2", "3"):
            raise p.refuse("an operator with this exponent", sign)
        order = int(exponent.text)
    node = operator(p, by * order, mark, token, whole=False)
    for _ in range(0 if by else order - 1):
        node = Derivative(node, (), mark, operator=True, span=node.span)
    return Transposed(node, span=node.span) if turned else node


def _is_transposed(p: Parser, bounds: tuple[int, int]) -> bool:
    """``\\nabla_x^T f``: the gradient as a row; a plain T can be nothing else there."""
    alone = [token.text for token in p.tokens[bounds[0] : bounds[1]] if token.text not in ("{", "}")]
    return scripts.is_transpose(p, *bounds) or alone == ["T"]


def operator(p: Parser, by: tuple[Node, ...], mark: str, token: Token, *, whole: bool) -> Node:
    """An operator applied to what follows; ``whole`` says that it reaches over all factors up to the next operator sign.

    A bracket ends its reach, but for one that is turned: ``\\nabla_x (A x - b)^T C (A x - b)``.
    ``\\nabla_x`` reaches over one factor with its arguments, over leading numbers, and over
    all factors if the variable occurs further on (``\\nabla_A x^T A x``); the others are left over.
    """
    first = p.peek()
    if not atoms.starts(p) and not (first.kind == "bar" and not brackets.evaluated_here(p) and not p.closers):
        return Derivative(None, by, mark, operator=True, span=p.span(token))
    p.deeper(token)
    factors = [p.factor(), *p.taken_leftover()]
    count = 1
    if _is_turned(factors[0]):
        while atoms.starts(p) and not calls.begins_derivative(p):
            factors += [p.factor(), *p.taken_leftover()]
        count = _form(factors, by)
    while len(factors) == 1 or not _bracketed(factors[0]):
        ended = p.integrating and p.peek().text == "d" and p.peek(1).kind in ("letter", "command")
        if ended or not atoms.starts(p) or calls.begins_derivative(p) or (_bracketed(factors[0]) and len(factors) == 1):
            break
        factors += [p.factor(), *p.taken_leftover()]
    p.depth -= 1
    if not _bracketed(factors[0]):
        count = len(factors) if whole else _reach(factors, by)
    p.leftover = factors[count:] + p.leftover
    reached = factors[:count]
    of = reached[0]
    if len(reached) > 1:
        of = Product(tuple(("", f) for f in reached), span=(reached[0].span[0], reached[-1].span[1]))
    if p.at("/") and count == len(factors) and whole:
        p.take()
        of = Fraction(of, p.signed(called=True), span=(of.span[0], p.span(token)[1]))
    return Derivative(of, by, mark, operator=True, span=(token.start, of.span[1]))


def _form(factors: list[Node], by: tuple[Node, ...]) -> int:
    """How many factors of a quadratic form belong to an operator in front of it: up to the next bracket with the variable; all
    of them where the first one does not depend on it."""
    if not mentions(factors[0], by):
        return len(factors)
    second = next((at for at, one in enumerate(factors[1:], start=1) if _bracketed(one)), 0)
    return second + 1 if second and mentions(factors[second], by) else 1


def _bracketed(node: Node) -> bool:
    return isinstance(node, Group) or (isinstance(node, Scripted) and isinstance(node.body, Group))


def _is_turned(node: Node) -> bool:
    """Whether a node is a bracket with a transpose."""
    if isinstance(node, Transposed):
        return isinstance(node.body, Group)
    marks = [item for script in node.sup for item in script.items] if isinstance(node, Scripted) and _bracketed(node) else []
    return any(isinstance(mark, Name) and mark.base in TRANSPOSE_MARKS for mark in marks)


def _reach(factors: list[Node], by: tuple[Node, ...]) -> int:
    count = 0
    while count < len(factors) - 1 and isinstance(factors[count], Number | Fraction) and not mentions(factors[count], by):
        count += 1
    count += 1
    if count < len(factors) and isinstance(factors[count - 1], Name) and _bracketed(factors[count]):
        count += 1
    last = factors[count - 1]
    if count < len(factors) and _is_turned(last) and all(_bracketed(f) and mentions(f, by) for f in (last, factors[count])):
        return count + 1  # \nabla_w \frac12 (X w - y)^T (X w - y)
    called = count > 1 and _bracketed(factors[count - 1])
    further = not called and any(mentions(node, by) for node in factors[count:] if not _bracketed(node))
    return len(factors) if further else count
