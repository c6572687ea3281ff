"""What lowering knows at a place in an expression: the indices in scope with their ranges, and the order of axes it would
like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol

from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.emit.program import Size, Value


@dataclass(frozen=True)
class Scope:
    """Ranges of the indices, in numbers (and in the number of examples); ``order`` is the order of axes of the result that is
    being computed."""

    ranges: Mapping[Symbol, Range]
    order: tuple[Symbol, ...]

    def enter(self, bounds: Iterable[Bound]) -> Scope:
        """The scope inside a sum."""
        new = {k: (lo, hi) for k, lo, hi in bounds}
        return Scope({**self.ranges, **new}, (*self.order, *new))

    def narrowed(self, index: Symbol, lo: Expr, hi: Expr) -> Scope:
        return Scope({**self.ranges, index: (lo, hi)}, self.order)

    def exchanged(self, old: Symbol, new: Symbol, limits: Range, heir: Symbol) -> Scope:
        """The scope with a new index; ``heir`` takes the place of the old one, which stays known and last in the order."""
        others = [index for index in (*self.order, new) if index != heir]
        order = (*(heir if index == old else index for index in others), old)
        return Scope({**self.ranges, new: limits}, order)

    def count(self, index: Symbol) -> Size:
        return count(*self.ranges[index])

    def sort(self, indices: Iterable[Symbol]) -> tuple[Symbol, ...]:
        """Indices in the wished order."""
        return tuple(sorted(indices, key=lambda index: self.order.index(index)))


class Length(str):
    """The text of a length that holds run-time sizes, and the expression behind it."""

    expr: Expr


def count(lo: Expr, hi: Expr) -> Size:
    """The number of values of an index."""
    return size_of(sympy.expand(hi - lo + 1))


def product_of(lengths: Iterable[Size]) -> Size:
    """The length of an axis that stands for several."""
    return size_of(sympy.Mul(*(length.expr if isinstance(length, Length) else sympy.Integer(length) for length in lengths)))


def size_of(length: Expr) -> Size:
    """A length as a number, or as a text that keeps its expression."""
    if length.is_Integer:
        return int(length)
    text = Length(length)
    text.expr = length
    return text


@dataclass(frozen=True)
class Indexed:
    """A value with an index symbol for each of its axes."""

    value: Value
    indices: tuple[Symbol, ...]

    @property
    def labels(self) -> frozenset[Symbol]:
        return frozenset(self.indices)
