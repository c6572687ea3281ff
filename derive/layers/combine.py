"""Elementwise layers: sums of inputs, activations, scale and shift, dropout, formulas of several inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sympy import Add, Expr, Mul

from derive.frontends.lowering import Lowering
from derive.frontends.values import scalar
from derive.layers.builder import ONES, ZEROS, Builder, as_is
from derive.layers.joining import joined
from derive.layers.options import IDENTITY, Activation
from derive.layers.registry import layer
from derive.layers.wires import Axis, Wire, merged


def aligned(b: Builder, wires: Sequence[Wire], what: str = "the layer needs inputs of one shape") -> list[Wire]:
    """The wires with the same indices each, so that they can be combined entry by entry.

    Raises:
        SpecError: their shapes differ.
    """
    first = wires[0]
    for other in wires[1:]:
        if first.rank != other.rank or not all(map(b.same, first.sizes, other.sizes)):
            shapes = f"{first.source} has shape {b.shape(first)}, and {other.source} has shape {b.shape(other)}"
            raise b.error(f"{what}, but {shapes}", "input" if b.table.has("input") else "layer")
    axes = [max((wire.axes[i] for wire in wires), key=len) for i in range(first.rank)]
    return [_viewed(joined(b, wire, _grouped_otherwise(b, wire, axes)), axes) for wire in wires]


def _grouped_otherwise(b: Builder, wire: Wire, axes: Sequence[Axis]) -> list[int]:
    """The axes of a wire that are in groups, but not in the groups of ``axes``."""
    return [
        i
        for i, (own, axis) in enumerate(zip(wire.axes, axes, strict=True))
        if len(own) > 1 and not (len(own) == len(axis) and all(b.same(p.size, q.size) for p, q in zip(own, axis, strict=True)))
    ]


def _viewed(wire: Wire, axes: Sequence[Axis]) -> Wire:
    """The wire with the indices of these axes: shifted, or merged into its own single index."""
    moves: list[tuple[int, Callable[..., list[Expr]]]] = []
    for own, axis in zip(wire.axes, axes, strict=True):
        if len(own) == len(axis):
            moves.append((len(axis), _shifted(own, axis)))
        else:
            moves.append((len(axis), lambda *at, own=own, axis=axis: [own[0].lo + merged(axis, at)]))

    def entry(*at: Expr) -> Expr:
        indices: list[Expr] = []
        position = 0
        for length, move in moves:
            indices += move(*at[position : position + length])
            position += length
        return wire(*indices)

    return wire.view(axes, entry)


def _shifted(own: Axis, axis: Axis) -> Callable[..., list[Expr]]:
    return lambda *at: [i - there.lo + here.lo for i, here, there in zip(at, own, axis, strict=True)]


@layer("the sum of several inputs of one shape, then an activation")
def add(b: Builder, *wires: Wire, activation: Activation = IDENTITY) -> Wire:
    """``y = x + z + ...``, entry by entry."""
    same = aligned(b, wires)
    y = b.define("y", same[0].axes, lambda *at: Add(*(wire(*at) for wire in same)), words="sum in #")
    return b.activate(as_is(y, wires[0]), activation)


@layer("a residual connection: the layer before, plus the earlier result that 'from' (or a second input) names")
def residual(b: Builder, x: Wire, skipped: Wire, *, activation: Activation = IDENTITY) -> Wire:
    """``y = x + skipped``, entry by entry."""
    return add(b, x, skipped, activation=activation)


@layer("an activation of its own", passes=True)
def activation(b: Builder, x: Wire, *, activation: Activation, axis: int = -1) -> Wire:
    """``a = f(x)``; softmax and its kin along an axis (the last)."""
    from derive.layers.shape import axis_of

    return b.activate(x, activation, axis_of(b, x, axis) if x.rank else -1)


@layer("scale and shift: a weight and a bias for each feature or channel", passes=True)
def scale(b: Builder, x: Wire, *, bias: bool = True, activation: Activation = IDENTITY) -> Wire:
    """``y = g x + b`` with parameters for the channels of images, the features otherwise."""
    if not x.rank:
        raise b.error(f"the layer needs a vector, but {x.source} gives a number for each example")
    place = 0 if x.spatial else x.rank - 1
    start = sum(len(axis) for axis in x.axes[:place])
    stop = start + len(x.axes[place])
    gain = b.parameter("g", x.axes[place : place + 1], ONES)
    shift = b.parameter("b", x.axes[place : place + 1], ZEROS) if bias else None

    def rhs(*at: Expr) -> Expr:
        scaled = gain[at[start:stop]] * x(*at)
        return scaled + shift[at[start:stop]] if shift is not None else scaled

    return b.activate(as_is(b.define("y", x.axes, rhs, words="scaled input of #"), x), activation)


@layer("multiplies by a mask that is an input of the model: 0 for a dropped entry, 1/(1 - rate) for a kept one", passes=True)
def dropout(b: Builder, x: Wire, *, rate: float = 0.5) -> Wire:
    """``y = r x / (1 - rate)``; the mask r of zeros and ones, of the shape of x, is drawn by the caller."""
    if not 0 <= rate < 1:
        raise b.error(f"'rate' should be at least 0 and less than 1, not {rate:g}", "rate")
    mask = b.data("r", x.axes, each=True)
    keep = 1 - b.constant("rho", rate)
    y = b.define("y", x.axes, lambda *at: mask[(*b.before, *at)] * x(*at) / keep, words="kept entries in #")
    return as_is(y, x)


@layer("the product of several inputs of one shape")
def multiply(b: Builder, *wires: Wire) -> Wire:
    """``y = x z ...``, entry by entry."""
    same = aligned(b, wires)
    y = b.define("y", same[0].axes, lambda *at: Mul(*(wire(*at) for wire in same)), words="product in #")
    return replace(as_is(y, wires[0]), source=b.source)


@layer("a formula of the entries of its inputs, by their names")
def formula(b: Builder, *wires: Wire, formula: str) -> Wire:
    """``formula = "mu + exp(s/2)*noise"`` of inputs named mu, s and noise (all of one shape)."""
    same = aligned(b, wires)
    names = [str(item) for item in b.table.array("input")] if isinstance(b.table.data.get("input"), (list, tuple)) else []
    names = names or ([b.table.string("input")] if b.table.has("input") else ["x"])
    place = b.table.text_place("formula")
    lower = Lowering(b.scope, place[0]).text

    def rhs(*at: Expr) -> Expr:
        meaning = {name: scalar(wire(*at), simple=True) for name, wire in zip(names, same, strict=True)}
        value = lower(formula, *place, meaning)
        if value.rank:
            raise b.error(f"the formula gives an array of shape {value.shape} for each entry", "formula")
        return value.scalar()

    return as_is(b.define("y", same[0].axes, rhs, words="output of #"), wires[0])
