"""Sums, products, maxima and their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import atoms, brackets, calls, exclusions, joint_limits, named_sets, scripts, tables
from derive.check.reading.syntax import Big, Group, Name, Node
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import BIG, ONLY_WITH_LIMITS

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser


def is_sum(p: Parser) -> bool:
    """Whether ``\\Sigma`` or ``\\Pi`` stands for a sum or product: it has a lower limit with a start."""
    index = p.position + 1
    if p.peek(1).text == "^":  # the upper limit stands first
        index = p.unit(index + 1)
    if index >= p.end or p.tokens[index].text != "_":
        return False
    last = p.unit(index + 1)
    return any(token.text in ("=", "in", "substack") for token in p.tokens[index:last])


def big(p: Parser) -> Node:
    """A big operator at the cursor."""
    token = p.take()
    if token.text == "arg":
        following = p.take()
        if following.text not in ("max", "min"):
            raise p.refuse("\\arg stands before \\max or \\min", token)
        return limited(p, "arg" + following.text, token)
    kind = {"Sigma": "sum", "Pi": "prod"}.get(token.text) or BIG[token.text]
    return limited(p, kind, token)


def limited(p: Parser, kind: str, token: Token) -> Node:
    """Limits and body of a big operator whose name has been taken."""
    kind = BIG.get(kind, kind)
    under: tuple[Node, ...] = ()
    upper, has_limits = None, False
    while p.at("_", "^"):
        mark = p.take()
        bounds = p.argument(mark)
        has_limits = True
        if mark.text == "_":
            under = exclusions.one_by_one([named_sets.as_one_symbol(item) for item in lower_limits(p, bounds)])
        elif kind in ("max", "min") and not under:
            p.position = bounds[0] - 1
            raise p.refuse(f"a {kind} with an exponent", mark)
        else:
            above = p.inside(bounds, p.statements, scripting=True)
            upper = above[0] if len(above) == 1 else Group(above, "", "", span=p.span(mark))
    if kind in ONLY_WITH_LIMITS and not has_limits:
        return calls.call(p, Name(kind, span=(token.start, token.end)), bare=False)
    if kind in ("max", "min", "argmax", "argmin") and p.peek().kind == "quad":
        p.position += 1  # a space before what is to be large
    if not atoms.starts(p) and not p.at("-", "+") and p.peek().kind != "bar" and brackets.angle_end(p) is None:
        raise p.refuse(f"nothing follows this {kind}", token)
    outer, p.integrating = p.integrating, p.integrating or kind == "int"
    p.deeper(token)
    body = p.signed_product()
    p.depth -= 1
    p.integrating = outer
    return joint_limits.taken_apart(Big(kind, under, upper, body, span=p.span(token)))


def lower_limits(p: Parser, bounds: tuple[int, int]) -> tuple[Node, ...]:
    """What stands below: names, relations, or the lines of a ``\\substack``."""
    first = p.tokens[bounds[0]] if bounds[0] < bounds[1] else None
    if first is not None and first.text in ("substack", "subarray") and first.kind in ("command", "begin"):
        found: list[Node] = []
        for line in tables.lines(p, bounds):
            found.extend(scripts.items_between(p, line, sup=False, base=""))
        return tuple(found)
    if len(stacked := _over_one_another(p, bounds)) > 1:
        return tuple(item for line in stacked for item in scripts.items_between(p, line, sup=False, base=""))
    return scripts.items_between(p, bounds, sup=False, base="sum")


def _over_one_another(p: Parser, bounds: tuple[int, int]) -> list[tuple[int, int]]:
    """The lines that a plain TeX ``\\atop`` parts."""
    found, first, depth = [], bounds[0], 0
    for index in range(*bounds):
        token = p.tokens[index]
        depth += (token.kind == "sign") * ((token.text == "{") - (token.text == "}"))
        if token.kind == "command" and token.text == "atop" and not depth:
            found.append((first, index))
            first = index + 1
    return [*found, (first, bounds[1])]
