"""The value of an entry: a view of its tensor's array where every index is one in scope, shifted or not; gathered elsewhere."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from sympy import Expr, Symbol

from derive.algebra.nodes import Entry
from derive.algebra.numeric.instance import NUDGE, Array, Instance, Scope, handles, value_in_scope


@handles(Entry)
def entry(expr: Entry, instance: Instance, scope: Scope) -> Array:
    """The entries for every value of the indices in scope; NaN where an index is out of range."""
    array = instance.values[expr.tensor]
    nudges: tuple[Symbol, ...] = (NUDGE,) if array.ndim > expr.tensor.rank else ()
    firsts = [0] * len(nudges) + [_first(lo, instance) for lo, _ in expr.tensor.ranges]
    indices = (*nudges, *expr.indices)
    view = _viewed(array, indices, firsts, scope)
    return _gathered(array, indices, firsts, instance, scope) if view is None else view


def _first(lo: Expr, instance: Instance) -> int:
    return int(lo) if lo.is_Integer else int(value_in_scope(lo, instance, {}).real)


def _viewed(array: Array, indices: tuple[Expr, ...], firsts: list[int], scope: Scope) -> Array | None:
    """The array cut and turned so that its axes stand where the scope has their indices; None where that is no view of it."""
    depths = {symbol: depth for depth, symbol in enumerate(scope)}
    cuts: list[slice | int] = []
    order: list[int] = []
    for index, first, size in zip(indices, firsts, array.shape, strict=True):
        symbol, offset = _parts(index)
        if offset is None or (symbol is not None and (symbol not in scope or depths[symbol] in order)):
            return None
        values = None if symbol is None else scope[symbol]
        if values is not None and (values.dtype.kind != "i" or values.shape[depths[symbol]] != values.size):
            return None
        count = 1 if values is None else values.size
        low = offset - first + (0 if values is None or not count else int(values.flat[0]))
        if low < 0 or low + count > size or (values is not None and count and values.flat[-1] - values.flat[0] + 1 != count):
            return None
        if symbol is not None:
            order.append(depths[symbol])
        cuts.append(low if symbol is None else slice(low, low + count))
    if not order:
        return np.asarray(array[tuple(cuts)])
    shape = [1] * len(scope)
    view = array[tuple(cuts)]
    for depth, count in zip(order, view.shape, strict=True):
        shape[depth] = count
    return view.transpose(np.argsort(order)).reshape(shape)


@lru_cache(maxsize=4096)
def _parts(index: Expr) -> tuple[Symbol | None, int | None]:
    """An index as a letter and an offset (``t - 1``); no letter where it is a number, no offset where it is anything else."""
    offset, rest = index.as_coeff_Add()
    if not offset.is_Integer or not (rest.is_Symbol or rest == 0):
        return None, None
    return (rest if rest.is_Symbol else None), int(offset)


def _gathered(array: Array, indices: tuple[Expr, ...], firsts: list[int], instance: Instance, scope: Scope) -> Array:
    """Entry by entry."""
    positions: list[Array] = []
    inside = np.asarray(True)
    for index, first, size in zip(indices, firsts, array.shape, strict=True):
        at = whole(value_in_scope(index, instance, scope)) - first
        nearest = np.floor(at).astype(int)
        inside = inside & (nearest == at) & (nearest >= 0) & (nearest < size)
        positions.append(np.clip(nearest, 0, size - 1))
    value = array[tuple(np.broadcast_arrays(*positions))]
    return value if np.all(inside) else np.where(inside, value, np.nan)


def whole(index: Array) -> Array:
    """An index that was divided by a stride, as the integer that it is meant to be: (p - 1)/3 is not 0.9999."""
    nearest = np.rint(index.real)
    return np.where(np.abs(index.real - nearest) < 1e-9, nearest, index.real)
