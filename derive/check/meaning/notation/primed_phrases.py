"""Derivatives of what is declared as a function: ``f'(x)`` and ``\\nabla f(x)`` beside ``"f(x)" = "..."`` are those by x.

A slope that is declared itself (``"f'(x)" = "..."``) is what the declaration says, by whatever it may be a derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product
from derive.check.reading.tree import rewrite

_Called = tuple[Name, Group]
"""A function and the bracket behind it."""


def spelled_out(node: Node, phrases: Sequence[Declaration]) -> Node:
    """A formula with ``f'(x)`` as ``d f(x) / dx`` for every declared phrase ``f(x)``."""
    said = ((one, _called(one.phrase)) for one in phrases)
    called = [pair for one, pair in said if pair is not None and letter_of(pair[1].items[0]) not in one.letters]  # no index
    known = [pair for pair in called if not pair[0].primes]
    own = [pair for pair in called if pair[0].primes]
    return rewrite(node, lambda inner: _without_primes(inner, known, own)) if known else node


def _called(phrase: Node | None) -> _Called | None:
    """The function and the bracket of a phrase that is a function of one bare symbol."""
    if not isinstance(phrase, Product) or len(phrase.factors) != 2:
        return None
    (_, function), (sign, group) = phrase.factors
    if not isinstance(function, Name) or sign or not isinstance(group, Group) or group.open != "(":
        return None
    return (function, group) if len(group.items) == 1 and isinstance(group.items[0], Name) else None


def _without_primes(node: Node, known: Sequence[_Called], own: Sequence[_Called]) -> Node | None:
    if isinstance(node, Derivative) and node.mark == "nabla" and not node.by and node.of is not None:
        pair = _called(node.of)
        return replace(node, by=pair[1].items) if pair in known and pair is not None else None
    if not isinstance(node, Product):
        return None
    made: list[tuple[str, Node]] = []
    changed = False
    for sign, factor in node.factors:
        before = made[-1][1] if made else None
        primed = sign == "" and isinstance(before, Name) and before.primes and (before, factor) not in own
        if primed and isinstance(before, Name) and (replace(before, primes=0), factor) in known:
            assert isinstance(factor, Group)
            slope: Node = Product((("", replace(before, primes=0)), ("", factor)), span=node.span)
            for _ in range(before.primes):
                slope = Derivative(slope, (factor.items[0],), "d", span=node.span)
            made[-1] = (made[-1][0], slope)
            changed = True
        else:
            made.append((sign, rewrite(factor, lambda inner: _without_primes(inner, known, own))))
    if not changed:
        return None
    return made[0][1] if len(made) == 1 and not made[0][0] else replace(node, factors=tuple(made))
