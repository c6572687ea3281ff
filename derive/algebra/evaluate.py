"""Evaluation of index expressions on arrays: the independent witness of every step of a proof.

Input: an expression, the values of its tensors, and arrays for its free indices.  Output: an array with one axis for
each index in scope. Derivatives that stand unevaluated in a line (``Partial``, ``Differentiate``, a primed function)
are computed by complex step, never by the calculus that they are to witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Basic, Expr, Symbol

from derive.algebra.nodes import Apply, Delta, Differentiate, Divides, Entry, FirstMax, InRange, Opaque, Partial, Tensor, Where
from derive.algebra.special import erf
from derive.algebra.sums import Bound, Sum
from derive.algebra.sums import replace as substitute
from derive.errors import Refused

Array = NDArray[Any]
STEP = 1e-30
"""The complex step: far below rounding, so that the derivative has no truncation error (Squire and Trapp 1998)."""


@dataclass(frozen=True)
class Instance:
    """Numbers for everything that an expression may mention.

    ``values`` holds an array per tensor, with index ``lo`` of an axis at position 0, and NaN where a ragged tensor has
    no entry; ``symbols`` holds sizes and constants; ``functions`` maps a name to (variable, formula); ``opaque`` maps
    the name of an unknown cost to a stand-in; ``rules`` gives the equation (left side, right side) of each
    intermediate, for partial derivatives.
    """

    values: Mapping[Tensor, Array]
    symbols: Mapping[Symbol, float]
    functions: Mapping[str, tuple[Symbol, Expr]] = field(default_factory=dict)
    opaque: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    rules: Mapping[Tensor, tuple[Entry, Expr]] = field(default_factory=dict)

    def with_value(self, tensor: Tensor, value: Array) -> Instance:
        return replace(self, values={**self.values, tensor: value})


NUDGE = Symbol("_nudge", integer=True)
"""The number of a perturbation: an index in scope like any other, and the first axis of every array that it changes."""

Scope = dict[Symbol, Array]
"""The arrays of the indices in scope: each has as many axes as there are indices, and varies along its own."""


def evaluate(expr: Expr, instance: Instance, bounds: Iterable[Bound] = ()) -> Array:
    """The value of ``expr`` for every value of the free indices in ``bounds``: one axis for each, in their order.

    Where a later index has a range that depends on an earlier one, entries outside are NaN.
    """
    scope: Scope = {}
    inside: Array = np.array(True)
    shape: tuple[int, ...] = ()
    for bound in bounds:
        scope, mask, size = _extend(scope, bound, instance)
        inside = inside[..., None] & mask
        shape = (*shape, size)
    with np.errstate(all="ignore"):
        value = np.broadcast_to(value_in_scope(expr, instance, scope), shape)
    return value if inside.all() else np.where(inside, value, np.nan)


def _extend(scope: Scope, bound: Bound, instance: Instance) -> tuple[Scope, Array, int]:
    """The scope with one more index, a mask of its range, and the number of its values."""
    k, lo, hi = bound
    first = value_in_scope(lo, instance, scope).real.astype(int)
    last = value_in_scope(hi, instance, scope).real.astype(int)
    size = max(int(last.max() - first.min()) + 1, 0)
    values = first.min() + np.arange(size)
    mask = (values >= first[..., None]) & (values <= last[..., None])
    deeper = {i: array[..., None] for i, array in scope.items()}
    return deeper | {k: values.reshape((1,) * len(scope) + (size,))}, mask, size


def value_in_scope(expr: Basic, instance: Instance, scope: Scope) -> Array:
    """The value of an expression, as an array that broadcasts over the indices in scope."""
    handler = next((_HANDLERS[kind] for kind in type(expr).__mro__ if kind in _HANDLERS), None)
    if handler is None:
        raise Refused(f"cannot evaluate {type(expr).__name__}: {expr}")
    return np.asarray(handler(expr, instance, scope))


def _symbol(expr: Symbol, instance: Instance, scope: Scope) -> Array:
    if expr in scope:
        return scope[expr]
    return np.asarray(instance.symbols[expr])


def _number(expr: Expr, _instance: Instance, _scope: Scope) -> Array:
    return np.asarray(int(expr) if expr.is_Integer else float(expr))


def _add(expr: Expr, instance: Instance, scope: Scope) -> Array:
    return reduce(np.add, (value_in_scope(arg, instance, scope) for arg in expr.args))


_BRACKETS = (Delta, InRange, Divides, FirstMax)


def _mul(expr: Expr, instance: Instance, scope: Scope) -> Array:
    """The product, where a bracket that is zero silences whatever stands beside it (an entry out of range is NaN)."""
    brackets = [arg for arg in expr.args if isinstance(arg, _BRACKETS)]
    factors = [value_in_scope(arg, instance, scope) for arg in expr.args if arg not in brackets]
    product = reduce(np.multiply, factors, np.asarray(1))
    if not brackets:
        return product
    inside = reduce(np.multiply, (value_in_scope(arg, instance, scope) for arg in brackets))
    return np.where(inside != 0, product, 0)


def _pow(expr: Expr, instance: Instance, scope: Scope) -> Array:
    base, exponent = (value_in_scope(arg, instance, scope) for arg in expr.args)
    if expr.exp.is_Integer:
        result = reduce(np.multiply, [base] * abs(int(expr.exp)), np.asarray(1.0))
        return result if expr.exp > 0 else 1 / result
    if not np.iscomplexobj(base) and np.any(base < 0):
        base = base.astype(complex)
    return np.power(base, exponent)


def _entry(expr: Entry, instance: Instance, scope: Scope) -> Array:
    array = instance.values[expr.tensor]
    nudged = [scope[NUDGE]] if array.ndim > expr.tensor.rank else []
    if not expr.indices:
        return array[tuple(nudged)] if nudged else array
    positions: list[Array] = []
    inside = np.asarray(True)
    sizes = array.shape[len(nudged) :]
    for axis, index in enumerate(expr.indices):
        at = _whole(value_in_scope(index, instance, scope)) - int(
            value_in_scope(expr.tensor.ranges[axis][0], instance, {}).real
        )
        whole = np.floor(at).astype(int)
        inside = inside & (whole == at) & (whole >= 0) & (whole < sizes[axis])
        positions.append(np.clip(whole, 0, sizes[axis] - 1))
    value = array[tuple(np.broadcast_arrays(*nudged, *positions))]
    return value if np.all(inside) else np.where(inside, value, np.nan)


@lru_cache(maxsize=4096)
def _opened(expr: Sum) -> tuple[Expr, list[Bound]]:
    """Opening a sum builds a new body: once is enough, since scopes never share an index by accident."""
    return expr.open()


def _whole(index: Array) -> Array:
    """An index that was divided by a stride, as the integer that it is meant to be: (p - 1)/3 is not 0.9999."""
    nearest = np.rint(index.real)
    return np.where(np.abs(index.real - nearest) < 1e-9, nearest, index.real)


def _sum(expr: Sum, instance: Instance, scope: Scope) -> Array:
    body, bounds = _opened(expr)
    inside = np.asarray(True)
    for bound in bounds:
        scope, mask, _ = _extend(scope, bound, instance)
        inside = inside[..., None] & mask
    value = np.where(inside, value_in_scope(body, instance, scope), 0)
    shape = np.broadcast_shapes(value.shape, inside.shape)
    return np.broadcast_to(value, shape).sum(axis=tuple(range(-len(bounds), 0)))


def _delta(expr: Delta, instance: Instance, scope: Scope) -> Array:
    i, j = (value_in_scope(arg, instance, scope) for arg in expr.args)
    return (i == j).astype(int)


def _in_range(expr: InRange, instance: Instance, scope: Scope) -> Array:
    index, lo, hi = (_whole(value_in_scope(arg, instance, scope)) for arg in expr.args)
    return ((lo <= index) & (index <= hi)).astype(int)


def _divides(expr: Divides, instance: Instance, scope: Scope) -> Array:
    divisor, index = (value_in_scope(arg, instance, scope) for arg in expr.args)
    return (index % divisor == 0).astype(int)


def _first_max(expr: FirstMax, instance: Instance, scope: Scope) -> Array:
    """One entry of the one-hot array whose one is at the first maximum."""
    depth = len(scope)
    wanted = [value_in_scope(index, instance, scope) for index in expr.indices]
    lows, sizes = [], []
    for bound in expr.bounds:
        scope, _, size = _extend(scope, tuple(bound), instance)
        lows.append(int(value_in_scope(bound[1], instance, {}).real))
        sizes.append(size)
    body = np.broadcast_to(value_in_scope(expr.args[0], instance, scope).real, _shape(scope))
    first = body.reshape(*body.shape[:depth], -1).argmax(axis=-1)
    found = np.unravel_index(first, sizes)
    agree = [index - low == place for index, low, place in zip(wanted, lows, found, strict=True)]
    return reduce(np.logical_and, agree).astype(int)


def _shape(scope: Scope) -> tuple[int, ...]:
    return np.broadcast_shapes(*(array.shape for array in scope.values()))


def _where(expr: Where, instance: Instance, scope: Scope) -> Array:
    condition, then, otherwise = (value_in_scope(arg, instance, scope) for arg in expr.args)
    return np.where(condition, then, otherwise)


def _relation(expr: Basic, instance: Instance, scope: Scope) -> Array:
    left, right = (value_in_scope(arg, instance, scope).real for arg in expr.args)
    return _RELATIONS[type(expr)](left, right)


def _apply(expr: Apply, instance: Instance, scope: Scope) -> Array:
    variable, formula = instance.functions[expr.function.name]
    argument = value_in_scope(expr.argument, instance, scope)
    order = expr.function.order
    if order == 0:
        return _at(formula, variable, argument, instance)
    # Only the last derivative is numerical; a proof's lines hold first derivatives, so mostly the formula itself is used.
    formula = formula if order == 1 else formula.diff(variable, order - 1)
    if np.iscomplexobj(argument):
        return _at(formula.diff(variable), variable, argument, instance)
    return _at(formula, variable, argument + 1j * STEP, instance).imag / STEP


def _at(formula: Expr, variable: Symbol, argument: Array, instance: Instance) -> Array:
    return value_in_scope(formula, instance, {variable: argument})


def _opaque(expr: Opaque, instance: Instance, scope: Scope) -> Array:
    function, entry, bound = expr.args
    scope, mask, _ = _extend(scope, tuple(bound), instance)
    return instance.opaque[function.name](np.where(mask, value_in_scope(entry, instance, scope), 0))


def _partial(expr: Partial, instance: Instance, scope: Scope) -> Array:
    of, by = expr.args
    if isinstance(of, Opaque):
        return _perturbed(of, by, instance, scope)
    lhs, rhs = instance.rules[of.tensor]
    renaming = {i: j for i, j in zip(lhs.indices, of.indices, strict=True) if i.is_Symbol and i != j}
    return _perturbed(substitute(rhs, renaming), by, instance, scope)


def _differentiate(expr: Differentiate, instance: Instance, scope: Scope) -> Array:
    return _perturbed(expr.args[0], expr.args[1], instance, scope)


def _perturbed(expr: Expr, by: Entry, instance: Instance, scope: Scope) -> Array:
    """The derivative of ``expr`` by the entry ``by``, one perturbation for each entry of its tensor."""
    array = instance.values[by.tensor].astype(complex)
    positions = [
        (value_in_scope(index, instance, scope).real - float(value_in_scope(lo, instance, {}).real)).astype(int)
        for index, (lo, _) in zip(by.indices, by.tensor.ranges, strict=True)
    ]
    total: Array = np.asarray(0.0)
    for where in np.ndindex(array.shape):
        moved = array.copy()
        moved[where] += 1j * STEP
        slope = value_in_scope(expr, instance.with_value(by.tensor, moved), scope).imag / STEP
        chosen = reduce(np.logical_and, (p == w for p, w in zip(positions, where, strict=True)), np.asarray(True))
        total = total + np.where(chosen, slope, 0.0)
    return total


_FUNCTIONS: dict[type, Callable[[Array], Array]] = {
    sympy.exp: np.exp,
    sympy.log: lambda x: np.log(x) if np.iscomplexobj(x) or np.all(x > 0) else np.log(x.astype(complex)),
    sympy.sin: np.sin,
    sympy.cos: np.cos,
    sympy.tanh: np.tanh,
    sympy.sinh: np.sinh,
    sympy.cosh: np.cosh,
    sympy.erf: erf,
}

_RELATIONS: dict[type, Callable[[Array, Array], Array]] = {
    sympy.StrictGreaterThan: np.greater,
    sympy.GreaterThan: np.greater_equal,
    sympy.StrictLessThan: np.less,
    sympy.LessThan: np.less_equal,
    sympy.Equality: np.equal,
    sympy.Unequality: np.not_equal,
}


def _function(expr: Expr, instance: Instance, scope: Scope) -> Array:
    return _FUNCTIONS[type(expr)](value_in_scope(expr.args[0], instance, scope) * 1.0)


_HANDLERS: dict[type, Callable[[Any, Instance, Scope], Array]] = {
    Symbol: _symbol,
    sympy.Number: _number,
    sympy.NumberSymbol: lambda expr, instance, scope: np.asarray(float(expr)),
    sympy.Add: _add,
    sympy.Mul: _mul,
    sympy.Pow: _pow,
    Entry: _entry,
    Sum: _sum,
    Delta: _delta,
    InRange: _in_range,
    Divides: _divides,
    FirstMax: _first_max,
    Where: _where,
    Apply: _apply,
    Opaque: _opaque,
    Partial: _partial,
    Differentiate: _differentiate,
    **dict.fromkeys(_FUNCTIONS, _function),
    **dict.fromkeys(_RELATIONS, _relation),
}
