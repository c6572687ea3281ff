"""Derivatives in every spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import atoms, brackets, calls, scripts, slashed
from derive.check.reading.syntax import Derivative, Fraction, Group, Name, Node, Number, Product, Scripted, Transposed, Words
from derive.check.reading.tokens import Token
from derive.check.reading.tree import mentions, without_power
from derive.check.reading.vocabulary import PRODUCTS, STYLES

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
    node = Fraction(p.inside(over, p.expression), p.inside(under, p.expression), span=p.span(token))
    return scripts.postfix(p, node)


def node_is_operator(node: Node) -> bool:
    """Whether a derivative has been read as an operator on what follows."""
    return isinstance(node, Derivative) and node.operator


def differential(p: Parser, first: int, last: int) -> tuple[str, int, int] | None:
    """The sign of a differential at the start of a stretch: its mark, its order, and the position after both."""
    while first < last and (first in p.skipped or p.tokens[first].text == "{"):
        first += 1
    if first >= last:
        return None
    token, after = p.tokens[first], first + 1
    if token.kind == "command" and token.text == "partial":
        mark = "partial"
    elif (
        (token.kind == "letter" and token.text == "d")
        or (token.kind == "words" and token.text.strip() == "d")
        or (token.kind == "command" and token.text in ("dd", "diff", "dif", "d"))
    ):
        mark = "d"
    elif token.kind == "command" and token.text in STYLES and _styled_d(p, first):
        mark, after = "d", p.unit(first)
    else:
        return None
    order = 1
    if after < last and p.tokens[after].text == "^":
        exponent = [t for t in p.tokens[after + 1 : p.unit(after + 1)] if t.text not in "{}"]
        if len(exponent) != 1 or (exponent[0].kind != "digit" and exponent[0].text != "+"):
            return None
        order, after = 1 if exponent[0].text == "+" else int(exponent[0].text), p.unit(after + 1)
    if after < last and p.tokens[after].text == "_":
        return None
    return mark, order, after


def _is_immediate(p: Parser, first: int, last: int) -> bool:
    """Whether the sign of a differential has a plus: ``\\partial^+ h_t`` holds what comes from earlier steps."""
    while first < last and (first in p.skipped or p.tokens[first].text == "{"):
        first += 1
    if first + 1 >= last or p.tokens[first + 1].text != "^":
        return False
    return [t.text for t in p.tokens[first + 2 : p.unit(first + 2)] if t.text not in "{}"] == ["+"]


def _styled_d(p: Parser, first: int) -> bool:
    return [t.text for t in p.tokens[first + 1 : p.unit(first)] if t.text not in "{}"] == ["d"]


def _derivative(p: Parser, token: Token, found: tuple[str, int, int], over: Bounds, under: Bounds) -> Node | None:
    mark, order, after = found
    start = _first_differential(p, under, mark)
    if start is None:
        return None
    coefficient = any(index not in p.skipped for index in range(under[0], start))
    factor = p.inside((under[0], start), lambda: _coefficient(p)) if coefficient else None
    by = p.inside((start, under[1]), lambda: variables(p, mark, order))
    if order > 1 and len(by) != order:
        raise p.refuse(f"{order} differentials above, {len(by)} below", token)
    while after in p.skipped:
        after += 1
    empty = after >= over[1]
    of = None if empty else p.inside((after, over[1]), p.expression)
    if mark == "d" and of is None and not by:
        return None
    span = p.span(token)
    node: Node = Derivative(of, by, mark, immediate=_is_immediate(p, *over), span=span)
    if of is None:
        node = operator(p, by, mark, token, whole=True)
    return node if factor is None else Fraction(node, factor, span=span)


def _first_differential(p: Parser, under: Bounds, mark: str) -> int | None:
    """Where the differentials of a denominator start; before it a factor may stand: ``T \\cdot \\partial o_t``."""
    index = under[0]
    while index < under[1]:
        found = differential(p, index, under[1]) if index not in p.skipped and p.tokens[index].text != "{" else None
        if found is not None and found[0] == mark and found[2] < under[1]:
            return index
        if mark == "d" and index not in p.skipped:
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


def variables(p: Parser, mark: str, order: int) -> tuple[Node, ...]:
    """The variables of a denominator, once for each order."""
    found: list[Node] = []
    while p.peek().kind != "end":
        if p.at(*("\\" + name for name in PRODUCTS), ","):
            p.take()
            continue
        start = differential(p, p.position, p.end)
        if start is None or start[0] != mark:
            raise p.refuse("a differential is missing here", p.peek())
        p.position = start[2]
        variable = _variable(p, mark)
        base, power = without_power(variable)
        repeated = power if order > 1 and power and power <= order else 1
        found.extend([base if repeated > 1 else variable] * max(repeated, start[1]))
    return tuple(found)


def _variable(p: Parser, mark: str) -> Node:
    """What stands behind a differential: factors up to the next differential."""
    first = p.peek()
    factors = [p.factor(), *p.taken_leftover()]
    while p.peek().kind != "end" and atoms.starts(p):
        found = differential(p, p.position, p.end)
        if found is not None and found[0] == mark:
            break
        factors += [p.factor(), *p.taken_leftover()]
    return factors[0] if len(factors) == 1 else Product(tuple(("", f) for f in factors), span=p.span(first))


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
    order = 1
    while p.at("_", "^"):
        sign = p.take()
        bounds = p.argument(sign)
        if sign.text == "_":
            by = tuple(as_name(node) for node in scripts.items_between(p, bounds, sup=False, base=""))
            continue
        exponent = p.inside(bounds, p.expression)
        if not isinstance(exponent, Number) or exponent.text not in ("1", "2", "3"):
            raise p.refuse("an operator with this exponent", sign)
        order = int(exponent.text)
    if by:
        return operator(p, by * order, mark, token, whole=False)
    node = operator(p, (), mark, token, whole=False)
    for _ in range(order - 1):
        node = Derivative(node, (), mark, operator=True, span=node.span)
    return node


def as_name(node: Node) -> Node:
    """A variable that was read as words is a name: ``\\nabla_{\\text{net}}``."""
    return Name(node.text, style="text", span=node.span) if isinstance(node, Words) else node


def operator(p: Parser, by: tuple[Node, ...], mark: str, token: Token, *, whole: bool) -> Node:
    """An operator applied to what follows; ``whole`` says that it reaches over all factors up to the next operator sign.

    A bracket ends its reach, but for one that is turned in front of another: ``\\nabla_x (A x - b)^T (A x - b)``.
    ``\\nabla_x`` reaches over one factor with its arguments, over leading numbers, and over
    all factors if the variable occurs further on (``\\nabla_A x^T A x``); the others are left over.
    """
    first = p.peek()
    if not atoms.starts(p) and not (first.kind == "bar" and not brackets.evaluated_here(p) and not p.closers):
        return Derivative(None, by, mark, operator=True, span=p.span(token))
    p.deeper(token)
    factors = [p.factor(), *p.taken_leftover()]
    count = 1
    if _is_turned(factors[0]) and p.peek().kind == "open" and mentions(factors[0], by):
        factors += [p.factor(), *p.taken_leftover()]
        count = 2 if mentions(factors[1], by) else 1
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


def _bracketed(node: Node) -> bool:
    return isinstance(node, Group) or (isinstance(node, Scripted) and isinstance(node.body, Group))


def _is_turned(node: Node) -> bool:
    """Whether a node is a bracket with a transpose."""
    if isinstance(node, Transposed):
        return isinstance(node.body, Group)
    marks = [item for script in node.sup for item in script.items] if isinstance(node, Scripted) and _bracketed(node) else []
    return any(isinstance(mark, Name) and mark.base in ("T", "top", "intercal") for mark in marks)


def _reach(factors: list[Node], by: tuple[Node, ...]) -> int:
    count = 0
    while count < len(factors) - 1 and isinstance(factors[count], Number | Fraction) and not mentions(factors[count], by):
        count += 1
    count += 1
    if count < len(factors) and isinstance(factors[count - 1], Name) and _bracketed(factors[count]):
        count += 1
    called = count > 1 and _bracketed(factors[count - 1])
    further = not called and any(mentions(node, by) for node in factors[count:] if not _bracketed(node))
    return len(factors) if further else count
