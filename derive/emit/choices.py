"""Choices, ranges and additions: the small decisions of the lowering.

A choice between one and zero is its condition; a bracket on one index narrows what is computed, and the result is placed into
zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Symbol

from derive.algebra import Entry, InRange, Where
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.emit import elementwise, positions
from derive.emit.scope import Indexed, Scope
from derive.emit.windows import affine
from derive.errors import Refused

if TYPE_CHECKING:
    from derive.emit.lower import Lowering

_RELATIONS = {
    sympy.StrictGreaterThan: "greater", sympy.GreaterThan: "greater_equal", sympy.StrictLessThan: "less", sympy.LessThan:
    "less_equal", sympy.Equality: "equal", sympy.Unequality: "not_equal",
}  # fmt: skip


def choice(lowering: Lowering, expr: Where, scope: Scope) -> Indexed:
    """One of two branches, by a condition."""
    condition, then, otherwise = expr.args
    mask = mask_of(lowering, condition, scope)
    if (then, otherwise) == (1, 0):
        return mask
    operands = [elementwise.real(lowering.program, lowering.lower(branch, scope)) for branch in (then, otherwise)]
    return elementwise.apply(lowering.program, "select", [mask, *operands], scope)


def mask_of(lowering: Lowering, condition: sympy.Basic, scope: Scope) -> Indexed:
    """A relation between scalars, or several joined by and / or / not."""
    if isinstance(condition, (sympy.And, sympy.Or)):
        masks = [mask_of(lowering, part, scope) for part in condition.args]
        op = "and" if isinstance(condition, sympy.And) else "or"
        return reduce(lambda a, b: elementwise.apply(lowering.program, op, [a, b], scope), masks)
    if isinstance(condition, sympy.Not):
        return elementwise.apply(lowering.program, "not", [mask_of(lowering, condition.args[0], scope)], scope)
    if type(condition) in (sympy.Equality, sympy.Unequality) and any(
        isinstance(s, Entry) and s.tensor.integer for s in condition.args
    ):
        mask = positions.equal(
            lowering, condition.args[0], condition.args[1], scope
        )  # an index against a class index of the data
        return mask if isinstance(condition, sympy.Equality) else elementwise.apply(lowering.program, "not", [mask], scope)
    return lowering.apply(_RELATIONS[type(condition)], condition.args, scope)


def rectangular(body: Expr, bounds: list[Bound], scope: Scope, outside: Expr | None = None) -> tuple[Expr, list[Bound]]:
    """A sum whose limits depend on an index (m <= i) over the whole range: with a bracket, or with ``outside`` elsewhere."""
    wide: list[Bound] = []
    for k, lo, hi in bounds:
        free = {symbol: scope.ranges[symbol] for symbol in (lo.free_symbols | hi.free_symbols) if symbol in scope.ranges}
        if free:
            bracket = InRange(k, lo, hi)
            body = body * bracket if outside is None else Where(sympy.StrictGreaterThan(bracket, 0), body, outside)
            lo = affine_ends(lo, scope)[0]
            hi = affine_ends(hi, scope)[1]
        wide.append((k, lo, hi))
    return body, wide


def affine_ends(end: Expr, scope: Scope) -> Range:
    """The least and the greatest value of a limit.

    Raises:
        Refused: the limit is no affine function of an index.
    """
    form = affine(end, scope.ranges)
    if form is None:
        raise Refused(f"a sum whose limit is {end} is not emitted: it is not affine in the indices")
    return form.least, form.greatest


def narrow(lowering: Lowering, args: Sequence[Expr], over: frozenset[Symbol], scope: Scope) -> Indexed | None:
    """Use a bracket ``[lo <= k + c <= hi]``: compute for those k only; None if there is no such bracket."""
    for bracket in args:
        if not isinstance(bracket, InRange):
            continue
        limits = _limits(lowering, bracket, scope)
        if limits is None:
            continue
        k, lo, hi = limits
        rest = [factor for factor in args if factor is not bracket]
        result = lowering.product(rest or [sympy.S.One], over, scope.narrowed(k, lo, hi))
        return result if k in over else _place(lowering, result, (k, lo, hi), scope)
    return None


def _limits(lowering: Lowering, bracket: InRange, scope: Scope) -> tuple[Symbol, Expr, Expr] | None:
    index, first, last = (lowering.sized(arg) for arg in bracket.args)
    symbols = [symbol for symbol in index.free_symbols if symbol in scope.ranges]
    if len(symbols) != 1:
        return None
    (k,) = symbols
    slope = sympy.expand(index).coeff(k)
    if slope not in (1, -1):
        return None
    offset = sympy.expand(index - slope * k)
    lo, hi = (first - offset, last - offset) if slope == 1 else (offset - last, offset - first)
    return _overlap(k, (lo, hi), scope.ranges[k])


def _overlap(k: Symbol, one: Range, other: Range) -> tuple[Symbol, Expr, Expr] | None:
    """The values of k in both ranges, if numbers decide it."""
    below, above = sympy.expand(one[0] - other[0]), sympy.expand(one[1] - other[1])
    if not (below.is_Integer and above.is_Integer):
        return None
    lo = one[0] if below > 0 else other[0]
    hi = one[1] if above < 0 else other[1]
    length = sympy.expand(hi - lo + 1)
    return None if length.is_Integer and length <= 0 else (k, sympy.expand(lo), sympy.expand(hi))


def _place(lowering: Lowering, result: Indexed, bound: tuple[Symbol, Expr, Expr], scope: Scope) -> Indexed:
    """Zeros with the result at its place along the axis of k."""
    k, lo, hi = bound
    if (lo, hi) == scope.ranges[k]:
        return result
    if k not in result.labels:
        narrow_scope = scope.narrowed(k, lo, hi)
        indices = scope.sort(result.labels | {k})
        result = Indexed(elementwise.repeat(lowering.program, result, indices, narrow_scope), indices)
    result = elementwise.real(lowering.program, result)
    starts = tuple(int(lo - scope.ranges[i][0]) if i == k else 0 for i in result.indices)
    shape = [scope.count(i) for i in result.indices]
    labels = tuple(range(len(result.indices)))
    value = lowering.program.make("place", [result.value], [labels], labels, detail=starts, shape=shape)
    return Indexed(value, result.indices)


def add_up(lowering: Lowering, signed: Sequence[tuple[bool, Indexed]], scope: Scope) -> Indexed:
    """Terms with their signs (True for minus): those with equal axes first, and positive ones first among them."""
    program = lowering.program
    if not any(operand.value.kind == "real" and operand.indices for _, operand in signed):
        signed = [(negative, elementwise.real(program, operand)) for negative, operand in signed]
    groups: dict[frozenset[Symbol], list[tuple[bool, Indexed]]] = {}
    for negative, operand in sorted(signed, key=lambda pair: (pair[1].value.rank, pair[0])):
        groups.setdefault(operand.labels, []).append((negative, operand))
    totals = [_chain(lowering, group, scope) for group in groups.values()]
    negative, total = totals[0]
    for minus, larger in totals[1:]:
        if minus == negative:
            total = elementwise.apply(program, "add", [larger, total], scope)
        else:
            pair = [total, larger] if minus else [larger, total]
            negative, total = False, elementwise.apply(program, "subtract", pair, scope)
    return elementwise.apply(program, "negate", [total], scope) if negative else total


def _chain(lowering: Lowering, signed: Sequence[tuple[bool, Indexed]], scope: Scope) -> tuple[bool, Indexed]:
    """Add and subtract in order; if all are negative the sum of their opposites, marked so."""
    negative, total = signed[0]
    for minus, operand in signed[1:]:
        op = "add" if minus == negative else "subtract"
        total = elementwise.apply(lowering.program, op, [total, operand], scope)
    return negative, total
