"""The functions of the formula language: NumPy's names and meaning, and every activation by its name.

Input: a call in the syntax tree.  Output: its value.  Forward formulas only.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Expr, Integer

from derive.algebra import Where
from derive.errors import SpecError, near_misses
from derive.frontends import reductions, values
from derive.frontends import syntax as s
from derive.frontends.lowering import Lowering, checked_exp
from derive.frontends.values import Value
from derive.layers import signatures

_SCALAR: dict[str, tuple[Callable[[Expr], Expr], str]] = {
    "exp": (checked_exp, "z"),
    "log": (sympy.log, "s"),
    "sqrt": (sympy.sqrt, "s"),
    "sin": (sympy.sin, "z"),
    "cos": (sympy.cos, "z"),
    "sinh": (sympy.sinh, "z"),
    "cosh": (sympy.cosh, "z"),
    "erf": (sympy.erf, "z"),
    "square": (lambda x: x**2, "r"),
    "log1p": (lambda x: sympy.log(1 + x), "s"),
    "expm1": (lambda x: checked_exp(x) - 1, "z"),
}
"""Each with the name that its argument gets, if the argument becomes an equation of its own."""

_PROBABILITIES = frozenset({"sigmoid", "softmax"})


_ELSEWHERE = {
    "sign": "Write where(x > 0, 1, -1).",
    "var": "Write mean((x - mean(x))**2).",
    "std": "Write sqrt(mean((x - mean(x))**2)).",
    "prod": "Write exp(sum(log(x))), for positive x.",
    "clip": "Write minimum(maximum(x, lo), hi).",
    "power": "Write x**n.",
    "norm": "Write sqrt(sum(x**2)).",
    "einsum": "Write sum(A[i,k]*B[k,j], k).",
}
"""What to write for functions that NumPy has and this language has not."""


def call(lowering: Lowering, node: s.Call) -> Value:
    """The value of a call.

    Raises:
        SpecError: an unknown function, a wrong number of arguments, or arguments that do not fit.
    """
    functions = lowering.scope.functions
    if node.function in functions.own:
        return _activation(lowering, node)
    if node.function in _SCALAR:
        return _scalar(lowering, node)
    if node.function in _TABLE:
        least, most, handler = _TABLE[node.function]
        _arguments(node, least, most)
        return handler(lowering, node)
    if node.function in functions.known:
        return _activation(lowering, node)
    if node.function in signatures.FUNCTIONS:
        from derive.layers.formulas import layer_call  # layers are written with this language

        return layer_call(lowering, node)
    known = [*_SCALAR, *_TABLE, *functions.known, *signatures.FUNCTIONS]
    if node.function in lowering.scope.variables:
        raise SpecError(f"'{node.function}' is no function", hint="Write * to multiply, and [...] for an entry.")
    lower = node.function.lower()
    misses = _ELSEWHERE.get(lower) or signatures.ELSEWHERE.get(lower) or near_misses(node.function, known)
    raise SpecError(f"unknown function '{node.function}'", hint=misses or "`derive list functions` prints all.")


def _arguments(node: s.Call, least: int, most: int) -> None:
    if not least <= len(node.arguments) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise SpecError(f"'{node.function}' takes {wanted} argument{'s' * (wanted != '1')}, not {len(node.arguments)}")
    if node.keywords and node.function in {"max", "min", "maximum", "minimum"}:
        raise SpecError(f"'{node.function}' over an axis is not supported", hint=f"{node.function}(a, b) compares two values.")
    if node.keywords and node.function not in _AXES:
        raise SpecError(f"'{node.function}' has no option '{node.keywords[0].name}'")
    for keyword in node.keywords:
        if keyword.name not in _AXES[node.function]:
            hint = near_misses(keyword.name, _AXES[node.function])
            raise SpecError(f"'{node.function}' has no option '{keyword.name}'", hint=hint or None)


def _scalar(lowering: Lowering, node: s.Call) -> Value:
    _arguments(node, 1, 1)
    function, wanted = _SCALAR[node.function]
    argument = lowering.plain(lowering.lower(node.arguments[0]), wanted, node.arguments[0])
    result = values.combine(function, argument).probed()
    if not result.rank and result.scalar().has(sympy.zoo, sympy.nan, sympy.oo):
        raise SpecError(f"{node.function} has no value there")
    return result


def _activation(lowering: Lowering, node: s.Call) -> Value:
    """An activation; its argument, and the call inside a larger formula, become equations of their own."""
    activation = lowering.scope.functions.find(node.function)
    if not 1 <= len(node.arguments) <= 1 + activation.vector:
        raise SpecError(f"'{node.function}' takes one argument, not {len(node.arguments)}")
    options = {
        keyword.name: _literal(keyword) for keyword in node.keywords if not (activation.vector and keyword.name == "axis")
    }
    axis_node = node.keyword("axis") if activation.vector else None
    if len(node.arguments) == 2:
        axis_node = node.arguments[1]
    argument = lowering.lower(node.arguments[0])
    helper = not activation.listed  # abs: written inline, as in |a - y|
    if not helper:
        argument = lowering.named(argument, "z", "linear", node.arguments[0])
    axes = reductions.axes_of(axis_node, argument.rank) if axis_node else (-1,)
    if len(axes) != 1:
        hint = f"Write axis=-1, or another one; '{node.function}' over several axes is not supported."
        raise SpecError(
            f"'{node.function}' goes along one axis, not {len(axes)}", place=lowering.place(axis_node or node), hint=hint
        )
    axis = axes[0]
    result = lowering.scope.functions.apply(node.function, options, argument, lowering.text, axis)
    wanted = "p" if node.function in _PROBABILITIES else "a"
    return result if helper else lowering.named(result, wanted, "activation", node)


def _literal(keyword: s.Keyword) -> float:
    node, sign = keyword.value, 1
    if isinstance(node, s.Negative):
        node, sign = node.operand, -1
    if not isinstance(node, s.Number):
        raise SpecError(f"the option '{keyword.name}' should be a number")
    return sign * float(node.value)


def _where(lowering: Lowering, node: s.Call) -> Value:
    return lowering.condition(node.arguments[0], lowering.lower(node.arguments[1]), lowering.lower(node.arguments[2]))


def _choice(greater: bool) -> Callable[[Lowering, s.Call], Value]:
    """maximum or minimum: at a tie the constant wins (so max(0, z) has derivative 0 at 0), else the first."""

    def choose(a: Expr, b: Expr) -> Expr:
        if a.is_Rational and b.is_Rational:
            return max(a, b) if greater else min(a, b)
        if a.is_number and not b.is_number:
            a, b = b, a
        strict = b.is_number
        strong, weak = (sympy.StrictGreaterThan, sympy.GreaterThan) if greater else (sympy.StrictLessThan, sympy.LessThan)
        return Where((strong if strict else weak)(a, b, evaluate=False), a, b)

    def handler(lowering: Lowering, node: s.Call) -> Value:
        if len(node.arguments) != 2:
            hint = f"{node.function}(a, b) compares two values entry by entry."
            raise SpecError(f"'{node.function}' over an axis is not supported", hint=hint)
        arguments = [lowering.plain(lowering.lower(argument), "u", argument) for argument in node.arguments]
        return values.combine(choose, *arguments)

    return handler


def _dot(lowering: Lowering, node: s.Call) -> Value:
    left, right = (lowering.plain(lowering.lower(argument), "u", argument) for argument in node.arguments)
    if not left.rank or not right.rank:
        return values.combine(lambda a, b: a * b, left, right)
    return values.matmul(left, right)


def _outer(lowering: Lowering, node: s.Call) -> Value:
    left, right = (lowering.lower(argument) for argument in node.arguments)
    if left.rank != 1 or right.rank != 1:
        raise SpecError(f"outer takes two vectors, not shapes {left.shape} and {right.shape}")
    return Value((*left.ranges, *right.ranges), lambda at: left.at(at[:1]) * right.at(at[1:]))


def _transpose(lowering: Lowering, node: s.Call) -> Value:
    return values.transpose(lowering.lower(node.arguments[0]))


def _arange(lowering: Lowering, node: s.Call) -> Value:
    size = lowering.lower(node.arguments[0])
    if size.rank or not (size.integer or size.scalar().is_Integer):
        raise SpecError("arange takes a size")
    base = Integer(lowering.scope.base)
    return Value(((base, size.scalar() + base - 1),), lambda at: at[0], True, True, size.scalar())


_AXES: dict[str, tuple[str, ...]] = {
    "sum": ("axis", "keepdims"),
    "mean": ("axis", "keepdims"),
    "logsumexp": ("axis", "keepdims"),
}
_TABLE: dict[str, tuple[int, int, Callable[[Lowering, s.Call], Value]]] = {
    "sum": (1, 9, reductions.sum_),
    "mean": (1, 9, reductions.mean),
    "logsumexp": (1, 2, reductions.logsumexp),
    "where": (3, 3, _where),
    "maximum": (2, 2, _choice(greater=True)),
    "max": (1, 2, _choice(greater=True)),
    "minimum": (2, 2, _choice(greater=False)),
    "min": (1, 2, _choice(greater=False)),
    "dot": (2, 2, _dot),
    "matmul": (2, 2, _dot),
    "outer": (2, 2, _outer),
    "transpose": (1, 1, _transpose),
    "arange": (1, 1, _arange),
}

FUNCTIONS = (*_SCALAR, *_TABLE)
"""What the language knows beside the activations."""
