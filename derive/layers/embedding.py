"""From class indices to vectors, and positions added to them."""

from __future__ import annotations

import sympy
from sympy import Expr, Integer, cos, exp, log, sin

from derive.algebra import Divides
from derive.layers.builder import FAN_IN, Builder, as_is
from derive.layers.options import Size
from derive.layers.registry import layer
from derive.layers.wires import Axis, Part, Wire, split


@layer("looks up the vector of each class index (counted from 0)")
def embedding(b: Builder, x: Wire, *, classes: Size | None = None, units: Size | None = None) -> Wire:
    """``y[..., j] = E[x[...], j]``; E has shape (classes, units)."""
    if not x.integer:
        raise b.error(
            f"the embedding needs class indices, but {x.source} holds numbers", "input" if b.table.has("input") else "layer"
        )
    table: Axis
    if b.shared is not None and b.shared.parameters:
        tensor = b.shared.parameters.get("E") or b.shared.parameters.get("W") or next(iter(b.shared.parameters.values()))
        b.made[-1].parameters["E"] = tensor
        columns = tuple(Part(lo, hi) for lo, hi in tensor.ranges[1:])
    else:
        for key, value in (("classes", classes), ("units", units)):
            if value is None:
                raise b.error(f"the key {key!r} is missing", hint="It should be a positive integer or a name.")
        assert classes is not None
        assert units is not None
        table = (b.features(b.new_size(classes, "K")),)
        columns = (b.features(b.new_size(units)),)
        tensor = b.parameter("E", (table, columns), FAN_IN)
    words = "vectors looked up in #"
    return b.define("y", (*x.axes, columns), lambda *at: tensor[(x(*at[: len(x.parts)]), *at[len(x.parts) :])], words=words)


@layer("adds a vector for each position: mode = sinusoidal (fixed) or learned", passes=True)
def positional(b: Builder, x: Wire, *, mode: str = "sinusoidal", base: float = 10000.0) -> Wire:
    """``y[t, j] = x[t, j] + P[t, j]``; sinusoidal: sin of t base^(-j/d) for even j, cos of t base^(-(j-1)/d) for odd j, t and j
    from 0 (Vaswani et al. 2017).
    """
    if mode not in ("sinusoidal", "learned"):
        raise b.error(f"'mode' cannot be {mode!r}", "mode", hint="Known: sinusoidal, learned.")
    if x.rank != 2 or any(len(axis) != 1 for axis in x.axes):
        raise b.error(f"the layer needs a sequence [positions, features], but {x.source} has shape {b.shape(x)}")
    if mode == "learned":
        tensor = b.parameter("P", x.axes, penalised=False)
        rhs = lambda t, j: x(t, j) + tensor[t, j]  # noqa: E731
    else:
        (steps,), (units,) = x.axes
        table = b.define("P", x.axes, lambda t, j: _wave(t - steps.lo, j - units.lo, units.size, base),
                         words="vectors of the positions in #", examples=False)  # fmt: skip
        rhs = lambda t, j: x(t, j) + table(t, j)  # noqa: E731
    return as_is(b.define("y", x.axes, rhs, words="input with its positions in #"), x)


def _wave(t: Expr, j: Expr, size: Expr, base: float) -> Expr:
    even = Divides(2, j)
    rate = log(Integer(int(base)) if base == int(base) else sympy.Float(base))
    return even * sin(t * exp(-rate * j / size)) + (1 - even) * cos(t * exp(-rate * (j - 1) / size))


@layer("turns pairs of features by an angle that grows with the position (rotary embedding)")
def rotary(b: Builder, x: Wire, *, base: float = 10000.0) -> Wire:
    """Features 2m and 2m + 1 are turned by ``t base^(-2m/d)``, t from 0 (Su et al. 2021)."""
    if x.rank < 2 or len(x.axes[-1]) != 1:
        raise b.error(f"the layer needs a sequence [positions, features], but {x.source} has shape {b.shape(x)}")
    return turned(b, x, x.rank - 2, base, "y")


def turned(b: Builder, x: Wire, steps: int, base: float, name: str) -> Wire:
    """The last axis turned, pair by pair; axis ``steps`` counts the positions."""
    value = b.sizes.value(x.axes[-1][-1].size)
    if value is None or value % 2:
        raise b.error(f"rotary embedding needs an even number of features, not {b.sizes.shown(x.axes[-1][-1].size)}")
    pairs = b.features(b.new_size(value // 2, "m"), "m")
    sides = Part(Integer(0), Integer(1), "r")
    b.same(x.axes[-1][-1].size, sympy.expand(2 * pairs.size))
    x = split(x, x.rank - 1, (pairs, sides))
    clock = x.axes[steps][0]
    place = sum(len(axis) for axis in x.axes[:steps])
    rate = log(Integer(int(base)) if base == int(base) else sympy.Float(base))
    rhs_angle = lambda t, m: (t - clock.lo) * exp(-rate * (m - pairs.lo) / pairs.size)  # noqa: E731
    angle = b.define("theta", ((clock,), (pairs,)), rhs_angle, words="angles of #", examples=False)

    def rhs(*at: Expr) -> Expr:
        m, r = at[-2:]
        phi = angle(at[place], m)
        return x(*at) * cos(phi) + (2 * r - 1) * x(*at[:-1], 1 - r) * sin(phi)

    return as_is(b.define(name, x.axes, rhs, words="turned input of #"), x)
