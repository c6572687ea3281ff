"""Sums: a product under a sum is contracted factor by factor, and never written out over all indices at once.

    sum_{m,u,v} W[c,m,u,v] x[n,m,i+u,k+v]      one array for W, one for x; np.einsum multiplies and adds

An entry out of range is NaN, and stays NaN in the result unless a bracket of zero stands beside it.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from math import prod
from typing import Any

import numpy as np
from sympy import Add, Expr, Mul

from derive.algebra.numeric.instance import Array, Instance, Scope, extend, handles, lengths, value_in_scope
from derive.algebra.numeric.nodes import BRACKETS
from derive.algebra.sums import Bound, Sum

_SMALL = 4096
"""Up to so many products the plain way is the faster one."""


@handles(Sum)
def _sum(expr: Sum, instance: Instance, scope: Scope) -> Array:
    body, bounds = _opened(expr)
    masks: list[Array] = []
    for bound in bounds:
        scope, mask, _ = extend(scope, bound, instance)
        masks = [m[..., None] for m in masks] + ([] if mask.all() else [mask])
    axes = len(bounds)
    if prod(lengths(scope)) <= _SMALL:
        return _plain(body, masks, axes, instance, scope)
    terms = [_term(term, masks, axes, instance, scope) for term in Add.make_args(body)]
    return reduce(np.add, terms)


@lru_cache(maxsize=4096)
def _opened(expr: Sum) -> tuple[Expr, list[Bound]]:
    """Opening a sum builds a new body: once is enough, since scopes never share an index by accident."""
    return expr.open()


def _plain(body: Expr, masks: list[Array], axes: int, instance: Instance, scope: Scope) -> Array:
    """Every product written out, then added."""
    value = value_in_scope(body, instance, scope)
    if masks:
        value = np.where(reduce(np.logical_and, masks), value, 0)
    bound = lengths(scope)[len(scope) - axes :]
    free = np.broadcast_shapes(value.shape, (1,) * len(scope))[: len(scope) - axes]
    return np.broadcast_to(value, (*free, *bound)).sum(axis=tuple(range(-axes, 0)))


def _term(term: Expr, masks: list[Array], axes: int, instance: Instance, scope: Scope) -> Array:
    """The sum of one product, by contraction; written out where an entry out of range is not silenced by its own brackets."""
    parts = Mul.make_args(term)
    brackets = [value_in_scope(part, instance, scope) != 0 for part in parts if isinstance(part, BRACKETS)] + masks
    factors = [_full(value_in_scope(part, instance, scope), scope) for part in parts if not isinstance(part, BRACKETS)]
    brackets = [_full(bracket, scope) for bracket in brackets]
    factors = [_silenced(factor, brackets) for factor in factors]
    if any(not np.all(np.isfinite(factor)) for factor in factors):
        return _plain(term, masks, axes, instance, scope)
    return _contracted([*factors, *(bracket.astype(float) for bracket in brackets)], axes, lengths(scope))


def _full(value: Array, scope: Scope) -> Array:
    """The value with an axis for every index in scope."""
    return value.reshape((1,) * (len(scope) - value.ndim) + value.shape)


def _silenced(factor: Array, brackets: list[Array]) -> Array:
    """A factor with zeros where brackets of its own indices are zero: what is out of range is NaN, and must not be added."""
    if np.all(np.isfinite(factor)):
        return factor
    own = [b for b in brackets if all(f > 1 or n == 1 for f, n in zip(factor.shape, b.shape, strict=True))]
    return np.where(reduce(np.logical_and, own), factor, 0) if own else factor


def _contracted(arrays: list[Array], axes: int, sizes: tuple[int, ...]) -> Array:
    """The sum over the last axes of the product of arrays that broadcast."""
    depth = len(sizes)
    arrays = _merged(arrays)
    met = {axis for array in arrays for axis in range(depth) if array.shape[axis] > 1}
    kept = [axis for axis in range(depth - axes) if axis in met]
    operands: list[Any] = []
    for array in arrays:
        own = [axis for axis in range(depth) if array.shape[axis] > 1]
        operands += [array.reshape([array.shape[axis] for axis in own]), own]
    contract: Any = np.einsum  # its stubs do not know operands with lists of axes
    # Two factors go without BLAS, whose threads wait for each other where other programs keep the processors busy.
    total = contract(*operands, kept, optimize="greedy" if len(arrays) > 2 else False)
    unmet = prod(sizes[axis] for axis in range(depth - axes, depth) if axis not in met)
    return np.asarray(total * unmet).reshape([sizes[axis] if axis in met else 1 for axis in range(depth - axes)])


def _merged(arrays: list[Array]) -> list[Array]:
    """The same product in fewer factors: each is multiplied into another that varies wherever it does."""
    kept: list[Array] = []
    for array in sorted(arrays, key=lambda array: -array.size):
        for place, other in enumerate(kept):
            if all(n == 1 or m > 1 for n, m in zip(array.shape, other.shape, strict=True)):
                kept[place] = other * array
                break
        else:
            kept.append(array)
    return kept
