"""Normalisation: subtract the mean, divide by the standard deviation, scale and shift (defaults and shapes are PyTorch's).

    mu = mean(x),  v = mean((x - mu)^2),  xhat = (x - mu) / sqrt(v + epsilon),  y = gamma xhat + beta

The kinds differ in the axes that mean and variance are taken over.  Sources: Ioffe and Szegedy (2015), Ba et al. (2016),
Ulyanov et al. (2016), Wu and He (2018), Zhang and Sennrich (2019).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr, Mul

from derive.algebra import Sum
from derive.layers.builder import ONES, ZEROS, Builder, as_is
from derive.layers.joining import regrouped
from derive.layers.options import Count
from derive.layers.registry import layer
from derive.layers.wires import Axis, Wire, over

EPSILON = 1e-5
_RMS_EPSILON = 1.1920928955078125e-07  # PyTorch's default: the machine epsilon of float32
_MODES = ("training", "evaluation")


@dataclass(frozen=True)
class Statistics:
    """Which indices of a wire the mean is taken over; ``batch``: over the examples, too."""

    b: Builder
    x: Wire
    reduced: tuple[bool, ...]
    batch: bool = False

    @property
    def kept(self) -> tuple[Axis, ...]:
        return tuple((part,) for part, gone in zip(self.x.parts, self.reduced, strict=True) if not gone)

    def keep(self, at: Sequence[Expr]) -> tuple[Expr, ...]:
        return tuple(index for index, gone in zip(at, self.reduced, strict=True) if not gone)

    def mean(self, kept: Sequence[Expr], entry: Callable[..., Expr]) -> Expr:
        """The mean of ``entry`` over the reduced indices, at the kept ones."""
        gone = [part for part, reduced in zip(self.x.parts, self.reduced, strict=True) if reduced]

        def body(*bound: Expr) -> Expr:
            free, rest = iter(kept), iter(bound)
            return entry(*(next(rest) if reduced else next(free) for reduced in self.reduced))

        total = over(gone, body)
        count = Mul(*(part.size for part in gone))
        if self.batch:
            n, lo, hi = self.b.prefix[0]
            return Sum(total, (n, lo, hi)) / (count * sympy.expand(hi - lo + 1))
        return total / count

    def define(self, base: str, entry: Callable[..., Expr], words: str) -> Wire:
        return self.b.define(
            base, self.kept, lambda *kept: self.mean(kept, entry), words=f"{words} in #", examples=not self.batch
        )


@layer("normalises each channel over the batch and all positions; mode = training or evaluation", spatial=True)
def batch_norm(b: Builder, x: Wire, *, eps: float = EPSILON, affine: bool = True, mode: str = "training") -> Wire:
    """In training by mean and biased variance of the batch; in evaluation by statistics that are inputs of the model."""
    if mode not in _MODES:
        raise b.error(f"'mode' cannot be {mode!r}", "mode", hint=f"Known: {', '.join(_MODES)}.")
    statistics = Statistics(b, x, _but_channels(x), batch=True)
    if mode == "evaluation":
        mean, variance = (b.data(base, x.axes[:1]) for base in ("mu", "v"))
        xhat = _standardised(statistics, lambda *c: mean[c], lambda *c: variance[c], eps)
    else:
        if not b.prefix:
            hint = 'Give the network a batch, or the layer mode = "evaluation".'
            raise b.error("batch normalisation in training needs a batch of examples", hint=hint)
        b.mixes_examples = True
        xhat = _normalised(statistics, eps)
    return _scaled(b, x, xhat, x.axes[:1], 0, affine)


@layer("normalises the last axis of each example (or the last few axes)", passes=True)
def layer_norm(b: Builder, x: Wire, *, axes: Count = 1, eps: float = EPSILON, affine: bool = True) -> Wire:
    """Mean and variance over the last ``axes`` axes; gamma and beta have their shape."""
    if axes > x.rank:
        raise b.error(f"there are no {axes} axes to normalise: {x.source} has shape {b.shape(x)}", "axes")
    gone = sum(len(axis) for axis in x.axes[x.rank - axes :])
    reduced = tuple(i >= len(x.parts) - gone for i in range(len(x.parts)))
    xhat = _normalised(Statistics(b, x, reduced), eps)
    return _scaled(b, x, xhat, x.axes[x.rank - axes :], len(x.parts) - gone, affine)


@layer("normalises groups of channels over all positions of each example", spatial=True)
def group_norm(b: Builder, x: Wire, *, groups: Count, eps: float = EPSILON, affine: bool = True) -> Wire:
    """Mean and variance of each example and group; gamma and beta for each channel."""
    have = b.sizes.value(x.sizes[0])
    if have is None or have % groups:
        hint = "The number of channels has to be a multiple of it."
        message = f"the groups of {groups} do not divide the {b.sizes.shown(x.sizes[0])} channels of {x.source}"
        raise b.error(message, "groups", hint=hint)
    parts = (b.features(b.new_size(groups, "G"), "g"), b.features(b.new_size(have // groups, "m"), "c"))
    b.same(x.sizes[0], sympy.expand(parts[0].size * parts[1].size))
    x = regrouped(b, x, 0, parts)
    xhat = _normalised(Statistics(b, x, (False, *(True for _ in x.parts[1:]))), eps)
    return _scaled(b, x, xhat, x.axes[:1], 0, affine)


@layer("normalises each channel of each example over its positions", spatial=True)
def instance_norm(b: Builder, x: Wire, *, eps: float = EPSILON, affine: bool = False) -> Wire:
    """Mean and variance of each example and channel."""
    if x.rank < 2:
        raise b.error(f"the layer needs channels and positions, but {x.source} has shape {b.shape(x)}")
    xhat = _normalised(Statistics(b, x, _but_channels(x)), eps)
    return _scaled(b, x, xhat, x.axes[:1], 0, affine)


@layer("divides the last axis by its root mean square", passes=True)
def rms_norm(b: Builder, x: Wire, *, eps: float = _RMS_EPSILON, affine: bool = True) -> Wire:
    """``y = gamma x / sqrt(mean(x^2) + epsilon)``."""
    rest = len(x.parts) - len(x.axes[-1])
    statistics = Statistics(b, x, tuple(i >= rest for i in range(len(x.parts))))
    square = statistics.define("q", lambda *at: x(*at) ** 2, "mean square")
    epsilon = b.constant("epsilon", eps)
    rhs = lambda *at: x(*at) / sympy.sqrt(square(*statistics.keep(at)) + epsilon)  # noqa: E731
    xhat = b.define("xhat", x.axes, rhs, words="normalised input of #")
    return _scaled(b, x, xhat, x.axes[-1:], rest, affine, shift=False)


def _but_channels(x: Wire) -> tuple[bool, ...]:
    return tuple(i >= len(x.axes[0]) for i in range(len(x.parts)))


def _normalised(statistics: Statistics, eps: float) -> Wire:
    """xhat by the wire's own mean and variance."""
    x = statistics.x
    mean = statistics.define("mu", x, "mean")
    variance = statistics.define("v", lambda *at: (x(*at) - mean(*statistics.keep(at))) ** 2, "variance")
    return _standardised(statistics, mean, variance, eps)


def _standardised(statistics: Statistics, mean: Callable[..., Expr], variance: Callable[..., Expr], eps: float) -> Wire:
    x, b = statistics.x, statistics.b
    epsilon = b.constant("epsilon", eps)

    def rhs(*at: Expr) -> Expr:
        own = statistics.keep(at)
        return (x(*at) - mean(*own)) / sympy.sqrt(variance(*own) + epsilon)

    return b.define("xhat", x.axes, rhs, words="normalised input of #")


def _scaled(b: Builder, x: Wire, xhat: Wire, axes: Sequence[Axis], start: int, affine: bool, shift: bool = True) -> Wire:
    """``gamma xhat + beta`` with a parameter for each index of ``axes``, which begin at index ``start``."""
    if not affine:
        return as_is(xhat, x)
    stop = start + sum(len(axis) for axis in axes)
    gamma = b.parameter("gamma", axes, ONES)
    beta = b.parameter("beta", axes, ZEROS) if shift else None

    def rhs(*at: Expr) -> Expr:
        own = at[start:stop]
        scaled = gamma[own] * xhat(*at)
        return scaled + beta[own] if beta is not None else scaled

    return as_is(b.define("y", x.axes, rhs, words="output of #"), x)
