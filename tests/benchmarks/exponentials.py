"""Functions written by their exponentials: the logistic function, its slope, the hyperbolic tangent.

Whether a letter is the logistic function is found by a value of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from derive.check.reading.syntax import Call, Fraction, Group, Name, Node, Number, Product, Script, Sum
from derive.check.slips.context import units
from derive.check.slips.terms import flat
from derive.check.slips.tree import with_items
from tests.benchmarks.around import Around
from tests.benchmarks.identities import ONE

_AT = 0.7
_LOGISTIC, _TANH = 1 / (1 + math.exp(-_AT)), math.tanh(_AT)


def as_exponentials(node: Node, around: Around) -> Node | None:
    """``1/(1 + e^{-z})``, ``e^z/(1 + e^z)`` for ``\\sigma(z)``; a slope as ``\\sigma(z)(1 - \\sigma(z))``; tanh likewise."""
    if isinstance(node, Product):
        parts = units(node)
        order = around.rng.sample(range(len(parts)), len(parts))
        for at in order if len(parts) > 1 else ():
            new = as_exponentials(parts[at][1], around)
            if new is not None:
                closed = new if isinstance(new, (Fraction, Group)) else Group((new,))
                return flat([(mark, closed if n == at else item) for n, (mark, item) in enumerate(parts)])
    return _rewritten(node, around)


def _rewritten(node: Node, around: Around) -> Node | None:
    head, argument = _split(node)
    if head is None or argument is None or head.sub or head.sup or head.primes > 1:
        return None
    plain = replace(head, primes=0)
    value = around.value(_applied(node, plain, Number(str(_AT))))
    if value is None:
        return None
    number = around.is_number(argument)
    if abs(value - _LOGISTIC) < 1e-12:
        if not head.primes:
            return around.rng.choice(_LOGISTICS)(argument)
        same = _applied(node, plain, argument)
        return Group((flat([("", same), ("" if number else "odot", Sum(((1, ONE), (-1, same))))]),))
    if abs(value - _TANH) < 1e-12 and number:
        if not head.primes:
            return _tanh(argument)
        same = Group((_applied(node, plain, argument),))
        return Group((Sum(((1, ONE), (-1, Product((("", same), ("", same)))))),))
    return None


def _split(node: Node) -> tuple[Name | None, Node | None]:
    """A function and its argument."""
    if isinstance(node, Call) and len(node.args) == 1:
        return node.head, node.args[0]
    if isinstance(node, Product) and len(node.factors) == 2 and node.factors[1][0] == "":
        head, group = node.factors[0][1], node.factors[1][1]
        if isinstance(head, Name) and isinstance(group, Group) and len(group.items) == 1 and group.open in "([":
            return head, group.items[0]
    return None, None


def _applied(node: Node, head: Name, argument: Node) -> Node:
    return (
        replace(node, head=head, args=(argument,))
        if isinstance(node, Call)
        else Product((("", head), ("", Group((argument,)))))
    )


def _power(sign: int, argument: Node) -> Name:
    if isinstance(argument, Sum):
        argument = Group((argument,)) if sign < 0 else argument
    script = Script((Sum(((-1, argument),)) if sign < 0 else argument,), "")
    return Name("e", sup=(with_items(script, script.items),))


def _one_over(argument: Node) -> Node:
    return Fraction(ONE, Sum(((1, ONE), (1, _power(-1, argument)))))


def _over_one_more(argument: Node) -> Node:
    return Fraction(_power(1, argument), Sum(((1, ONE), (1, _power(1, argument)))))


def _tanh(argument: Node) -> Node:
    up, down = _power(1, argument), _power(-1, argument)
    return Fraction(Sum(((1, up), (-1, down))), Sum(((1, up), (1, down))))


_LOGISTICS: tuple[Callable[[Node], Node], ...] = (_one_over, _over_one_more)
