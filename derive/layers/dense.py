"""Dense layers: z = W x + b along the last axis, then an activation (PyTorch's ``Linear``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import sympy
from sympy import Add, Expr, Integer

from derive.algebra import Delta, Tensor
from derive.frontends.named import Named
from derive.frontends.values import size_of
from derive.layers.builder import ZEROS, Builder, as_is
from derive.layers.options import IDENTITY, Activation, Size
from derive.layers.registry import layer
from derive.layers.wires import Axis, Part, Wire, over

Exceptions = Annotated[Mapping[int, Named], "exceptions"]


@layer("an activation of weighted inputs: a = f(W x + b), along the last axis")
def dense(
    b: Builder,
    x: Wire,
    *,
    units: Size | None = None,
    activation: Activation = IDENTITY,
    bias: bool = True,
    weight_norm: bool = False,
    exceptions: Exceptions = {},  # noqa: B006 - never changed
) -> Wire:
    """``z[..., j] = sum_k W[j, k] x[..., k] + b[j]``; W has shape (units, inputs)."""
    z = affine(b, x, units, bias=bias, weight_norm=weight_norm)
    if not exceptions:
        return b.activate(z, activation)
    if b.functions.known.get(activation.name) and b.functions.known[activation.name].vector:
        raise b.error(f"{activation.name!r} speaks of the whole layer: no unit can be an exception", "exceptions")
    rhs = _with_exceptions(b, z, activation, exceptions)
    return as_is(b.define("a", z.axes, rhs, "activation", "activation of #", place=activation.place), z)


def affine(
    b: Builder, x: Wire, units: int | str | None, *, bias: bool = True, weight_norm: bool = False, tag: str = ""
) -> Wire:
    """The weighted inputs, under the names ``z``, ``W`` and ``b`` (``tag``: for a second map in one layer)."""
    if not x.rank:
        raise b.error(f"the layer needs a vector, but {x.source} gives a number for each example")
    weights, out, transposed = _weights(b, x.axes[-1], units, weight_norm, tag)
    rest = len(x.parts) - len(x.axes[-1])
    offset = b.parameter(f"b{tag}", (out,), ZEROS) if bias else None

    def rhs(*at: Expr) -> Expr:
        others, j = at[:rest], at[rest:]
        body = over(x.axes[-1], lambda *k: weights(*(k + j if transposed else j + k)) * x(*others, *k))
        return body + offset[j] if offset is not None else body

    words = "weighted input of #" if not tag else f"weighted input of # ({tag.strip('_')})"
    return as_is(b.define(f"z{tag}".replace("_", ""), (*x.axes[:-1], out), rhs, "linear", words), x)


def _weights(
    b: Builder, inputs: Axis, units: int | str | None, weight_norm: bool, tag: str
) -> tuple[Callable[..., Expr], Axis, bool]:
    """The entry of the weights, the axis of the units, and whether they are an earlier layer's transposed."""
    transposed = bool(b.table.has("weights") and b.table.string("weights").endswith(".T"))
    if b.shared is not None:
        tensor = _earlier(b, inputs, units, transposed, tag)
        rows = tensor.ranges[1:] if transposed else tensor.ranges[:1]
        out: Axis = tuple(Part(lo, hi) for lo, hi in rows)
    else:
        if units is None:
            raise b.error("the key 'units' is missing", hint="It should be a positive integer or a name.")
        out = (b.features(b.new_size(units)),)
        tensor = b.parameter(f"{'V' if weight_norm else 'W'}{tag}", (out, inputs))
    if not weight_norm:
        return (lambda *at: tensor[at]), out, transposed
    return _normalised(b, tensor, out, inputs), out, transposed


def _normalised(b: Builder, direction: Tensor, out: Axis, inputs: Axis) -> Callable[..., Expr]:
    """Weight normalisation (Salimans and Kingma 2016): W[j, k] = g[j] V[j, k] / |V[j]|."""
    gain = b.parameter("g", (out,), "ones")
    squares = lambda j: over(inputs, lambda *k: direction[(j, *k)] ** 2)  # noqa: E731
    norm = b.define("r", (out,), lambda j: sympy.sqrt(squares(j)), words="norms of the weight vectors of #", examples=False)
    scaled = lambda j, *k: gain[j] * direction[(j, *k)] / norm(j)  # noqa: E731
    return b.define("W", (out, inputs), scaled, words="weights of #", examples=False)


def _earlier(b: Builder, inputs: Axis, units: int | str | None, transposed: bool, tag: str) -> Tensor:
    """The weights of an earlier layer, whose sizes have to fit."""
    assert b.shared is not None
    name = b.table.string("weights")
    key = f"W{tag}" if f"W{tag}" in b.shared.parameters else next(iter(b.shared.parameters), "")
    if not key:
        raise b.error(f"layer {b.shared.number} ('{b.shared.kind}') has no weights to share", "weights")
    tensor = b.shared.parameters[key]
    spans = list(tensor.ranges)
    rows, columns = (spans[1:], spans[:1]) if transposed else (spans[:1], spans[1:])
    hint = "Shared weights need equal sizes."
    sizes = [size_of(span) for span in columns]
    if len(sizes) != len(inputs) or not all(b.same(part.size, size) for part, size in zip(inputs, sizes, strict=True)):
        made = "x".join(map(b.sizes.shown, sizes))
        takes = "x".join(b.sizes.shown(part.size) for part in inputs)
        raise b.error(
            f"the layer takes {takes} inputs, but the shared weights {name} are made for {made}", "weights", hint=hint
        )
    given = b.sizes.new(f"n_{b.number}", units) if units is not None else None
    units_made = sympy.Mul(*(size_of(span) for span in rows))
    if given is not None and not b.same(units_made, given):
        made = b.sizes.shown(units_made)
        raise b.error(f"the layer has {units} units, but the shared weights {name} are made for {made}", "weights", hint=hint)
    b.made[-1].parameters["W"] = tensor
    return tensor


def _with_exceptions(b: Builder, z: Wire, usual: Named, exceptions: Mapping[int, Named]) -> Callable[..., Expr]:
    """In single units another activation: a_j = [j=3] g(z_j) + (1 - [j=3]) f(z_j)."""
    size = b.sizes.value(z.sizes[-1])
    cases = []
    for unit, named in sorted(exceptions.items()):
        if size is not None and unit > size:
            raise b.error(f"there is no unit {unit}", "exceptions", hint=f"Units count from 1 to {size}.")
        cases.append((Integer(unit - 1 + b.base), b.apply(named, z)))
    otherwise = b.apply(usual, z)

    def rhs(*at: Expr) -> Expr:
        chosen = [(Delta(at[-1], position), value(*at)) for position, value in cases]
        rest = 1 - Add(*(delta for delta, _ in chosen))
        return Add(*(delta * entry for delta, entry in chosen), rest * otherwise(*at))

    return rhs
