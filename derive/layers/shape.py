"""Layers that move entries and compute nothing: flatten, reshape, transpose, split, concatenate.

Most are a change of view and add no equation: the next layer reads the entries at other indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy
from sympy import Add, Expr, Integer, Mul

from derive.algebra import Delta
from derive.algebra.contract import within
from derive.layers.builder import Builder
from derive.layers.joining import joined
from derive.layers.options import IDENTITY, Activation, Count, Shape
from derive.layers.registry import layer
from derive.layers.wires import Axis, Part, Wire, merged, over


def axis_of(b: Builder, x: Wire, axis: int) -> int:
    """An axis counted as in PyTorch (0 is the examples) as one of the wire's.

    Raises:
        SpecError: there is none, or it is the examples'.
    """
    found = axis - 1 if axis >= 0 else x.rank + axis
    if not 0 <= found < x.rank:
        what = "axis 0 is the axis of examples" if axis == 0 else f"there is no axis {axis}"
        axes = f"Axes 1 to {x.rank}, or -1 to -{x.rank}." if x.rank else ""
        raise b.error(f"{what}: {x.source} has shape {b.shape(x)} for each example", "axis", hint=axes or None)
    return found


@layer("all axes in one, row by row: an image becomes a vector")
def flatten(_: Builder, x: Wire) -> Wire:
    """The next layer sums over all of the original indices."""
    return replace(x, axes=(x.parts,), spatial=False) if x.rank else x


@layer("the same entries, row by row, in another shape (without the examples)")
def reshape(b: Builder, x: Wire, *, shape: Shape) -> Wire:
    """``y[c, i, k] = z[(c H + i) W + k]``; axes that only merge or split a given one need no equation."""
    sizes = [b.sizes.new(f"r_{b.number}_{i}", given) for i, given in enumerate(shape, 1)]
    have, want = b.sizes.value(sympy.expand(Mul(*x.sizes))), b.sizes.value(sympy.expand(Mul(*sizes)))
    if have is None or have != want:
        message = f"{x.source} has shape {b.shape(x)}, which does not fit the shape {tuple(shape)}"
        raise b.error(message, "shape", hint=f"{have} entries against {want}." if have and want else None)
    numbers = [Integer(b.sizes.value(size)) for size in sizes]
    b.same(sympy.expand(Mul(*x.sizes)), Integer(want))  # an axis that is cut up has the size that the cut says
    letters = ("c", "i", "k") if len(sizes) == 3 else ("t", "j") if len(sizes) == 2 else ("j",) * len(sizes)
    spatial = len(sizes) > 2
    axes: list[Axis] = []
    for i, (number, letter) in enumerate(zip(numbers, letters, strict=False)):
        feature = i == 0 if spatial else i == len(sizes) - 1
        axes.append((b.features(number, letter) if feature else b.positions(number, letter),))
    flat = replace(x, axes=(x.parts,))
    return replace(_regrouped(b, flat, tuple(axes)), spatial=spatial)


def _regrouped(b: Builder, flat: Wire, axes: tuple[Axis, ...]) -> Wire:
    """One long axis seen as several."""
    parts = flat.axes[0]
    whole = tuple(axis[0] for axis in axes)
    if len(parts) == 1:
        source = parts[0]
        return flat.view(axes, lambda *at: flat(source.lo + merged(whole, at)))
    row = _joined(b, flat)
    return row.view(axes, lambda *at: row(merged(whole, at)))


def _joined(b: Builder, flat: Wire) -> Wire:
    """Several indices as one, by an equation that picks each entry: ``y[m] = sum [m = (c H + i) W + k] x[c, i, k]``."""
    parts = tuple(_in_numbers(b, part) for part in flat.axes[0])
    long = Part(Integer(0), sympy.expand(Mul(*(part.size for part in parts)) - 1), "m")
    rhs = lambda m: over(parts, lambda *at: flat(*at) * Delta(m, merged(parts, at)))  # noqa: E731
    return b.define("y", ((long,),), rhs, words="entries in a row in #")


def _in_numbers(b: Builder, part: Part) -> Part:
    size = b.sizes.value(part.size)
    return part if size is None else Part(part.lo, part.lo + size - 1, part.letter)


@layer("two axes exchanged, or all of them in another order")
def transpose(b: Builder, x: Wire, *, axes: Shape = (1, 2)) -> Wire:
    """``axes = [1, 2]`` exchanges two; as many axes as there are give the new order."""
    given = [axis_of(b, x, axis) if isinstance(axis, int) else -1 for axis in axes]
    order = list(range(x.rank))
    if len(given) == 2 and (x.rank != 2 or given != [0, 1]):
        first, second = given
        order[first], order[second] = order[second], order[first]
    elif sorted(given) == order and given != order:
        order = given
    else:
        order = order[::-1] if x.rank == 2 else order
    if sorted(order) != list(range(x.rank)):
        raise b.error(f"'axes' should name two axes of {x.source} (1 to {x.rank}), or all of them", "axes")
    axes_new = tuple(x.axes[i] for i in order)

    def entry(*at: Expr) -> Expr:
        groups, position = {}, 0
        for i in order:
            groups[i] = at[position : position + len(x.axes[i])]
            position += len(x.axes[i])
        return x(*(index for i in range(x.rank) for index in groups[i]))

    return replace(x.view(axes_new, entry), spatial=not x.spatial if x.rank == 2 else x.spatial)


@layer("one of several equal parts of an axis, counted from 1", passes=True)
def split(b: Builder, x: Wire, *, parts: Count, part: Count, axis: int = -1) -> Wire:
    """``y[j] = x[j + (part - 1) n]`` with n entries in each part."""
    if part > parts:
        raise b.error(f"there is no part {part}", "part", hint=f"Parts count from 1 to {parts}.")
    place = axis_of(b, x, axis)
    value = b.sizes.value(x.sizes[place])
    if value is None or value % parts:
        raise b.error(f"an axis of {b.sizes.shown(x.sizes[place])} has no {parts} equal parts", "parts")
    x = joined(b, x, [place])
    whole = x.axes[place][0]
    size = b.new_size(value // parts, "m")
    b.same(whole.size, sympy.expand(parts * size))
    own = Part(whole.lo, sympy.expand(whole.lo + size - 1), whole.letter)
    before = sum(len(other) for other in x.axes[:place])
    shift = size * (part - 1)

    def entry(*at: Expr) -> Expr:
        return x(*at[:before], at[before] + shift, *at[before + 1 :])

    return replace(x.view((*x.axes[:place], (own,), *x.axes[place + 1 :]), entry), source=b.source)


@layer("several inputs side by side along an axis (channels of images, features otherwise)")
def concat(b: Builder, *wires: Wire, axis: int | None = None, activation: Activation = IDENTITY) -> Wire:
    """``y[j] = [1 <= j <= n] x[j] + [n < j] z[j - n]``."""
    first = wires[0]
    place = (0 if first.spatial else first.rank - 1) if axis is None else axis_of(b, first, axis)
    for other in wires[1:]:
        fits = other.rank == first.rank and all(
            i == place or b.same(a, c) for i, (a, c) in enumerate(zip(first.sizes, other.sizes, strict=True))
        )
        if not fits:
            raise b.error(f"{first.source} has shape {b.shape(first)}, but {other.source} has shape {b.shape(other)}")
    wires = tuple(joined(b, wire) for wire in wires)
    first = wires[0]
    parts = [wire.axes[place][0] for wire in wires]
    whole = Part(parts[0].lo, sympy.expand(parts[0].lo + Add(*(part.size for part in parts)) - 1), parts[0].letter)
    axes = (*first.axes[:place], (whole,), *first.axes[place + 1 :])
    before = sum(len(other) for other in first.axes[:place])
    y = b.define("y", axes, lambda *at: _beside(wires, parts, whole, at, before), words="inputs of # side by side")
    return b.activate(replace(y, spatial=first.spatial), activation)


def _beside(wires: Sequence[Wire], parts: Sequence[Part], whole: Part, at: tuple[Expr, ...], before: int) -> Expr:
    terms, start = [], whole.lo
    for wire, part in zip(wires, parts, strict=True):
        j = at[before]
        bracket = within(j, start, start + part.size - 1, {j: whole.span})
        own = sympy.expand(j - start + part.lo)
        terms.append(bracket * wire(*at[:before], own, *at[before + 1 :]))
        start = sympy.expand(start + part.size)
    return Add(*terms)
