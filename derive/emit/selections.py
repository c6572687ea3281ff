"""Selections by value: the first largest entry of a window, and the row that a class index names.

A sum of products with the selection is the maximum itself; a sum with ``[k = x_n]`` adds rows where the indices say.  Neither
makes an array of zeros and ones where it can be helped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Mul, Symbol

from derive.algebra import Delta, Entry, FirstMax, Where, fresh_index, replace
from derive.emit import elementwise
from derive.emit.contraction import reduce_axes
from derive.emit.scope import Indexed, Scope

if TYPE_CHECKING:
    from derive.emit.lower import Lowering


def first_largest(lowering: Lowering, expr: FirstMax, scope: Scope) -> Indexed:
    """One at the first largest entry: computed for all places at once, then read where the indices say."""
    fresh = {bound[0]: fresh_index() for bound in expr.bounds}
    body = replace(expr.args[0], fresh)
    limits = [(fresh[k], lowering.sized(lo), lowering.sized(hi)) for k, lo, hi in expr.bounds]
    inner = scope.enter(limits)
    places = tuple(k for k, _, _ in limits)
    terms = elementwise.real(lowering.program, lowering.lower(body, inner))
    outer = scope.sort(terms.labels - set(places))
    indices = (*outer, *places)
    value = elementwise.repeat(lowering.program, terms, indices, inner)
    labels = tuple(range(len(indices)))
    mask = lowering.program.make("first", [value], [labels], labels, detail=(len(places),), kind="boolean")
    # The places are plain indices: the selection is an array of its own, or stands under a sum over them.
    renamed = dict(zip(places, expr.indices, strict=True))
    return Indexed(mask, tuple(renamed.get(index, index) for index in indices))


def largest(lowering: Lowering, args: Sequence[Expr], over: frozenset[Symbol], scope: Scope) -> Indexed | None:
    """``sum_u [u = argmax x] x_u`` is the maximum of the x_u."""
    for factor in args:
        if not isinstance(factor, Entry) or factor.tensor not in lowering.selections:
            continue
        equation = lowering.selections[factor.tensor]
        placed = replace(equation.rhs, dict(zip(equation.lhs.indices, factor.indices, strict=True)))
        if not isinstance(placed, FirstMax) or set(placed.indices) != over:
            continue
        body = replace(placed.args[0], {bound[0]: index for bound, index in zip(placed.bounds, placed.indices, strict=True)})
        plain = body.args[1] if isinstance(body, Where) else body
        brackets = body.args[0].lhs if isinstance(body, Where) else sympy.S.One
        if sympy.expand(Mul(*(other for other in args if other is not factor)) - plain * brackets) == 0:
            terms = elementwise.real(lowering.program, lowering.lower(body, scope))
            return reduce_axes(lowering.program, "max", terms, over)
    return None


def added_at(lowering: Lowering, args: Sequence[Expr], over: frozenset[Symbol], scope: Scope) -> Indexed | None:
    """``sum_n f_nj [k = x_n]``: each row of f is added to the row of the result that its index names."""
    for delta in args:
        if not isinstance(delta, Delta):
            continue
        k, at = delta.args if isinstance(delta.args[1], Entry) else delta.args[::-1]
        if not isinstance(at, Entry) or not k.is_Symbol or k in over or not at.free_symbols <= over | {at.tensor}:
            continue
        rest = [factor for factor in args if factor is not delta]
        if any(k in factor.free_symbols for factor in rest):
            continue
        return _rows(lowering, (rest, over, k, at), scope)
    return None


def _rows(lowering: Lowering, found: tuple[list[Expr], frozenset[Symbol], Symbol, Entry], scope: Scope) -> Indexed:
    rest, over, k, at = found
    program = lowering.program
    indices = lowering.lower(at, scope)
    names = indices.indices
    terms = elementwise.real(program, lowering.product(rest or [sympy.S.One], over - indices.labels, scope))
    others = scope.sort(terms.labels - indices.labels)
    value = elementwise.repeat(program, terms, (*names, *others), scope)
    lowering.limit(at.tensor, scope.count(k))
    count = len(names)
    own = tuple(range(1, count + 1))
    rows = tuple(range(count + 1, count + 1 + len(others)))
    shape = [scope.count(k), *(scope.count(index) for index in others)]
    result = program.make("add_at", [indices.value, value], [own, own + rows], (0, *rows), shape=shape)
    return Indexed(result, (k, *others))
