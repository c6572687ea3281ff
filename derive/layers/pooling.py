"""Pooling: the largest entry or the mean of each window (PyTorch's ``MaxPool``, ``AvgPool``, ``AdaptiveAvgPool(1)``).

A maximum is written with a selection M, which is one at the first largest entry of the window and zero elsewhere:
``y[c, i, k] = sum_{u,v} M[c, i, k, u, v] x[c, s*i + u, s*k + v]``.  With it, pooling is linear.  Ties go to the first entry.
"""

from __future__ import annotations

import sympy
from sympy import Expr, Mul

from derive.algebra import FirstMax, Where, fresh_index
from derive.layers.builder import Builder, as_is
from derive.layers.options import Count, FromZero, Pair, PairFromZero
from derive.layers.registry import layer
from derive.layers.windows import OFFSETS, Window, inside, windows
from derive.layers.wires import Axis, Part, Wire, over


@layer("the largest entry of each window of a signal; ties go to the first", spatial=True)
def max_pool1d(
    b: Builder, x: Wire, *, kernel: Count, stride: Count | None = None, padding: FromZero = 0, dilation: Count = 1
) -> Wire:
    """A stride of its own, or that of the kernel."""
    return _largest(b, x, (kernel,), (stride or kernel,), (padding,), (dilation,))


@layer("the largest entry of each window of an image; ties go to the first", spatial=True)
def max_pool2d(
    b: Builder,
    x: Wire,
    *,
    kernel: Pair,
    stride: Pair | None = None,
    padding: PairFromZero = (0, 0),
    dilation: Pair = (1, 1),
) -> Wire:
    """A stride of its own, or that of the kernel."""
    return _largest(b, x, kernel, stride or kernel, padding, dilation)


@layer("the mean of each window of a signal; padding counts as zeros", spatial=True)
def avg_pool1d(b: Builder, x: Wire, *, kernel: Count, stride: Count | None = None, padding: FromZero = 0) -> Wire:
    """A stride of its own, or that of the kernel."""
    return _mean(b, x, (kernel,), (stride or kernel,), (padding,))


@layer("the mean of each window of an image; padding counts as zeros", spatial=True)
def avg_pool2d(b: Builder, x: Wire, *, kernel: Pair, stride: Pair | None = None, padding: PairFromZero = (0, 0)) -> Wire:
    """A stride of its own, or that of the kernel."""
    return _mean(b, x, kernel, stride or kernel, padding)


@layer("the mean of each channel over all positions", spatial=True)
def global_avg_pool(b: Builder, x: Wire) -> Wire:
    """``y[c] = mean of x[c, ...]``: a vector of channels."""
    if x.rank < 2:
        raise b.error(f"the layer needs channels and positions, but {x.source} has shape {b.shape(x)}")
    places = [part for axis in x.axes[1:] for part in axis]
    count = Mul(*(part.size for part in places))
    return b.define("y", x.axes[:1], lambda *c: over(places, lambda *at: x(*c, *at)) / count, words="means over positions in #")


def _offsets(along: tuple[Window, ...]) -> list[Part]:
    return [window.offsets(letter) for window, letter in zip(along, OFFSETS, strict=False)]


def _mean(b: Builder, x: Wire, kernel: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...]) -> Wire:
    _check_padding(b, kernel, padding)
    along, positions = windows(b, x, kernel, stride, padding, (1,) * len(kernel))
    offsets, places = _offsets(along), [axis[0] for axis in positions]

    def rhs(*at: Expr) -> Expr:
        channels, here = at[: len(x.axes[0])], at[len(x.axes[0]) :]
        body = lambda *u: x(*channels, *_places(along, here, u)) * inside(along, places, here, u)  # noqa: E731
        return over(offsets, body) / sympy.Integer(sympy.prod(kernel))

    return as_is(b.define("y", (x.axes[0], *positions), rhs, words="means of windows in #"), x)


def _largest(
    b: Builder, x: Wire, kernel: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...], dilation: tuple[int, ...]
) -> Wire:
    _check_padding(b, kernel, padding)
    along, positions = windows(b, x, kernel, stride, padding, dilation)
    offsets, places = _offsets(along), [axis[0] for axis in positions]
    depth = len(x.axes[0])

    def entry(channels: tuple[Expr, ...], here: tuple[Expr, ...], u: tuple[Expr, ...]) -> tuple[Expr, Expr]:
        return x(*channels, *_places(along, here, u)), inside(along, places, here, u)

    def selection(*at: Expr) -> Expr:
        channels, here, wanted = at[:depth], at[depth : depth + len(along)], at[depth + len(along) :]
        u = tuple(fresh_index() for _ in along)
        value, bracket = entry(channels, here, u)
        body = value if bracket == 1 else Where(sympy.StrictGreaterThan(bracket, 0), value, -sympy.oo)
        return FirstMax(body, [(k, part.lo, part.hi) for k, part in zip(u, offsets, strict=True)], wanted)

    axes: tuple[Axis, ...] = (x.axes[0], *positions)
    chosen = b.define("M", (*axes, *((part,) for part in offsets)), selection, words="place of the maximum in #", integer=True)

    def rhs(*at: Expr) -> Expr:
        def body(*u: Expr) -> Expr:
            value, bracket = entry(at[:depth], at[depth:], u)
            return chosen(*at, *u) * value * bracket

        return over(offsets, body)

    return as_is(b.define("y", axes, rhs, words="maxima of windows in #"), x)


def _places(along: tuple[Window, ...], here: tuple[Expr, ...], offsets: tuple[Expr, ...]) -> list[Expr]:
    return [window.position(i, u) for window, i, u in zip(along, here, offsets, strict=True)]


def _check_padding(b: Builder, kernel: tuple[int, ...], padding: tuple[int, ...]) -> None:
    for k, p in zip(kernel, padding, strict=True):
        if 2 * p > k:
            hint = f"It should be at most half of the kernel, {k // 2}."
            raise b.error(f"a padding of {p} makes windows of padding only", "padding", hint=hint)
