"""Wires: what a layer hands to the next one, as a value with axes.

A wire is an entry as a function of its indices, so that transposing, splitting and flattening are changes of view and need
no equation.  One axis of the array (as PyTorch sees it) may consist of several indices: after ``flatten`` the only axis is the
group (channel, row, column), and the next dense layer sums over all three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sympy
from sympy import Expr, Integer, Mul

from derive.algebra import Sum, fresh_index
from derive.algebra.nodes import Range
from derive.frontends.values import Value, size_of


@dataclass(frozen=True)
class Part:
    """One index: its first and last value, and the letter it likes to be printed with."""

    lo: Expr
    hi: Expr
    letter: str = "j"

    @property
    def size(self) -> Expr:
        return size_of((self.lo, self.hi))

    @property
    def span(self) -> Range:
        return self.lo, self.hi

    def named(self, letter: str) -> Part:
        return replace(self, letter=letter)


Axis = tuple[Part, ...]
"""One axis of the array: usually one index, after flattening or grouping several (the last runs fastest)."""


def size(axis: Axis) -> Expr:
    """The number of entries along an axis."""
    return sympy.expand(Mul(*(part.size for part in axis)))


@dataclass(frozen=True)
class Wire:
    """``at(i, j, ...)`` is an entry, with one index for each part of each axis (the example is fixed already)."""

    axes: tuple[Axis, ...]
    entry: Callable[..., Expr]
    integer: bool = False
    below: Expr | None = None
    source: str = ""
    """The layer or input it comes from, in words."""
    spatial: bool = False
    """Whether it is an image or a signal: channels first, then positions."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for axis in self.axes for part in axis)

    @property
    def rank(self) -> int:
        return len(self.axes)

    @property
    def sizes(self) -> tuple[Expr, ...]:
        return tuple(size(axis) for axis in self.axes)

    def __call__(self, *indices: Expr) -> Expr:
        assert len(indices) == len(self.parts)
        return self.entry(*indices)

    def view(self, axes: Sequence[Axis], entry: Callable[..., Expr]) -> Wire:
        """The same entries under other axes."""
        return replace(self, axes=tuple(axes), entry=entry)

    def value(self) -> Value:
        """As a value of the formula language, with one axis for each part."""
        return Value(tuple(part.span for part in self.parts), lambda at: self.entry(*at), True, self.integer, self.below)


def over(parts: Sequence[Part], body: Callable[..., Expr]) -> Expr:
    """The sum of ``body`` over indices of these ranges."""
    indices = [fresh_index() for _ in parts]
    bounds = [(k, part.lo, part.hi) for k, part in zip(indices, parts, strict=True)]
    return Sum(body(*indices), *bounds) if bounds else body()


def merged(axis: Axis, indices: Sequence[Expr]) -> Expr:
    """The position, from zero, of several indices in their common axis: ``(i*H + j)*W + k``."""
    position: Expr = Integer(0)
    for part, index in zip(axis, indices, strict=True):
        position = position * part.size + (index - part.lo)
    return sympy.expand(position)


def split(wire: Wire, axis: int, parts: Axis) -> Wire:
    """The wire with one axis seen as several indices (channels as groups of channels)."""
    whole = wire.axes[axis]
    if [part.span for part in whole] == [part.span for part in parts]:
        return wire
    assert len(whole) == 1, "an axis is split once"
    before = sum(len(other) for other in wire.axes[:axis])

    def entry(*indices: Expr) -> Expr:
        own = indices[before : before + len(parts)]
        return wire(*indices[:before], whole[0].lo + merged(parts, own), *indices[before + len(parts) :])

    return wire.view((*wire.axes[:axis], parts, *wire.axes[axis + 1 :]), entry)
