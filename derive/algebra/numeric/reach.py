"""What a place of an expression reads of a tensor, axis by axis: a window of neighbouring entries, often a single one.

``z[n, c, i] = sum_{m,u} W[c, m, u] x[n, m, i + u]`` reads along the axes of x the entry n, every channel, and the window from
i to i + 2.  Entries further apart than a window are never read by the same place, and may be nudged at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import sympy
from sympy import Basic, Expr, Integer, Symbol

from derive.algebra.applied import Differentiate, Opaque, Partial
from derive.algebra.brackets import FirstMax
from derive.algebra.nodes import Entry, Tensor
from derive.algebra.numeric.instance import Array, Instance, Scope, value_in_scope
from derive.algebra.sums import Sum

Limits = Mapping[Symbol, tuple[Expr, Expr]]


@dataclass(frozen=True)
class Window:
    """Along one axis: the first index that a place may read (none: the first of the axis), and how many from there."""

    first: Expr | None
    span: int


def reach(expr: Expr, tensor: Tensor, instance: Instance) -> tuple[Window, ...]:
    """The window along each axis of ``tensor`` that any place of ``expr`` reads."""
    shape = instance.values[tensor].shape
    whole = tuple(Window(None, size) for size in shape)
    if expr.has(Opaque, Partial, Differentiate):
        return whole
    reads = list(_reads(expr, tensor, {}))
    found = (_window([(indices[axis], limits) for indices, limits in reads], instance) for axis in range(tensor.rank))
    return tuple(
        own if own is not None and own.span < size else every for own, every, size in zip(found, whole, shape, strict=True)
    )


def _reads(expr: Basic, tensor: Tensor, limits: Limits) -> Iterator[tuple[tuple[Expr, ...], Limits]]:
    """The indices of each entry of the tensor, with the limits of the sums around it."""
    if isinstance(expr, Entry) and expr.tensor == tensor:
        yield expr.indices, limits
    elif isinstance(expr, (Sum, FirstMax)):
        inner = {**limits, **{bound[0]: (bound[1], bound[2]) for bound in expr.bounds}}
        yield from _reads(expr.args[0], tensor, inner)
    else:
        for arg in expr.args:
            yield from _reads(arg, tensor, limits)


def _window(reads: list[tuple[Expr, Limits]], instance: Instance) -> Window | None:
    """The common window of several indices; None if it has no fixed length."""
    ends = [_ends(index, limits) for index, limits in reads]
    sizes = {symbol: Integer(int(value)) for symbol, value in instance.symbols.items() if value == int(value)}
    base = ends[0][0] if ends and ends[0] else None
    if base is None:
        return None
    low = high = 0
    for pair in ends:
        offsets = [sympy.expand(end - base).xreplace(sizes) for end in pair] if pair else []
        if not offsets or not all(offset.is_Integer for offset in offsets):
            return None
        low, high = min(low, int(offsets[0])), max(high, int(offsets[1]))
    return Window(base + low, high - low + 1)


def _ends(index: Expr, limits: Limits) -> tuple[Expr, Expr] | None:
    """The least and the largest value of an index over the sums around it; None if it is not affine in what they bind."""
    low = high = sympy.expand(index)
    while bound := (low.free_symbols | high.free_symbols) & limits.keys():
        symbol = max(bound, key=list(limits).index)  # the innermost: its limits may name the others
        steps = low.coeff(symbol), high.coeff(symbol)
        rest = sympy.expand(low - steps[0] * symbol), sympy.expand(high - steps[1] * symbol)
        if not all(step.is_Integer for step in steps) or any(symbol in part.free_symbols for part in rest):
            return None
        lo, hi = limits[symbol]
        low = sympy.expand(rest[0] + steps[0] * (lo if steps[0] > 0 else hi))
        high = sympy.expand(rest[1] + steps[1] * (hi if steps[1] > 0 else lo))
    return low, high


def start(window: Window, tensor: Tensor, axis: int, instance: Instance, scope: Scope) -> Array:
    """Where the window of each place begins along an axis of the tensor's array, counted from 0."""
    return place(tensor.ranges[axis][0] if window.first is None else window.first, tensor, axis, instance, scope)


def place(index: Expr, tensor: Tensor, axis: int, instance: Instance, scope: Scope) -> Array:
    """Where an index stands along an axis of a tensor's array, counted from 0."""
    first = float(value_in_scope(tensor.ranges[axis][0], instance, {}).real)
    return np.rint(value_in_scope(index, instance, scope).real - first).astype(int)
