"""Derivatives of what is declared as a function: ``f'(x)`` and ``\\nabla f(x)`` beside ``"f(x)" = "..."`` are those by x."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product
from derive.check.reading.tree import rewrite


def spelled_out(node: Node, phrases: Sequence[Declaration]) -> Node:
    """A formula with ``f'(x)`` as ``d f(x) / dx`` for every declared phrase ``f(x)``."""
    known = [pair for one in phrases if (pair := _called(one.phrase)) is not None]
    return rewrite(node, lambda inner: _without_primes(inner, known)) if known else node


def _called(phrase: Node | None) -> tuple[Name, Group] | None:
    """The function and the bracket of a phrase that is a function of one bare symbol."""
    if not isinstance(phrase, Product) or len(phrase.factors) != 2:
        return None
    (_, function), (sign, group) = phrase.factors
    if not isinstance(function, Name) or function.primes or sign or not isinstance(group, Group) or group.open != "(":
        return None
    return (function, group) if len(group.items) == 1 and isinstance(group.items[0], Name) else None


def _without_primes(node: Node, known: Sequence[tuple[Name, Group]]) -> Node | None:
    if isinstance(node, Derivative) and node.mark == "nabla" and not node.by and node.of is not None:
        pair = _called(node.of)
        return replace(node, by=pair[1].items) if pair in known and pair is not None else None
    if not isinstance(node, Product):
        return None
    made: list[tuple[str, Node]] = []
    changed = False
    for sign, factor in node.factors:
        before = made[-1][1] if made else None
        if sign == "" and isinstance(before, Name) and before.primes and (replace(before, primes=0), factor) in known:
            assert isinstance(factor, Group)
            slope: Node = Product((("", replace(before, primes=0)), ("", factor)), span=node.span)
            for _ in range(before.primes):
                slope = Derivative(slope, (factor.items[0],), "d", span=node.span)
            made[-1] = (made[-1][0], slope)
            changed = True
        else:
            made.append((sign, rewrite(factor, lambda inner: _without_primes(inner, known))))
    if not changed:
        return None
    return made[0][1] if len(made) == 1 and not made[0][0] else replace(node, factors=tuple(made))
