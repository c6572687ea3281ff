"""Affine indices with several symbols, as strided views: ``x[s*i + d*u - p]`` and ``x[(c*H + i)*W + k]``.

Each index symbol becomes an axis of the view, with the step that its coefficient says; nothing is copied.  What an index may
read outside of the array is padded with zeros first (a bracket beside it silences it, so any finite number would do).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Symbol

from derive.algebra import Entry, InRange
from derive.algebra.nodes import Range
from derive.emit.program import Size, Value
from derive.emit.scope import Indexed, Scope, size_of

if TYPE_CHECKING:
    from derive.emit.lower import Lowering


@dataclass(frozen=True)
class Affine:
    """``offset + sum of step * symbol``, with the least and the greatest value over the ranges of the symbols."""

    steps: Mapping[Symbol, Expr]
    least: Expr
    greatest: Expr
    first: Expr
    """The value where every symbol has its first value."""


def affine(index: Expr, ranges: Mapping[Symbol, Range]) -> Affine | None:
    """The index as an affine function of the symbols in scope; None if it is none, or if a sign is unknown."""
    index = sympy.expand(index)
    if index.has(Entry):
        return None
    steps = {}
    least = greatest = first = index
    for symbol in sorted((s for s in index.free_symbols if s in ranges), key=str):
        step = index.coeff(symbol)
        if (index - step * symbol).expand().has(symbol) or step.free_symbols & ranges.keys():
            return None
        negative = step.is_negative or step.could_extract_minus_sign()
        lo, hi = ranges[symbol]
        steps[symbol] = step
        least, greatest = least.xreplace({symbol: hi if negative else lo}), greatest.xreplace({symbol: lo if negative else hi})
        first = first.xreplace({symbol: lo})
    return Affine(steps, sympy.expand(least), sympy.expand(greatest), sympy.expand(first))


def view(lowering: Lowering, expr: Entry, source: Value, scope: Scope) -> Indexed | None:
    """The entries as a strided view; None if an index is not affine, or a symbol stands in two of them."""
    forms = [affine(lowering.sized(index), scope.ranges) for index in expr.indices]
    symbols = [symbol for form in forms if form is not None for symbol in form.steps]
    if None in forms or len(set(symbols)) != len(symbols):
        return None
    if any(step.is_number and not step.is_Integer for form in forms if form for step in form.steps.values()):
        return None
    starts: list[int] = []
    pads: list[tuple[int, int]] = []
    for axis, form in enumerate(forms):
        assert form is not None  # looked at above
        lo, hi = lowering.range_of(expr.tensor, axis)
        before, after = sympy.expand(lo - form.least), sympy.expand(form.greatest - hi)
        if not before.is_Integer or not _is_known(after):
            return None
        pads.append((max(0, int(before)), max(0, int(after)) if after.is_Integer else 0))
        start = sympy.expand(form.first - lo)
        if not start.is_Integer:
            return None
        starts.append(int(start) + pads[-1][0])
    if any(pad != (0, 0) for pad in pads):
        source = padded(lowering, source, pads)
    parts = [
        (axis, symbol, size_of(form.steps[symbol]))
        for axis, form in enumerate(forms)
        if form
        for symbol in scope.sort(form.steps)
    ]
    indices = tuple(symbol for _, symbol, _ in parts)
    value = lowering.program.make(
        "window",
        [source],
        [tuple(range(len(indices), len(indices) + source.rank))],
        tuple(range(len(indices))),
        detail=(tuple(starts), tuple((axis, step) for axis, _, step in parts)),
        shape=[scope.count(symbol) for symbol in indices],
        kind=source.kind,
    )
    return Indexed(value, indices)


def _is_known(excess: Expr) -> bool:
    """Whether it is known how far an index reaches beyond the end; a negative multiple of sizes is not at all."""
    if excess.is_Integer:
        return True
    return all(term.as_coeff_Mul()[0] <= 0 for term in sympy.Add.make_args(excess))


def padded(lowering: Lowering, source: Value, pads: list[tuple[int, int]]) -> Value:
    """The array with zeros before and after, along each axis."""
    labels = tuple(range(source.rank))
    shape = [longer(length, before + after) for length, (before, after) in zip(source.shape, pads, strict=True)]
    return lowering.program.make(
        "place", [source], [labels], labels, detail=tuple(before for before, _ in pads), shape=shape, kind=source.kind
    )


def longer(length: Size, more: int) -> Size:
    """A length plus a number."""
    if isinstance(length, int):
        return length + more
    return size_of(length.expr + more) if more else length  # type: ignore[attr-defined]  # texts of lengths keep their expressions


def unguarded(lowering: Lowering, args: Sequence[Expr], scope: Scope) -> list[Expr]:
    """The factors without the brackets that zeros beside an array make superfluous."""
    read: set[tuple[Expr, ...]] = set()
    for factor in args:
        if not isinstance(factor, Entry):
            continue
        forms = [(index, affine(lowering.sized(index), scope.ranges)) for index in factor.indices]
        if any(form is not None and len(form.steps) > 1 for _, form in forms):
            source = lowering.value_of(factor.tensor)
            if view(lowering, factor, source, scope) is not None:
                ranges = [lowering.range_of(factor.tensor, axis) for axis in range(factor.tensor.rank)]
                sized = [sympy.expand(lowering.sized(index)) for index in factor.indices]
                read |= {(index, *limits) for index, limits in zip(sized, ranges, strict=True)}
    return [
        factor
        for factor in args
        if not isinstance(factor, InRange) or tuple(sympy.expand(lowering.sized(arg)) for arg in factor.args) not in read
    ]
