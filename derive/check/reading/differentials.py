"""Differentials before symbols, ``\\partial``, ``d``, ``\\mathrm d``, with their orders, and the variables behind them.

Some write ``\\frac{\\delta L}{\\delta w}``: a delta above and below a line is one, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading.syntax import Group, Name, Node, Product, Scripted, Words
from derive.check.reading.tree import without_power
from derive.check.reading.vocabulary import PRODUCTS, STYLES

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser


def differential(p: Parser, first: int, last: int) -> tuple[str, int, int] | None:
    """The sign of a differential at the start of a stretch: its mark, its order, and the position after both."""
    while first < last and (first in p.skipped or p.tokens[first].text == "{"):
        first += 1
    if first >= last:
        return None
    token, after = p.tokens[first], first + 1
    if token.kind == "command" and token.text in ("partial", "delta"):
        mark = token.text
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


def sign_of(mark: str) -> str:
    """The sign that a derivative has with these marks above and below."""
    return "partial" if mark == "delta" else mark


def is_immediate(p: Parser, first: int, last: int) -> bool:
    """Whether the sign of a differential has a plus: ``\\partial^+ h_t`` holds what comes from earlier steps."""
    while first < last and (first in p.skipped or p.tokens[first].text == "{"):
        first += 1
    if first + 1 >= last or p.tokens[first + 1].text != "^":
        return False
    return [t.text for t in p.tokens[first + 2 : p.unit(first + 2)] if t.text not in "{}"] == ["+"]


def _styled_d(p: Parser, first: int) -> bool:
    return [t.text for t in p.tokens[first + 1 : p.unit(first)] if t.text not in "{}"] == ["d"]


def variables(p: Parser, mark: str, order: int) -> tuple[Node, ...]:
    """The variables of a denominator, once for each order."""
    found: list[tuple[Node, int]] = []
    while p.peek().kind != "end":
        if p.at(*("\\" + name for name in PRODUCTS), ","):
            p.take()
            continue
        start = differential(p, p.position, p.end)
        if start is None or start[0] != mark:
            raise p.refuse("a differential is missing here", p.peek())
        p.position = start[2]
        found.append((_variable(p, mark), start[1]))
    counted = [each for variable, times in found for each in _repeated(variable, times, order)]
    plain = [variable for variable, times in found for _ in range(times)]
    return tuple(plain if len(counted) != order == len(plain) else counted)  # the variance is one variable


def _repeated(variable: Node, times: int, order: int) -> list[Node]:
    """A variable as often as the power above it says, ``\\partial x^2`` and ``\\partial (\\sigma^2)^2``."""
    base, power = without_power(variable)
    if not (order > 1 and 1 < power <= order):
        return [variable] * times
    inner = base.body if isinstance(base, Scripted) and not base.sup and not base.sub else base
    inner = inner.items[0] if isinstance(inner, Group) and len(inner.items) == 1 else inner
    return [inner] * max(power, times)


def _variable(p: Parser, mark: str) -> Node:
    """What stands behind a differential: factors up to the next differential, ``v \\cdot u`` in the author's signs."""
    first, position = p.peek(), p.position
    factors: list[tuple[str, Node]] = []
    sign: str | None = ""
    while sign is not None and not (factors and _starts(p, mark)):  # the first may be called d
        factors += [(sign, p.factor()), *(("", node) for node in p.taken_leftover())]
        position, sign = p.position, p.operator()
    p.position = position
    return factors[0][1] if len(factors) == 1 else Product(tuple(factors), span=p.span(first))


def _starts(p: Parser, mark: str) -> bool:
    """Whether the next differential of this kind begins here."""
    found = differential(p, p.position, p.end)
    return found is not None and found[0] == mark


def as_name(node: Node) -> Node:
    """A variable that was read as words is a name: ``\\nabla_{\\text{net}}``."""
    return Name(node.text, style="text", span=node.span) if isinstance(node, Words) else node
