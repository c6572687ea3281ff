"""Functions of functions: ``f \\circ g(x)`` and ``(f \\circ g)(x)`` are f(g(x)), where f is a function that stands without an
argument.

Input: the factors of a product.  Output: the same with each composition as one call.  The circle between arrays is their
product entry by entry, and so it is behind the slope of a function, whose argument many leave out: ``f' \\circ x``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.judging.values import functions
from derive.check.reading.syntax import Call, Group, Name, Node, Product

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

Factors = tuple[tuple[str, Node], ...]


def composed(evaluator: Evaluator, factors: Factors) -> Factors:
    """The factors with compositions as calls, from the last to the first."""
    for at in reversed(range(len(factors) - 1)):
        sign, node = factors[at]
        circle, after = factors[at + 1]
        if circle == "circ" and _is_function(evaluator, node):
            size = 2 if at + 2 < len(factors) and isinstance(after, Name) and _is_bracket(factors[at + 2]) else 1
            factors = (*factors[:at], (sign, _of(node, factors[at + 1 : at + 1 + size])), *factors[at + 1 + size :])
        elif _is_bracket((circle, after)) and (inner := _chain(node)) is not None and _is_function(evaluator, inner[0][1]):
            whole = composed(evaluator, (*inner, (circle, after)))
            factors = (*factors[:at], (sign, whole[0][1]), *factors[at + 2 :]) if len(whole) == 1 else factors
    return factors


def _is_function(evaluator: Evaluator, node: Node) -> bool:
    return isinstance(node, Name) and not node.primes and functions.function_named(evaluator, node) is not None


def _is_bracket(factor: tuple[str, Node]) -> bool:
    return factor[0] == "" and isinstance(factor[1], Group) and factor[1].open in ("(", "[")


def _chain(node: Node) -> Factors | None:
    """The functions in ``(f \\circ g)``."""
    inner = node.items[0] if isinstance(node, Group) and len(node.items) == 1 else None
    if not isinstance(inner, Product) or not all(isinstance(factor, Name) for _, factor in inner.factors):
        return None
    return inner.factors if all(sign == "circ" for sign, _ in inner.factors[1:]) else None


def _of(function: Node, argument: Factors) -> Node:
    assert isinstance(function, Name)
    first, *rest = argument
    inner = Product((("", first[1]), *rest), span=(first[1].span[0], rest[-1][1].span[1])) if rest else first[1]
    return Call(function, (inner,), span=(function.span[0], inner.span[1]))
