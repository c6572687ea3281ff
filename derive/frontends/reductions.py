"""Reductions: sums and means over axes or over indices, and the logarithm of a sum of exponentials.

Input: a call in the syntax tree.  Output: its value.
"""

from __future__ import annotations

import sympy
from sympy import Expr

from derive.errors import SpecError
from derive.frontends import syntax as s
from derive.frontends import values
from derive.frontends.indices import binders
from derive.frontends.lowering import Lowering, checked_exp
from derive.frontends.values import Value


def axes_of(node: s.Node | None, rank: int) -> tuple[int, ...]:
    """The axes that ``axis=`` names, counted from 0; all of them without it."""
    if node is None or (isinstance(node, s.Name) and node.name == "None"):
        return tuple(range(rank))
    items = node.items if isinstance(node, s.Group) else (node,)
    axes = []
    for item in items:
        inner, sign = (item.operand, -1) if isinstance(item, s.Negative) else (item, 1)
        if not isinstance(inner, s.Number) or not inner.whole:
            raise SpecError("an axis should be an integer")
        axis = sign * int(inner.value)
        if not -rank <= axis < rank:
            raise SpecError(f"there is no axis {axis}: the array has {rank} {'axis' if rank == 1 else 'axes'}")
        axes.append(axis % rank)
    if len(set(axes)) != len(axes):
        raise SpecError("an axis is named twice")
    return tuple(sorted(axes))


def _keepdims(node: s.Call) -> bool:
    value = node.keyword("keepdims")
    if value is not None and not (isinstance(value, s.Name) and value.name in {"True", "False"}):
        raise SpecError("keepdims should be True or False")
    return isinstance(value, s.Name) and value.name == "True"


def _reduction(lowering: Lowering, node: s.Call) -> tuple[Value, Expr]:
    """The sum, and the number of its terms."""
    names = binders(node)
    if names:
        if len(names) != len(node.arguments) - 1 or node.keywords:
            raise SpecError("sum over indices or over axes, not both")
        ranges = lowering.scope.bound.get(id(node), {})
        terms = sympy.Mul(*(values.size_of(ranges[name]) for name in names if name in ranges))
        return lowering.sum_over(node), terms
    argument = lowering.lower(node.arguments[0])
    chosen = node.keyword("axis") or (node.arguments[1] if len(node.arguments) > 1 else None)
    axes = axes_of(chosen, argument.rank)
    return values.total(argument, axes, _keepdims(node)), values.count(argument, axes)


def sum_(lowering: Lowering, node: s.Call) -> Value:
    """``sum(x, axis=...)`` or ``sum(expression, k)``."""
    return _reduction(lowering, node)[0]


def mean(lowering: Lowering, node: s.Call) -> Value:
    """The sum, divided by the number of its terms."""
    result, terms = _reduction(lowering, node)
    return values.combine(lambda entry: entry / terms, result)


def logsumexp(lowering: Lowering, node: s.Call) -> Value:
    """``log(sum(exp(x)))`` over axes, as a quantity of its own."""
    argument = lowering.named(lowering.lower(node.arguments[0]), "z", "linear", node.arguments[0])
    chosen = node.keyword("axis") or (node.arguments[1] if len(node.arguments) > 1 else None)
    powers = values.combine(checked_exp, argument)
    result = values.combine(sympy.log, values.total(powers, axes_of(chosen, argument.rank), _keepdims(node)))
    return lowering.named(result, "s", "definition", node)
