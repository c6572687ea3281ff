"""Derivatives that stand unevaluated in a line (``Partial``, ``Differentiate``, a primed function), by complex step: never by
the calculus that they are to witness.

An imaginary step of 1e-30 in one entry gives the derivatives by that entry.  Along an axis on which every place reads its own
entry only (``a[n, j]`` in ``z[n, j] = f(a[n, j])``) all entries take their steps at once: none sees another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np
import sympy
from sympy import Basic, Expr, Integer, S, Symbol

from derive.algebra.nodes import Apply, Differentiate, Entry, Opaque, Partial, Tensor
from derive.algebra.numeric.instance import NUDGE, STEP, Array, Instance, Scope, extend, handles, lengths, value_in_scope
from derive.algebra.sums import Sum, replace

_TOGETHER = 64
_MEMORY = 2**22
"""So many steps in one pass: enough to spread its cost, and no arrays of more than so many numbers."""

_TERMS = 8
"""What a sum with an unknown number of terms is taken to have."""


@handles(Apply)
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


@handles(Partial)
def _partial(expr: Partial, instance: Instance, scope: Scope) -> Array:
    of, by = expr.args
    if isinstance(of, Opaque):
        return slope(of, by, instance, scope)
    lhs, rhs = instance.rules[of.tensor]
    renaming = {i: j for i, j in zip(lhs.indices, of.indices, strict=True) if i.is_Symbol and i != j}
    return slope(replace(rhs, renaming), by, instance, scope)


@handles(Differentiate)
def _differentiate(expr: Differentiate, instance: Instance, scope: Scope) -> Array:
    return slope(expr.args[0], expr.args[1], instance, scope)


def slope(expr: Expr, by: Entry, instance: Instance, scope: Scope) -> Array:
    """The derivative of ``expr`` by the entry ``by``, for every value of the indices in scope."""
    tensor = by.tensor
    places = [_position(index, tensor, axis, instance, scope) for axis, index in enumerate(by.indices)]
    if not expr.has(tensor):
        return np.asarray(0.0)
    own = separate_axes(expr, tensor)
    alone = [axis for axis in range(tensor.rank) if axis not in own]
    shape = instance.values[tensor].shape
    flat: Array = np.asarray(0)
    for axis in alone:
        flat = flat * shape[axis] + places[axis]
    total: Array = np.asarray(0.0)
    for first, found in _passes(expr, tensor, alone, instance, scope):
        here = flat - first
        chosen = (here >= 0) & (here < found.shape[-1])
        total = total + np.where(chosen, _picked(found, np.clip(here, 0, found.shape[-1] - 1)), 0.0)
    for axis, index in own.items():
        total = np.where(_position(index, tensor, axis, instance, scope) == places[axis], total, 0.0)
    return total


def _position(index: Expr, tensor: Tensor, axis: int, instance: Instance, scope: Scope) -> Array:
    first = float(value_in_scope(tensor.ranges[axis][0], instance, {}).real)
    return np.rint(value_in_scope(index, instance, scope).real - first).astype(int)


def _picked(found: Array, at: Array) -> Array:
    """``found[..., at]`` with the last axis of ``found`` chosen by ``at`` at each place."""
    at = at.reshape((1,) * (found.ndim - 1 - at.ndim) + at.shape)
    shape = np.broadcast_shapes(found.shape[:-1], at.shape)
    grid = [np.arange(n).reshape((-1,) + (1,) * (len(shape) - 1 - i)) if n > 1 else 0 for i, n in enumerate(found.shape[:-1])]
    return np.broadcast_to(found[(*grid, at)], shape)


def _passes(expr: Expr, tensor: Tensor, alone: list[int], instance: Instance, scope: Scope) -> Iterator[tuple[int, Array]]:
    """The derivatives by the entries of the ``alone`` axes, in passes: the number of the first entry, and an array whose last
    axis runs over the entries of the pass (along the other axes every entry takes its step in every pass)."""
    assert NUDGE not in scope, "a derivative inside a derivative"
    base = instance.values[tensor]
    count = prod(base.shape[axis] for axis in alone)
    places = prod(n for n, symbol in zip(lengths(scope), scope, strict=True) if symbol in expr.free_symbols)
    together = min(_TOGETHER, max(1, _MEMORY // (places * _terms(expr, instance))))
    for first in range(0, count, together):
        numbers = range(first, min(first + together, count))
        moved = instance.with_value(tensor, nudged(base, alone, numbers))
        deeper, _, size = extend(scope, (NUDGE, S.Zero, Integer(len(numbers) - 1)), instance)
        value = value_in_scope(expr, moved, deeper)
        value = value.reshape((1,) * (len(deeper) - value.ndim) + value.shape)
        yield first, np.broadcast_to(value.imag / STEP, (*value.shape[:-1], size))


def nudged(base: Array, alone: list[int], numbers: range) -> Array:
    """Copies of an array along a new first axis, each with an imaginary step at one entry of the ``alone`` axes."""
    moved = np.repeat(base[None].astype(complex), len(numbers), axis=0)
    shape = [base.shape[axis] for axis in alone]
    for row, number in enumerate(numbers):
        entry = dict(zip(alone, np.unravel_index(number, shape) if alone else (), strict=True))
        moved[(row, *(entry.get(axis, slice(None)) for axis in range(base.ndim)))] += 1j * STEP
    return moved


def _terms(expr: Basic, instance: Instance) -> int:
    """About how many terms the largest sum in an expression has."""
    inside = max((_terms(arg, instance) for arg in expr.args), default=1)
    if not isinstance(expr, Sum):
        return inside
    sizes = [sympy.expand(hi - lo + 1).xreplace({s: Integer(int(v)) for s, v in instance.symbols.items() if v == int(v)})
             for _, lo, hi in expr.bounds]  # fmt: skip
    return inside * prod(max(int(size), 1) if size.is_Integer else _TERMS for size in sizes)


def separate_axes(expr: Expr, tensor: Tensor) -> dict[int, Expr]:
    """The axes along which each place of ``expr`` reads one entry only, with the index that it reads there."""
    if expr.has(Opaque, Partial, Differentiate):
        return {}
    read = [entry.indices for entry in expr.atoms(Entry) if entry.tensor == tensor]
    common: dict[int, Expr] = {}
    for axis in range(tensor.rank):
        indices = {index[axis] for index in read}
        if len(indices) == 1 and next(iter(indices)).free_symbols <= expr.free_symbols:  # no sum runs over it
            common[axis] = indices.pop()
    return common
