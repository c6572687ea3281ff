"""An axis of several indices as an axis of one: channels that a layer sees in groups, and the next layer in other groups.

    y[m, i] = sum_{g,c} [m = c_per_group g + c] x[g, c, i]

An equation that only picks entries, for the cases in which no change of view will do.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Expr, Integer, Mul

from derive.algebra import Delta
from derive.layers.builder import Builder, as_is
from derive.layers.wires import Axis, Part, Wire, merged, over, size, split


def joined(b: Builder, wire: Wire, chosen: Sequence[int] | None = None) -> Wire:
    """The wire with these axes (or all) of one index each; as it is, if they have no more.

    Raises:
        SpecError: a size has no number.
    """
    places = [i for i, axis in enumerate(wire.axes) if len(axis) > 1 and (chosen is None or i in chosen)]
    if not places:
        return wire
    shown = [tuple(_in_numbers(b, part) for part in axis) if i in places else axis for i, axis in enumerate(wire.axes)]
    longs = [(_long(b, axis),) if i in places else axis for i, axis in enumerate(shown)]
    starts = [sum(len(axis) for axis in longs[:i]) for i in range(len(longs))]

    def rhs(*at: Expr) -> Expr:
        def body(*bound: Expr) -> Expr:
            rest, indices, deltas = iter(bound), [], []
            for i, axis in enumerate(shown):
                own = [next(rest) for _ in axis] if i in places else list(at[starts[i] : starts[i] + len(axis)])
                indices += own
                if i in places:
                    deltas.append(Delta(at[starts[i]], longs[i][0].lo + merged(axis, own)))
            return Mul(wire(*indices), *deltas)

        return over([part for i in places for part in shown[i]], body)

    return as_is(b.define("y", longs, rhs, words="entries in a row in #"), wire)


def _in_numbers(b: Builder, part: Part) -> Part:
    """The part with its size as a number: what is a product of two open sizes cannot be solved for an index."""
    value = b.sizes.value(part.size)
    if value is None:
        hint = "Give its size a number."
        raise b.error(f"channels in groups of {b.sizes.shown(part.size)} cannot be put in other groups", hint=hint)
    b.same(part.size, Integer(value))
    return Part(part.lo, sympy.expand(part.lo + value - 1), part.letter)


def _long(b: Builder, axis: Axis) -> Part:
    return Part(Integer(b.base), sympy.expand(size(axis) + b.base - 1), axis[-1].letter)


def regrouped(b: Builder, wire: Wire, axis: int, parts: Axis) -> Wire:
    """The wire with one axis seen as several indices (channels as groups of channels), whatever it was seen as before."""
    whole = wire.axes[axis]
    if len(whole) > 1 and not (len(whole) == len(parts) and all(map(b.same, *_sizes(whole, parts)))):
        wire = joined(b, wire, [axis])
    return split(wire, axis, parts)


def _sizes(one: Axis, other: Axis) -> tuple[list[Expr], list[Expr]]:
    return [part.size for part in one], [part.size for part in other]


__all__ = ["joined", "regrouped"]
