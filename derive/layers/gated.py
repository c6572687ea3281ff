"""Gated linear units: one linear map times a function of another (Dauphin et al. 2017, Shazeer 2020)."""

from __future__ import annotations

from derive.layers.builder import Builder, as_is
from derive.layers.dense import affine
from derive.layers.options import Size
from derive.layers.registry import layer
from derive.layers.wires import Wire


@layer("a gated linear unit: a * sigmoid(g), two linear maps of the input (units), or its two halves (without)")
def glu(b: Builder, x: Wire, *, units: Size | None = None, bias: bool = True) -> Wire:
    """With ``units``, ``a = W_a x + b_a`` and ``g = W_g x + b_g``; without (as in PyTorch), the halves of the last axis."""
    return _gated(b, x, units, bias, "sigmoid")


@layer("a gated linear unit with silu: silu(g) * a")
def swiglu(b: Builder, x: Wire, *, units: Size | None = None, bias: bool = False) -> Wire:
    """As ``glu``, with ``g sigmoid(g)`` in place of ``sigmoid(g)``."""
    return _gated(b, x, units, bias, "silu")


def _gated(b: Builder, x: Wire, units: int | str | None, bias: bool, function: str) -> Wire:
    apply = b.function(function)
    if units is None:
        from derive.layers.shape import split

        value, gate = split(b, x, parts=2, part=1), split(b, x, parts=2, part=2)
    else:
        value = affine(b, x, units, bias=bias, tag="_a")
        size = value.sizes[-1]
        gate = affine(b, x, b.sizes.value(size) or str(size), bias=bias, tag="_g")
        b.same(size, gate.sizes[-1])
    gated = b.define("s", gate.axes, lambda *at: apply(gate(*at)), "activation", "gate of #")
    y = b.define("y", value.axes, lambda *at: value(*at) * gated(*at), words="gated output of #")
    return as_is(y, x)
