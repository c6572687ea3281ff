"""The builder of a layer that stands in a formula: its parameters are the arrays of the call, its quantities equations of the
program around it.

Input: arrays as values of the formula language.  Output: wires for the layer's function, and its result as a value again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy import Expr, S

from derive.algebra import replace
from derive.algebra.sums import Bound
from derive.errors import SpecError
from derive.frontends.values import Value
from derive.layers.builder import ZEROS, Builder
from derive.layers.joining import joined
from derive.layers.sizes import Sizes
from derive.layers.wires import Axis, Part, Wire, merged, size
from derive.model import Kind

Name = Callable[[Value, str, str], Value]
"""Makes an equation of a value: with the name wanted and the kind."""


class FixedSizes(Sizes):
    """The sizes of formulas: declared by their author, never rewritten."""

    def new(self, wanted: str, size: Any) -> Expr:
        return sympy.S(size)

    def value(self, size: Expr) -> int | None:
        return int(size) if size.is_Integer else None

    def equal(self, a: Expr, b: Expr) -> bool:
        return bool(sympy.expand(a - b) == 0)

    def positive(self, size: Expr) -> Expr:
        number = super().value(size)
        if number is not None and number < 1:
            raise SpecError(f"the windows are larger than the padded input: {number} of them fit")
        return size


@dataclass
class _Quantity:
    """A named quantity of the layer, an equation as soon as something reads it (the result is named from outside)."""

    value: Value
    name: Callable[[Value], Value]
    made: Value | None = None

    def entry(self, indices: Sequence[Expr]) -> Expr:
        self.made = self.made or self.name(self.value)
        return self.made.at(tuple(indices))


@dataclass(frozen=True)
class _Borrowed:
    """An array of the call as the layer's parameter: with the layer's indices, of which several may belong to one axis."""

    value: Value
    axes: tuple[Axis, ...]

    def __getitem__(self, indices: Any) -> Expr:
        given = iter(indices if isinstance(indices, tuple) else (indices,))
        own = [[next(given) for _ in axis] for axis in self.axes]
        spans = zip(self.value.ranges, self.axes, own, strict=True)
        return self.value.at(tuple(sympy.expand(lo + merged(axis, at)) for (lo, _), axis, at in spans))


class _Zeros:
    """A parameter that was left out: a bias of zero."""

    def __getitem__(self, indices: Any) -> Expr:
        return S.Zero


@dataclass
class BorrowingBuilder(Builder):
    """``given`` holds the arrays of the call by the layer's letters; ``name`` makes equations."""

    given: Mapping[str, Value] = field(default_factory=dict)
    name: Name = lambda value, wanted, kind: value
    what: str = ""
    quantities: dict[int, _Quantity] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return f"'{self.what}'"

    def error(self, message: str, *keys: str, hint: str | None = None) -> SpecError:
        return SpecError(f"'{self.what}': {message}", hint=hint)

    def parameter(
        self, base: str, axes: Sequence[Axis], init: str = "", *, penalised: bool | None = None, letter: str = ""
    ) -> Any:
        """The array of that letter, whose shape has to fit."""
        if base not in self.given:
            if init == ZEROS:
                return _Zeros()
            raise self.error(f"the array {base} is missing")
        return self._fitted(base, tuple(axes))

    def data(self, base: str, axes: Sequence[Axis], *, each: bool = False) -> Any:
        """As ``parameter``; with the carried axes in front if each example has its own."""
        if base not in self.given:
            raise self.error(f"the array {base} is missing")
        front = tuple((Part(lo, hi),) for _, lo, hi in self.prefix) if each else ()
        return self._fitted(base, (*front, *axes))

    def _fitted(self, base: str, axes: tuple[Axis, ...]) -> _Borrowed:
        value = self.given[base]
        wanted = [size(axis) for axis in axes]
        if value.rank != len(wanted) or not all(map(self.same, value.sizes, wanted)):
            shape = "(" + ", ".join(map(str, wanted)) + ("," if len(wanted) == 1 else "") + ")"
            raise self.error(f"the array {base} has shape {value.shape}, but shape {shape} is needed")
        return _Borrowed(value, axes)

    def define(
        self,
        base: str,
        axes: Sequence[Axis],
        rhs: Callable[..., Expr],
        kind: Kind = "definition",
        words: str = "",
        *,
        examples: bool = True,
        integer: bool = False,
        place: str = "",
    ) -> Wire:
        """A quantity over the carried axes and its own."""
        parts = [part for axis in axes for part in axis]
        front = self.prefix if examples else ()
        before, own = tuple(k for k, _, _ in front), tuple(sympy.Dummy(part.letter, integer=True) for part in parts)
        body = rhs(*own)
        spans = (*((lo, hi) for _, lo, hi in front), *(part.span for part in parts))
        value = Value(spans, lambda at: replace(body, dict(zip((*before, *own), at, strict=True))), integer=integer)
        quantity = _Quantity(value, lambda value: self.name(value, base, kind))
        entry = lambda *at: quantity.entry((*before, *at))  # noqa: E731
        self.quantities[id(entry)] = quantity
        return Wire(tuple(axes), entry, source=self.source)

    def result(self, wire: Wire) -> Value:
        """The layer's result as a value: the carried axes, then its own, each with one index."""
        wire = joined(self, wire)
        last = self.quantities.get(id(wire.entry))
        spans = (*((lo, hi) for _, lo, hi in self.prefix), *(part.span for part in wire.parts))
        if last is not None and last.made is None and last.value.ranges == spans:
            return last.value
        before = tuple(k for k, _, _ in self.prefix)
        own = tuple(sympy.Dummy(part.letter, integer=True) for part in wire.parts)
        body = wire(*own)
        return Value(
            spans, lambda at: replace(body, dict(zip((*before, *own), at, strict=True))), body.func.__name__ == "Entry"
        )


def carried(value: Value, own: int) -> tuple[Bound, ...]:
    """Indices for the axes of a value that a layer carries along: all but the last ``own``."""
    return tuple((sympy.Dummy("n", integer=True), lo, hi) for lo, hi in value.ranges[: value.rank - own])


def as_wire(value: Value, prefix: Sequence[Bound], source: str, spatial: bool) -> Wire:
    """A value without its first axes, at whose indices it stands; ``spatial`` with channels first."""
    before = tuple(k for k, _, _ in prefix)
    shift = [lo for lo, _ in value.ranges[: len(before)]]
    moved = tuple(sympy.expand(k - start + lo) for (k, start, _), lo in zip(prefix, shift, strict=True))
    parts = tuple((Part(lo, hi),) for lo, hi in value.ranges[len(before) :])
    return Wire(parts, lambda *at: value.at((*moved, *at)), value.integer, value.below, source, spatial)
