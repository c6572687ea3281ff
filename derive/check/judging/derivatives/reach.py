"""How far an operator reaches: ``\\nabla_w y \\log s`` is the gradient of the product, where y does not depend on w.

Input: a product as it was parsed, with the operator on the first factor alone.  Output: the operator on the factors that
follow, too, if what it reached is constant and they are not: nobody writes the derivative of a constant in front of something.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.values import names
from derive.check.judging.values.calls import Factor
from derive.check.meaning.symbols import IndexLetter, NumberOf, Part, SizeOf
from derive.check.reading.syntax import Derivative, Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def with_reach(evaluator: Evaluator, node: Product) -> Node:
    """The product with its operators on all that they are meant for."""
    for at, (sign, factor) in enumerate(node.factors[:-1]):
        if not isinstance(factor, Derivative) or not factor.operator or factor.of is None or len(factor.by) != 1:
            continue
        variable = _part(evaluator, factor.by[0])
        end = _end(node.factors, at)
        rest = node.factors[at + 1 : end]
        if variable is None or not rest or not _is_constant(evaluator, factor.of, variable):
            continue
        if all(_is_constant(evaluator, one, variable) for _, one in rest):
            continue
        whole = Product((("", factor.of), *rest), span=(factor.of.span[0], rest[-1][1].span[1]))
        joined = (*node.factors[:at], (sign, replace(factor, of=whole)), *node.factors[end:])
        return joined[0][1] if len(joined) == 1 else replace(node, factors=joined)
    return node


def _end(factors: tuple[Factor, ...], at: int) -> int:
    """The place behind the last factor that an operator may reach: up to a sign, or to another operator."""
    for place in range(at + 1, len(factors)):
        sign, factor = factors[place]
        if sign or isinstance(factor, Derivative):
            return place
    return len(factors)


def _part(evaluator: Evaluator, node: Node) -> Part | None:
    readings = names.readings_of(evaluator, node) if isinstance(node, Name) else ()
    meaning = readings[0].meaning if readings else None
    return meaning if isinstance(meaning, Part) else None


def _is_constant(evaluator: Evaluator, node: Node, variable: Part) -> bool:
    """Whether all symbols of an expression are known, and none of them is the variable or computed from it."""
    return all(_is_other(evaluator, name, variable.quantity) for name in walk(node) if isinstance(name, Name))


def _is_other(evaluator: Evaluator, name: Name, quantity: str) -> bool:
    readings = names.readings_of(evaluator, name)
    if not readings:
        return False
    meaning = readings[0].meaning
    if not isinstance(meaning, Part):
        return isinstance(meaning, IndexLetter | NumberOf | SizeOf)
    return meaning.quantity != quantity and not evaluator.world.depends(meaning.quantity, quantity)
