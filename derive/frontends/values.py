"""Array values as index expressions: a shape, and what stands at an index.

Input: values.  Output: values, by the rules of NumPy (broadcasting, matmul, reductions).  ``X @ w`` becomes the value
whose entry at ``n`` is ``Sum(X[n,k]*w[k], k)``: array formulas and index formulas end as the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy
from sympy import Expr, Symbol

from derive.algebra import Entry, Sum, Tensor, fresh_index
from derive.algebra.nodes import Range
from derive.errors import SpecError

Indices = tuple[Expr, ...]


@dataclass(frozen=True)
class Value:
    """``at(indices)`` is the entry, for indices within ``ranges`` (one per axis).  ``simple``: a tensor or a number,
    nothing computed.

    ``integer`` values can be indices; ``below`` is the number of values that they may take.
    """

    ranges: tuple[Range, ...]
    at: Callable[[Indices], Expr]
    simple: bool = False
    integer: bool = False
    below: Expr | None = None
    name: str = field(default="", compare=False)

    @property
    def rank(self) -> int:
        return len(self.ranges)

    @property
    def sizes(self) -> tuple[Expr, ...]:
        return tuple(size_of(span) for span in self.ranges)

    @property
    def shape(self) -> str:
        """The shape in print: ``(N, 3)``."""
        return "(" + ", ".join(map(str, self.sizes)) + ("," if self.rank == 1 else "") + ")"

    def scalar(self) -> Expr:
        return self.at(())

    def probed(self) -> Value:
        """The same, after one entry was written out: what cannot be evaluated is then reported at its own place."""
        self.at(tuple(fresh_index() for _ in self.ranges))
        return self

    def has(self, kind: type) -> bool:
        return bool(self.at(tuple(fresh_index() for _ in self.ranges)).has(kind))


def size_of(span: Range) -> Expr:
    """The number of values in a range."""
    return sympy.expand(span[1] - span[0] + 1)


def scalar(expr: Expr, *, simple: bool = False, integer: bool = False) -> Value:
    """A value without axes."""
    return Value((), lambda _: expr, simple, integer)


def entries(
    tensor: Tensor, before: Sequence[Expr] = (), ranges: tuple[Range, ...] | None = None, below: Expr | None = None
) -> Value:
    """A tensor as a value; ``before`` fixes its first axes (the example, the layer)."""
    spans = tensor.ranges[len(before) :] if ranges is None else ranges
    return Value(spans, lambda at: Entry(tensor, *before, *at), True, tensor.integer, below, tensor.name)


def broadcast(*values: Value) -> tuple[Range, ...]:
    """The common ranges by NumPy's rules: aligned at the last axis, and an axis of size 1 fits any other.

    Raises:
        SpecError: two sizes differ, and neither is 1.
    """
    rank = max((value.rank for value in values), default=0)
    common: list[Range] = []
    for axis in range(-rank, 0):
        spans = [value.ranges[axis] for value in values if value.rank >= -axis]
        long = [span for span in spans if size_of(span) != 1]
        if any(size_of(span) != size_of(long[0]) for span in long):
            shapes = " and ".join(value.shape for value in values if value.rank)
            raise SpecError(f"the shapes {shapes} do not fit together", hint="Axes are aligned at the right, as in NumPy.")
        common.append((long or spans)[0])
    return tuple(common)


def aligned(value: Value, ranges: tuple[Range, ...], at: Indices) -> Expr:
    """The entry of a value at the index of the broadcast result."""
    offset = len(ranges) - value.rank
    return value.at(tuple(_moved(at[offset + i], ranges[offset + i], span) for i, span in enumerate(value.ranges)))


def _moved(index: Expr, source: Range, target: Range) -> Expr:
    if size_of(target) == 1 and size_of(source) != 1:
        return target[0]
    return index if source[0] == target[0] else sympy.expand(index - source[0] + target[0])


def combine(function: Callable[..., Expr], *values: Value) -> Value:
    """Entry by entry, after broadcasting."""
    ranges = broadcast(*values)
    return Value(ranges, lambda at: function(*(aligned(value, ranges, at) for value in values)))


def total(value: Value, axes: Sequence[int], keepdims: bool = False) -> Value:
    """The sum over some axes."""
    kept = [axis for axis in range(value.rank) if axis not in axes]
    first = {axis: value.ranges[axis][0] for axis in axes}
    ranges = tuple(
        (first[i], first[i]) if i in first else span for i, span in enumerate(value.ranges) if keepdims or i not in first
    )

    def at(indices: Indices) -> Expr:
        free = [indices[axis] for axis in kept] if keepdims else list(indices)
        bound = {axis: fresh_index() for axis in axes}
        place = dict(zip(kept, free, strict=True)) | bound
        bounds = [(bound[axis], *value.ranges[axis]) for axis in axes]
        body = value.at(tuple(place[axis] for axis in range(value.rank)))
        return Sum(body, *bounds) if bounds else body

    return Value(ranges, at)


def count(value: Value, axes: Sequence[int]) -> Expr:
    """The number of entries along some axes together."""
    return sympy.Mul(*(value.sizes[axis] for axis in axes))


def transpose(value: Value) -> Value:
    """All axes reversed, as ``.T`` does."""
    return Value(value.ranges[::-1], lambda at: value.at(at[::-1]), value.simple, value.integer, value.below, value.name)


def matmul(left: Value, right: Value) -> Value:
    """``left @ right`` with NumPy's rules for vectors and for stacks of matrices.

    Raises:
        SpecError: a scalar, or sizes that do not fit.
    """
    if not left.rank or not right.rank:
        raise SpecError(
            f"@ needs arrays, and one side has shape {(right if left.rank else left).shape}", hint="Use * for scalars."
        )
    inner, other = left.ranges[-1], right.ranges[-2 if right.rank > 1 else -1]
    if size_of(inner) != size_of(other):
        raise SpecError(
            f"the shapes {left.shape} and {right.shape} do not fit for @: {size_of(inner)} against {size_of(other)}",
            hint="The last axis of the left side is summed with the last but one of the right side.",
        )
    a, b = _stack(left, left.rank - 2), _stack(right, right.rank - 2)
    stack = broadcast(a, b)
    rows, columns = left.ranges[-2:-1], right.ranges[-1:] if right.rank > 1 else ()

    def at(indices: Indices) -> Expr:
        k = fresh_index()
        front, rest = indices[: len(stack)], indices[len(stack) :]
        row, column = rest[: len(rows)], rest[len(rows) :]
        first = left.at((*_fitted(left, stack, front), *row, k))
        second = right.at((*_fitted(right, stack, front), _moved(k, inner, other), *column))
        return Sum(first * second, (k, *inner))

    return Value((*stack, *rows, *columns), at)


def _stack(value: Value, rank: int) -> Value:
    return Value(value.ranges[: max(rank, 0)], value.at)


def _fitted(value: Value, stack: tuple[Range, ...], front: Indices) -> Indices:
    own = value.ranges[: max(value.rank - 2, 0)]
    offset = len(stack) - len(own)
    return tuple(_moved(front[offset + i], stack[offset + i], span) for i, span in enumerate(own))


def along(value: Value, axis: int, function: Callable[[Value], Value]) -> Value:
    """A function from vectors to vectors (softmax) or to scalars, applied along one axis."""

    def fibre(before: Indices, after: Indices) -> Value:
        return function(Value((value.ranges[axis],), lambda at: value.at((*before, at[0], *after)), value.simple))

    anywhere = tuple(fresh_index() for _ in range(value.rank))
    result = fibre(anywhere[:axis], anywhere[axis + 1 :])
    ranges = (*value.ranges[:axis], *result.ranges, *value.ranges[axis + 1 :])
    end = axis + result.rank
    return Value(ranges, lambda at: fibre(at[:axis], at[end:]).at(at[axis:end]))


def part(value: Value, axis: int, start: Expr, stop: Expr, base: int) -> Value:
    """Entries ``start`` to ``stop`` (not included, counted from 0) of an axis; the new axis counts from ``base``."""
    lo = value.ranges[axis][0]
    span = (sympy.Integer(base), sympy.expand(stop - start + base - 1))

    def at(indices: Indices) -> Expr:
        moved = sympy.expand(indices[axis] - base + start + lo)
        return value.at((*indices[:axis], moved, *indices[axis + 1 :]))

    return Value(
        (*value.ranges[:axis], span, *value.ranges[axis + 1 :]), at, value.simple, value.integer, value.below, value.name
    )


def ranges_from(sizes: Sequence[Expr], base: int) -> tuple[Range, ...]:
    """The ranges of axes with these sizes, counted from ``base``."""
    return tuple((sympy.Integer(base), size + base - 1) for size in sizes)


def in_numbers(expr: Expr, sizes: Mapping[Symbol, int | None]) -> Expr:
    """The expression with the sizes that have values put in."""
    return expr.xreplace({size: sympy.Integer(value) for size, value in sizes.items() if value is not None})
