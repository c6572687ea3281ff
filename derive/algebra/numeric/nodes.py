"""The value of each kind of node that neither sums nor differentiates: numbers, entries, brackets, choices, functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
import sympy
from sympy import Basic, Expr, Symbol

from derive.algebra.applied import Opaque
from derive.algebra.brackets import Delta, Divides, FirstMax, InRange, Where
from derive.algebra.numeric.entries import whole
from derive.algebra.numeric.instance import Array, Instance, Scope, extend, handles, value_in_scope
from derive.algebra.special import erf


@handles(Symbol)
def _symbol(expr: Symbol, instance: Instance, scope: Scope) -> Array:
    return scope[expr] if expr in scope else np.asarray(instance.symbols[expr])


@handles(sympy.Number, sympy.NumberSymbol)
def _number(expr: Expr, _instance: Instance, _scope: Scope) -> Array:
    return np.asarray(int(expr) if expr.is_Integer else float(expr))


@handles(sympy.Add)
def _add(expr: Expr, instance: Instance, scope: Scope) -> Array:
    return reduce(np.add, (value_in_scope(arg, instance, scope) for arg in expr.args))


BRACKETS = (Delta, InRange, Divides, FirstMax)


@handles(sympy.Mul)
def _mul(expr: Expr, instance: Instance, scope: Scope) -> Array:
    """The product, where a bracket that is zero silences whatever stands beside it (an entry out of range is NaN)."""
    brackets = [arg for arg in expr.args if isinstance(arg, BRACKETS)]
    factors = [value_in_scope(arg, instance, scope) for arg in expr.args if not isinstance(arg, BRACKETS)]
    product = reduce(np.multiply, factors, np.asarray(1))
    if not brackets:
        return product
    inside = reduce(np.multiply, (value_in_scope(arg, instance, scope) for arg in brackets))
    return np.where(inside != 0, product, 0)


@handles(sympy.Pow)
def _pow(expr: Expr, instance: Instance, scope: Scope) -> Array:
    base, exponent = (value_in_scope(arg, instance, scope) for arg in expr.args)
    if expr.exp.is_Integer:
        result = reduce(np.multiply, [base] * abs(int(expr.exp)), np.asarray(1.0))
        return result if expr.exp > 0 else 1 / result
    if not np.iscomplexobj(base) and np.any(base < 0):
        base = base.astype(complex)
    return np.asarray(np.power(base, exponent))


@handles(Delta)
def _delta(expr: Delta, instance: Instance, scope: Scope) -> Array:
    i, j = (value_in_scope(arg, instance, scope) for arg in expr.args)
    return (i == j).astype(int)


@handles(InRange)
def _in_range(expr: InRange, instance: Instance, scope: Scope) -> Array:
    index, lo, hi = (whole(value_in_scope(arg, instance, scope)) for arg in expr.args)
    return ((lo <= index) & (index <= hi)).astype(int)


@handles(Divides)
def _divides(expr: Divides, instance: Instance, scope: Scope) -> Array:
    divisor, index = (value_in_scope(arg, instance, scope) for arg in expr.args)
    return (index % divisor == 0).astype(int)


@handles(FirstMax)
def _first_max(expr: FirstMax, instance: Instance, scope: Scope) -> Array:
    """One entry of the one-hot array whose one is at the first maximum."""
    depth = len(scope)
    wanted = [value_in_scope(index, instance, scope) for index in expr.indices]
    lows, sizes = [], []
    for bound in expr.bounds:
        scope, _, size = extend(scope, tuple(bound), instance)
        lows.append(int(value_in_scope(bound[1], instance, {}).real))
        sizes.append(size)
    body = value_in_scope(expr.args[0], instance, scope).real
    body = np.broadcast_to(body, (*body.shape[:depth], *sizes))  # along other indices only where something depends on them
    first = body.reshape(*body.shape[:depth], -1).argmax(axis=-1)
    found: list[Array] = []
    for size in reversed(sizes):  # NumPy 2.4's unravel_index is wrong for more than 8192 numbers with axes of length one
        first, place = np.divmod(first, size)
        found.insert(0, place)
    agree = [index - low == place for index, low, place in zip(wanted, lows, found, strict=True)]
    return np.asarray(reduce(np.logical_and, agree)).astype(int)


@handles(Where)
def _where(expr: Where, instance: Instance, scope: Scope) -> Array:
    condition, then, otherwise = (value_in_scope(arg, instance, scope) for arg in expr.args)
    return np.where(condition, then, otherwise)


@handles(Opaque)
def _opaque(expr: Opaque, instance: Instance, scope: Scope) -> Array:
    function, entry, bound = expr.args
    scope, mask, _ = extend(scope, tuple(bound), instance)
    return instance.opaque[function.name](np.where(mask, value_in_scope(entry, instance, scope), 0))


FUNCTIONS: dict[type, Callable[[Array], Array]] = {
    sympy.exp: np.exp,
    sympy.log: lambda x: np.log(x) if np.iscomplexobj(x) or np.all(x > 0) else np.log(x.astype(complex)),
    sympy.sin: np.sin,
    sympy.cos: np.cos,
    sympy.tanh: np.tanh,
    sympy.sinh: np.sinh,
    sympy.cosh: np.cosh,
    sympy.erf: erf,
}

RELATIONS: dict[type, Callable[[Array, Array], Array]] = {
    sympy.StrictGreaterThan: np.greater,
    sympy.GreaterThan: np.greater_equal,
    sympy.StrictLessThan: np.less,
    sympy.LessThan: np.less_equal,
    sympy.Equality: np.equal,
    sympy.Unequality: np.not_equal,
}


@handles(*FUNCTIONS)
def _function(expr: Expr, instance: Instance, scope: Scope) -> Array:
    return FUNCTIONS[type(expr)](value_in_scope(expr.args[0], instance, scope) * 1.0)


@handles(*RELATIONS)
def _relation(expr: Basic, instance: Instance, scope: Scope) -> Array:
    left, right = (value_in_scope(arg, instance, scope).real for arg in expr.args)
    return RELATIONS[type(expr)](left, right)
