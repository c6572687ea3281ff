"""Adjoints of reading at an affine index: what was read at ``p = s*i + u - q`` is added back there, offset by offset.

``dx[p] = sum_i dy[i] K[p - s*i + q] [0 <= p - s*i + q <= k-1]`` is computed as it came about: for each offset u,
``dx[s*i + u - q] += dy[i] K[u]``.  Where the bracket's index is summed over, it takes the place of the longer index instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Symbol

from derive.algebra import InRange, fresh_index, replace
from derive.algebra.nodes import Range
from derive.emit import elementwise
from derive.emit.deltas import plain
from derive.emit.program import Size, Value
from derive.emit.scope import Indexed, Scope, count, size_of
from derive.emit.windows import Affine, affine

if TYPE_CHECKING:
    from derive.emit.lower import Lowering


@dataclass(frozen=True)
class Spread:
    """An axis p of the result, reached as ``p = at`` from the index n, which becomes an axis, and the offset u.

    The one of them that was summed over is ``summed``; the other one is new.
    """

    p: Symbol
    n: Symbol
    u: Symbol
    at: Expr
    summed: Symbol


def offsets_first(lowering: Lowering, args: Sequence[Expr], over: frozenset[Symbol], scope: Scope) -> Indexed | None:
    """The product by one of the two rules above, if a bracket asks for one of them."""
    for bracket in args:
        if not isinstance(bracket, InRange):
            continue
        index, lo, hi = (lowering.sized(arg) for arg in bracket.args)
        form = affine(index, scope.ranges)
        if form is None or len(form.steps) < 2:
            continue
        units = [symbol for symbol, step in form.steps.items() if (1 / step).is_Integer]
        units = [symbol for symbol in units if _ascends(form, symbol)]
        free = [symbol for symbol in units if symbol not in over]
        if free and len(form.steps) == 2:
            n = next(symbol for symbol in form.steps if symbol != free[0])
            if n in over and _offset(form, scope, free[0], n, (lo, hi)) is not None:
                if _is_correlation(form, args, over, (free[0], n)) and _about_as_long(scope, free[0], n):
                    return _exchanged(lowering, args, over, scope, (bracket, index, n, (lo, hi)), upwards=True)
                return _scattered(lowering, args, over, scope)
        summed = [s for s in units if s in over and _longer(scope, s, (lo, hi)) and isinstance(count(lo, hi), int)]
        if summed:
            return _exchanged(lowering, args, over, scope, (bracket, index, summed[0], (lo, hi)))
    return None


def _is_correlation(form: Affine, args: Sequence[Expr], over: frozenset[Symbol], pair: tuple[Symbol, Symbol]) -> bool:
    """Whether the sum is again a product of matrices in steps of one: then reading the other operand with zeros beside it,
    against the kernel turned round, is faster than adding offset by offset."""
    p, n = pair
    factors = [factor.free_symbols for factor in args if not isinstance(factor, InRange)]
    kernels = [symbols for symbols in factors if p in symbols and n in symbols]
    others = [symbols for symbols in factors if n in symbols and p not in symbols]
    if len(kernels) != 1 or len(others) != 1 or form.steps[p] != -form.steps[n] or abs(form.steps[p]) != 1:
        return False
    return any(symbol in others[0] for symbol in kernels[0] & over - {n}) and bool(kernels[0] - over - {p})


def _about_as_long(scope: Scope, p: Symbol, n: Symbol) -> bool:
    """Whether little is wasted on the zeros beside the operand: the result is hardly longer."""
    places, read = scope.count(p), scope.count(n)
    return isinstance(places, int) and isinstance(read, int) and places <= 1.2 * read


def _ascends(form: Affine, symbol: Symbol) -> bool:
    """Whether the solution for a symbol grows in whole steps with the others: then it is reading, the other way round."""
    rates = [-step / form.steps[symbol] for other, step in form.steps.items() if other != symbol]
    return all(rate.is_Integer and rate.is_positive for rate in rates)


def _is_less(length: Size, other: Size) -> bool:
    """Whether a number is less than another one, or than a size that is read at run time."""
    return isinstance(length, int) and (not isinstance(other, int) or length < other)


def _longer(scope: Scope, symbol: Symbol, limits: Range) -> bool:
    """Whether an index has more values than the bracket lets through (or an unknown number of them)."""
    length, inside = scope.count(symbol), count(*limits)
    return not isinstance(length, int) or (isinstance(inside, int) and length >= inside)


def _offset(form: Affine, scope: Scope, p: Symbol, n: Symbol, limits: Range) -> str | None:
    """Which index counts the offsets: the ``new`` one that the bracket bounds, or the ``old`` one, which is summed over.

    Offsets are fewer than the places of the result; None if neither are: then p itself is an offset.
    """
    inside, summed, places = count(*limits), scope.count(n), scope.count(p)
    if _is_less(inside, places) and _longer(scope, n, limits):
        return "new"
    if form.steps[p].is_negative:  # the new index would count backwards: it can only be the offset
        return "new" if isinstance(inside, int) and not _is_less(places, inside) else None
    return "old" if _is_less(summed, places) else None


def _solved(index: Expr, symbol: Symbol, u: Symbol) -> Expr:
    """The value of a symbol for which the index is u: a whole number, because one over its coefficient is one."""
    step = sympy.expand(index).coeff(symbol)
    return sympy.expand((u - (sympy.expand(index) - step * symbol)) / step)


def _exchanged(
    lowering: Lowering,
    args: Sequence[Expr],
    over: frozenset[Symbol],
    scope: Scope,
    found: tuple[InRange, Expr, Symbol, Range],
    *,
    upwards: bool = False,
) -> Indexed:
    """Sum over the offset in place of the index that it determines; ``upwards`` counts the offsets so that the index grows."""
    bracket, index, p, limits = found
    u = fresh_index()
    at = _solved(index, p, limits[0] + limits[1] - u if upwards else u)
    rest = [replace(factor, {p: at}) for factor in args if factor is not bracket]
    rest = [plain(lowering, factor) for factor in rest] + [InRange(at, *scope.ranges[p])]
    return lowering.product(rest, (over - {p}) | {u}, scope.exchanged(p, u, limits, u))


def _scattered(lowering: Lowering, args: Sequence[Expr], over: frozenset[Symbol], scope: Scope) -> Indexed:
    """All brackets of this kind at once: one loop over all offsets."""
    spreads: list[Spread] = []
    inner, rest = scope, [plain(lowering, factor) for factor in args]
    for bracket in list(rest):
        if not isinstance(bracket, InRange):
            continue
        index, lo, hi = (lowering.sized(arg) for arg in bracket.args)
        form = affine(index, inner.ranges)
        if form is None or len(form.steps) != 2:
            continue
        free = [
            symbol
            for symbol, step in form.steps.items()
            if (1 / step).is_Integer and symbol not in over and _ascends(form, symbol)
        ]
        summed = [symbol for symbol in form.steps if symbol in over]
        offset = _offset(form, inner, free[0], summed[0], (lo, hi)) if len(free) == len(summed) == 1 else None
        if offset is None:
            continue
        p, n, u = free[0], summed[0], fresh_index()
        at = _solved(index, p, u)
        spreads.append(Spread(p, n, u, at, n) if offset == "new" else Spread(p, u, n, at, n))
        rest = [plain(lowering, replace(factor, {p: at})) for factor in rest if factor != bracket]
        inner = inner.exchanged(p, u, (lo, hi), spreads[-1].n)
    terms = lowering.product(rest, over - {spread.summed for spread in spreads}, inner)
    return _added(lowering, terms, spreads, scope, inner)


def _added(lowering: Lowering, terms: Indexed, spreads: Sequence[Spread], scope: Scope, inner: Scope) -> Indexed:
    """The array of zeros to which the terms are added, cut to the range of the result."""
    program = lowering.program
    missing = [symbol for spread in spreads for symbol in (spread.n, spread.u) if symbol not in terms.labels]
    if missing:
        every = inner.sort(terms.labels | set(missing))
        terms = Indexed(elementwise.repeat(program, terms, every, inner), every)
    terms = elementwise.real(program, terms)
    by_n, offsets = {spread.n: spread for spread in spreads}, {spread.u for spread in spreads}
    kept = tuple(index for index in terms.indices if index not in offsets)
    indices = tuple(by_n[index].p if index in by_n else index for index in kept)
    shape: list[Size] = []
    moves: dict[int, tuple[object, ...]] = {}
    cut: list[tuple[str, int, Size, int]] = []
    for position, index in enumerate(kept):
        if index not in by_n:
            shape.append(inner.count(index))
            cut.append(("from", 0, shape[-1], 1))
            continue
        spread = by_n[index]
        lo, hi = scope.ranges[spread.p]
        form = affine(spread.at, inner.ranges)
        assert form is not None  # it was solved from an affine index
        before = max(0, int(sympy.expand(lo - form.least)))
        after = sympy.expand(form.greatest - hi)
        total = sympy.expand(hi - lo + 1 + before + (sympy.Max(after, 0) if after.is_Integer else after))
        shape.append(size_of(total))
        cut.append(("from", before, scope.count(spread.p), 1))
        start = int(sympy.expand(form.first - lo)) + before
        steps = (int(form.steps[spread.n]), int(form.steps[spread.u]))
        moves[position] = (terms.indices.index(spread.u), inner.count(spread.u), start, *steps, inner.count(index))
    value = _scatter(lowering, terms, kept, moves, shape)
    if tuple(length for _, _, length, _ in cut) != value.shape:
        axes = tuple(range(value.rank))
        cut_shape = [length for _, _, length, _ in cut]
        value = program.make("slice", [value], [axes], axes, detail=tuple(cut), shape=cut_shape, kind=value.kind)
    return Indexed(value, indices)


def _scatter(
    lowering: Lowering, terms: Indexed, kept: tuple[Symbol, ...], moves: dict[int, tuple[object, ...]], shape: list[Size]
) -> Value:
    """The operation; a product or a contraction that made the terms is done inside, offset by offset."""
    labels = {index: i for i, index in enumerate(terms.indices)}
    out = tuple(labels[index] for index in kept)
    detail = tuple(sorted(moves.items()))
    made = terms.value
    if made.op in ("contract", "multiply") and all(arg.rank for arg in made.args):
        renamed = {label: labels[index] for label, index in zip(made.out, terms.indices, strict=True)}
        fresh = iter(range(len(labels), 26))
        for label in sorted({label for axes in made.axes for label in axes} - renamed.keys()):
            renamed[label] = next(fresh)
        axes = [tuple(renamed[label] for label in own) for own in made.axes]
        return lowering.program.make("scatter", made.args, axes, out, detail=(made.op, detail), shape=shape)
    own = tuple(range(len(terms.indices)))
    return lowering.program.make("scatter", [made], [own], out, detail=("", detail), shape=shape)
