"""Derivatives that stand unevaluated in a line (``Partial``, ``Differentiate``, a primed function), by complex step: never by
the calculus that they are to witness.

An imaginary step in one entry gives the derivatives by that entry.  Entries that no place reads together take their
steps together: those of one *colour*, whose positions differ by multiples of the windows' lengths along every axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Expr, Integer, S, Symbol

from derive.algebra.applied import Apply, Differentiate, Opaque, Partial
from derive.algebra.nodes import Entry, Tensor
from derive.algebra.numeric.instance import NUDGE, STEP, Array, Instance, Scope, extend, handles, lengths, value_in_scope
from derive.algebra.numeric.reach import Window, place, reach, start
from derive.algebra.sums import Sum, replace

_TOGETHER = 256
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
    lhs, rhs = _rule(of, instance)
    renaming = {i: j for i, j in zip(lhs.indices, of.indices, strict=True) if i.is_Symbol and i != j}
    return slope(replace(rhs, renaming), by, instance, scope)


def _rule(of: Entry, instance: Instance) -> tuple[Entry, Expr]:
    """The equation of an entry: the one for its own number where there is one, ``h[0,j] = ...``, else that for any step."""
    rules = instance.rules[of.tensor]

    def fits(lhs: Entry) -> bool:
        return all(i.is_Symbol or i == j for i, j in zip(lhs.indices, of.indices, strict=True))

    fitting = [rule for rule in rules if fits(rule[0])]
    return min(fitting or rules, key=lambda rule: sum(i.is_Symbol for i in rule[0].indices))


@handles(Differentiate)
def _differentiate(expr: Differentiate, instance: Instance, scope: Scope) -> Array:
    return slope(expr.args[0], expr.args[1], instance, scope)


def slope(expr: Expr, by: Entry, instance: Instance, scope: Scope) -> Array:
    """The derivative of ``expr`` by the entry ``by``, for every value of the indices in scope."""
    tensor = by.tensor
    if not expr.has(tensor):
        return np.asarray(0.0)
    windows = reach(expr, tensor, instance)
    colour: Array = np.asarray(0)
    inside: Array = np.asarray(True)
    for axis, (window, index) in enumerate(zip(windows, by.indices, strict=True)):
        at, first = place(index, tensor, axis, instance, scope), start(window, tensor, axis, instance, scope)
        inside = inside & (first <= at) & (at < first + window.span)
        colour = colour * window.span + at % window.span
    found = np.concatenate([part for _, part in passes(expr, tensor, windows, instance, scope)], axis=-1)
    return np.where(inside, _picked(found, colour), 0.0)


def _picked(found: Array, at: Array) -> Array:
    """``found[..., at]`` with the last axis of ``found`` chosen by ``at`` at each place."""
    at = at.reshape((1,) * (found.ndim - 1 - at.ndim) + at.shape)
    shape = np.broadcast_shapes(found.shape[:-1], at.shape)
    grid = [np.arange(n).reshape((-1,) + (1,) * (len(shape) - 1 - i)) if n > 1 else 0 for i, n in enumerate(found.shape[:-1])]
    return np.broadcast_to(found[(*grid, at)], shape)


def passes(
    expr: Expr, tensor: Tensor, windows: Sequence[Window], instance: Instance, scope: Scope
) -> Iterator[tuple[int, Array]]:
    """The derivatives by the entries of each colour: the number of the first colour, and an array whose last axis runs over
    the colours of the pass.  At each place the entry of that colour in its window is meant."""
    assert NUDGE not in scope, "a derivative inside a derivative"
    count = prod(window.span for window in windows)
    places = prod(n for n, symbol in zip(lengths(scope), scope, strict=True) if symbol in expr.free_symbols)
    together = min(_TOGETHER, max(1, _MEMORY // max(1, places * _terms(expr, instance))))
    for first in range(0, count, together):
        colours = range(first, min(first + together, count))
        moved = instance.with_value(tensor, _nudged(instance.values[tensor], windows, colours))
        deeper, _, size = extend(scope, (NUDGE, S.Zero, Integer(len(colours) - 1)), instance)
        value = value_in_scope(expr, moved, deeper)
        value = value.reshape((1,) * (len(deeper) - value.ndim) + value.shape)
        yield first, np.broadcast_to(value.imag / STEP, (*value.shape[:-1], size))


def _nudged(base: Array, windows: Sequence[Window], colours: range) -> Array:
    """Copies of an array along a new first axis, each with an imaginary step at the entries of one colour."""
    moved = np.repeat(base[None].astype(complex), len(colours), axis=0)
    for row, colour in enumerate(colours):
        own: list[Any] = [slice(c, None, w.span) for c, w in zip(digits(colour, windows), windows, strict=True)]
        moved[(row, *own)] += 1j * STEP
    return moved


def digits(colour: int, windows: Sequence[Window]) -> list[int]:
    """The remainder of a colour along each axis."""
    found = []
    for window in reversed(windows):
        colour, digit = divmod(colour, window.span)
        found.append(digit)
    return found[::-1]


def _terms(expr: Basic, instance: Instance) -> int:
    """About how many terms the largest sum in an expression has."""
    inside = max((_terms(arg, instance) for arg in expr.args), default=1)
    if not isinstance(expr, Sum):
        return inside
    numbers = {symbol: Integer(int(value)) for symbol, value in instance.symbols.items() if value == int(value)}
    sizes = [sympy.expand(hi - lo + 1).xreplace(numbers) for _, lo, hi in expr.bounds]
    return inside * prod(max(int(size), 1) if size.is_Integer else _TERMS for size in sizes)
