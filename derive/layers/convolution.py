"""Convolution, as deep learning calls the correlation with a kernel (PyTorch's ``Conv1d``, ``Conv2d``, ``ConvTranspose2d``).

    z[c, i, k] = b[c] + sum_{m,u,v} W[c, m, u, v] x[m, s*i + d*u - p, s*k + d*v - p]

with nothing outside the input.  With groups, the channels of the input and of the output fall into as many parts, and each part
sees its own only.  Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy
from sympy import Expr, Integer

from derive.algebra import Sum, fresh_index
from derive.algebra.brackets import Delta
from derive.algebra.contract import contract
from derive.layers.builder import ZEROS, Builder, as_is
from derive.layers.joining import regrouped
from derive.layers.options import IDENTITY, Activation, Count, FromZero, Pair, PairFromZero, Size
from derive.layers.registry import layer
from derive.layers.windows import OFFSETS, Window, check_rank, inside, windows
from derive.layers.wires import Axis, Part, Wire, over


@layer("a convolution of a signal (channels, positions) with kernels", spatial=True)
def conv1d(
    b: Builder,
    x: Wire,
    *,
    channels: Size | None = None,
    kernel: Count,
    stride: Count = 1,
    padding: FromZero = 0,
    dilation: Count = 1,
    groups: Count = 1,
    depthwise: bool = False,
    bias: bool = True,
    activation: Activation = IDENTITY,
) -> Wire:
    """W has shape (channels, inputs / groups, kernel)."""
    along = windows(b, x, (kernel,), (stride,), (padding,), (dilation,))
    return b.activate(_convolution(b, x, channels, *along, groups, depthwise, bias), activation, axis=0)


@layer("a convolution of an image (channels, rows, columns) with kernels", spatial=True)
def conv2d(
    b: Builder,
    x: Wire,
    *,
    channels: Size | None = None,
    kernel: Pair,
    stride: Pair = (1, 1),
    padding: PairFromZero = (0, 0),
    dilation: Pair = (1, 1),
    groups: Count = 1,
    depthwise: bool = False,
    bias: bool = True,
    activation: Activation = IDENTITY,
) -> Wire:
    """W has shape (channels, inputs / groups, rows, columns)."""
    along = windows(b, x, kernel, stride, padding, dilation)
    return b.activate(_convolution(b, x, channels, *along, groups, depthwise, bias), activation, axis=0)


def _convolution(
    b: Builder,
    x: Wire,
    channels: int | str | None,
    along: tuple[Window, ...],
    positions: tuple[Axis, ...],
    groups: int,
    depthwise: bool,
    bias: bool,
) -> Wire:
    x, group, out, into = _channels(b, x, channels, groups, depthwise)
    offsets = [window.offsets(letter) for window, letter in zip(along, OFFSETS, strict=False)]
    weights = b.parameter("W", (group + out, into, *((part,) for part in offsets)))
    offset = b.parameter("b", (group + out,), ZEROS) if bias else None
    heads, places = len(group), [axis[0] for axis in positions]

    def rhs(*at: Expr) -> Expr:
        own, here = at[: heads + len(out)], at[heads + len(out) :]

        def body(*bound: Expr) -> Expr:
            m, u = bound[: len(into)], bound[len(into) :]
            read = x(*own[:heads], *m, *(w.position(i, o) for w, i, o in zip(along, here, u, strict=True)))
            return weights[(*own, *m, *u)] * read * inside(along, places, here, u)

        total = over((*into, *offsets), body)
        return total + offset[own] if offset is not None else total

    return as_is(b.define("z", (group + out, *positions), rhs, "linear", "weighted input of #"), x)


def _channels(b: Builder, x: Wire, channels: int | str | None, groups: int, depthwise: bool) -> tuple[Wire, Axis, Axis, Axis]:
    """The input with its channels in groups; the axes of the groups, of the output in each, and of the input in each."""
    have = x.sizes[0]
    if depthwise:
        if groups != 1:
            raise b.error("a depthwise convolution has one group for each channel", "groups", hint="Leave 'groups' out.")
        return x, *_depthwise(b, x, channels)
    if channels is None:
        raise b.error("the key 'channels' is missing", hint="It should be a positive integer or a name.")
    if groups == 1:
        return x, (), (b.features(b.new_size(channels), "c"),), x.axes[0]
    value = b.sizes.value(have)
    if groups == value:
        return x, *_depthwise(b, x, channels)
    for what, number in (("the input has", value), ("the layer has", channels)):
        if not isinstance(number, int) or number % groups:
            hint = "The channels of input and output have to be multiples of it."
            raise b.error(f"the groups of {groups} do not divide: {what} {number or have} channels", "groups", hint=hint)
    assert value is not None
    assert isinstance(channels, int)
    group = b.features(b.new_size(groups, "G"), "g")
    into = (b.features(b.new_size(value // groups, "m"), "m"),)
    out = (b.features(b.new_size(channels // groups), "c"),)
    b.same(have, sympy.expand(group.size * into[0].size))
    return regrouped(b, x, 0, (group, *into)), (group,), out, into


def _depthwise(b: Builder, x: Wire, channels: int | str | None) -> tuple[Axis, Axis, Axis]:
    """One group for each channel, and so no channels to sum over."""
    value = b.sizes.value(x.sizes[0])
    if channels is None or channels == value or (isinstance(channels, str) and str(x.sizes[0]) == channels):
        return x.axes[0], (), ()
    if value is None or not isinstance(channels, int) or channels % value:
        hint = "A depthwise convolution has a multiple of its input's channels."
        raise b.error(f"{channels} channels are no multiple of the input's {b.sizes.shown(x.sizes[0])}", "channels", hint=hint)
    return x.axes[0], (b.features(b.new_size(channels // value, "q"), "q"),), ()


@layer("a transposed convolution: every entry of the input adds a multiple of the kernel to the output", spatial=True)
def conv_transpose2d(
    b: Builder,
    x: Wire,
    *,
    channels: Size,
    kernel: Pair,
    stride: Pair = (1, 1),
    padding: PairFromZero = (0, 0),
    output_padding: PairFromZero = (0, 0),
    dilation: Pair = (1, 1),
    bias: bool = True,
    activation: Activation = IDENTITY,
) -> Wire:
    """W has shape (inputs, channels, rows, columns); the output has (H - 1) s - 2 p + d (kernel - 1) + 1 + output_padding rows.

    The forward equation is ``z[c, i, k] = b[c] + sum W[m, c, u, v] x[m, p, q] [s p + d u - pad = i] [...]``, with its deltas
    solved for the position in the input.
    """
    check_rank(b, x, 2)
    along = [Window(axis[0], *rest) for axis, *rest in zip(x.axes[1:], kernel, stride, padding, dilation, strict=True)]
    positions = [
        _stretched(b, window, extra, letter) for window, extra, letter in zip(along, output_padding, "ik", strict=True)
    ]
    out = b.features(b.new_size(channels), "c")
    offsets = [window.offsets(letter) for window, letter in zip(along, OFFSETS, strict=False)]
    weights = b.parameter("W", (x.axes[0], (out,), *((part,) for part in offsets)))
    offset = b.parameter("b", ((out,),), ZEROS) if bias else None

    def rhs(c: Expr, *here: Expr) -> Expr:
        ranges = {i: part.span for i, part in zip(here, positions, strict=True)} | {c: out.span}

        def body(*bound: Expr) -> Expr:
            m, u = bound[: len(x.axes[0])], bound[len(x.axes[0]) :]
            return _scattered(along, here, u, ranges, lambda *place: weights[(*m, c, *u)] * x(*m, *place))

        total = over((*x.axes[0], *offsets), body)
        return total + offset[c] if offset is not None else total

    z = as_is(b.define("z", ((out,), *((part,) for part in positions)), rhs, "linear", "weighted input of #"), x)
    return b.activate(z, activation, axis=0)


def _stretched(b: Builder, window: Window, extra: int, letter: str) -> Part:
    """The positions of the output."""
    size = window.stride * (window.source.size - 1) - 2 * window.padding + window.span + extra
    value = b.sizes.value(size)
    if extra >= max(window.stride, window.dilation):
        raise b.error(f"'output_padding' should be less than the stride of {window.stride}, not {extra}", "output_padding")
    if value is not None and value < 1:
        raise b.error(f"a padding of {window.padding} leaves nothing of the output", "padding")
    return b.positions(b.sizes.positive(sympy.expand(size)), letter)


def _scattered(
    along: Sequence[Window],
    here: Sequence[Expr],
    offsets: Sequence[Expr],
    ranges: dict[Expr, tuple[Expr, Expr]],
    term: Callable[..., Expr],
) -> Expr:
    """The sum over the input positions that reach this place of the output, with each delta solved."""
    indices = [fresh_index() for _ in along]
    deltas = [
        Delta(window.stride * (p - window.source.lo) + window.dilation * u - window.padding, i)
        for window, p, u, i in zip(along, indices, offsets, here, strict=True)
    ]
    bounds = [(p, *window.source.span) for p, window in zip(indices, along, strict=True)]
    known = ranges | {u: (Integer(0), Integer(window.kernel - 1)) for u, window in zip(offsets, along, strict=True)}
    return contract(Sum(sympy.Mul(term(*indices), *deltas), *bounds), known)
