"""The cost at the outputs of a network: of a vector, an image, a sequence, of several outputs, of all examples together.

Input: the outputs as wires, the cost's record.  Output: the last equations, the targets, and what is assumed of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy
from sympy import Expr, Mul, Symbol

from derive.algebra import Sum, Tensor
from derive.algebra import replace as rename
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.errors import SpecError
from derive.frontends import values
from derive.frontends.layers import NetworkSpec
from derive.frontends.output import any_cost, check_scalar, final, formula_cost
from derive.frontends.values import Value
from derive.layers.builder import Builder
from derive.layers.sizes import Unsettled, size_symbol
from derive.layers.wires import Axis, Wire
from derive.library import Cost
from derive.model import Assumption


@dataclass(frozen=True)
class Ending:
    """What a cost adds beside equations: inputs (targets, a mask) and assumptions about them."""

    inputs: tuple[Tensor, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


def network_cost(spec: NetworkSpec, cost: Cost | None, b: Builder, outputs: list[Wire]) -> Ending:
    """Append the equations of the cost of one example to a network's.

    Raises:
        SpecError: a cost that takes other outputs, or has no meaning for their shape.
    """
    _check_outputs(spec, cost, outputs)
    out = outputs[0]
    if cost is None:
        if len(out.parts) != 1:
            raise SpecError(f"any cost {spec.cost.name!r} takes a vector, but {out.source} has shape {b.shape(out)}",
                            place=spec.cost.place, hint="Flatten it first.")  # fmt: skip
        b.equations.append(any_cost(spec, out.value(), out.parts[0].span, b.prefix))
        return Ending()
    if cost.per == "batch":
        return _of_the_batch(spec, cost, b, outputs)
    places = out.axes[:-1] if cost.per == "vector" else ()
    if cost.per == "vector" and (out.spatial or not out.rank):
        raise SpecError(f"the cost {cost.name!r} takes vectors, but {out.source} has shape {b.shape(out)}",
                        place=spec.cost.place, hint="Flatten it, or transpose it: the last axis is the vector.")  # fmt: skip
    return _at_places(spec, cost, b, outputs, places)


def _check_outputs(spec: NetworkSpec, cost: Cost | None, outputs: list[Wire]) -> None:
    wanted = cost.outputs if cost is not None else ("a",)
    if len(outputs) != len(wanted):
        given = f"{len(outputs)} output{'s' * (len(outputs) != 1)}"
        names = f" ({', '.join(wanted)})" if len(wanted) > 1 else ""
        message = f"the cost {spec.cost.name!r} takes {len(wanted)} output{'s' * (len(wanted) != 1)}{names}, not {given}"
        raise SpecError(message, place=spec.cost.place, hint='List them: output = ["name", ...], by the names of layers.')


def _at_places(spec: NetworkSpec, cost: Cost, b: Builder, outputs: list[Wire], places: tuple[Axis, ...]) -> Ending:
    """The formula at each place (for each vector of a sequence), then the mean over the places."""
    out = outputs[0]
    parts = [part for axis in places for part in axis]
    letters = b.indices(parts)
    here: tuple[Bound, ...] = tuple((k, *part.span) for k, part in zip(letters, parts, strict=True))
    prefix = (*b.prefix, *here)
    vector = replace(out, axes=out.axes[len(places) :], entry=lambda *at: out(*letters, *at))
    targets, length = _targets(spec, cost, b, vector)
    named = {"a": vector.value()} if len(outputs) == 1 else {}
    named |= {name: wire.value() for name, wire in zip(cost.outputs, outputs, strict=True) if name not in named}
    inputs: list[Tensor] = []
    if cost.target != "none":
        target = _target(b, cost, (*places, *(() if cost.target == "class" else targets)))
        below = length if cost.target == "class" else None
        spans = () if cost.target == "class" else tuple(part.span for axis in targets for part in axis)
        named["y"] = values.entries(target, tuple(k for k, _, _ in prefix), spans, below)
        inputs.append(target)
    try:
        equations, assumptions = formula_cost(spec, cost, named, length, prefix, b.scope, {*b.taken, "y"})
    except SpecError:
        _unite(b, outputs)
        raise
    check_scalar(equations[-1], prefix, cost, spec.cost.place)
    mask = _mask(b, cost, places)
    inputs += [mask] if mask is not None else []
    b.equations += equations[:-1]
    if not here:
        b.equations.append(final(spec, equations[-1].rhs, b.prefix))
        return Ending(tuple(inputs), assumptions)
    each = Tensor("Cp", [(lo, hi) for _, lo, hi in prefix], base="c")
    words = "cost at one position"
    b.equations.append(replace(equations[-1], lhs=each[tuple(k for k, _, _ in prefix)], words=words))
    b.equations.append(final(spec, _mean(b, each, mask, here), b.prefix))
    return Ending(tuple(inputs), assumptions)


def _unite(b: Builder, outputs: list[Wire]) -> None:
    """Outputs of one shape get the same symbols for their sizes from the next round on: a formula may combine them."""
    first, *others = outputs
    for other in others:
        if first.rank == other.rank:
            for mine, theirs in zip(first.sizes, other.sizes, strict=True):
                b.same(mine, theirs)


def _mean(b: Builder, each: Tensor, mask: Tensor | None, here: tuple[Bound, ...]) -> Expr:
    """The mean over the places, weighted if there is a mask."""
    at = (*b.before, *(k for k, _, _ in here))
    if mask is None:
        return Sum(each[at], *here) / Mul(*(sympy.expand(hi - lo + 1) for _, lo, hi in here))
    return Sum(mask[at] * each[at], *here) / Sum(mask[at], *here)


def _mask(b: Builder, cost: Cost, places: tuple[Axis, ...]) -> Tensor | None:
    if not cost.mask or not places:
        return None
    spans = [(lo, hi) for _, lo, hi in b.prefix] + [part.span for axis in places for part in axis]
    return Tensor(cost.mask, spans, "input")


def _targets(spec: NetworkSpec, cost: Cost, b: Builder, vector: Wire) -> tuple[tuple[Axis, ...], Expr]:
    """The axes of the targets, and the number of their entries."""
    size = sympy.expand(Mul(*vector.sizes))
    if cost.target == "half":
        half = _halved(spec, b, vector)
        return ((b.features(half),),), half
    if cost.target == "class" and len(vector.parts) != 1:
        message = f"the cost {cost.name!r} picks the entry of a class, but {vector.source} has shape {b.shape(vector)}"
        raise SpecError(message, place=spec.cost.place)
    return vector.axes, size


def _target(b: Builder, cost: Cost, axes: tuple[Axis, ...]) -> Tensor:
    """y, in the shape of the output (one class index for each vector, where the target is a class)."""
    spans = [(lo, hi) for _, lo, hi in b.prefix]
    layout: list[tuple[int, ...]] = [(i,) for i in range(len(spans))]
    for axis in axes:
        layout.append(tuple(range(len(spans), len(spans) + len(axis))))
        spans += [part.span for part in axis]
    return Tensor("y", spans, "input", integer=cost.target == "class", layout=layout)


def _halved(spec: NetworkSpec, b: Builder, out: Wire) -> Expr:
    """The number of targets, if the output has two entries for each."""
    size = out.sizes[-1]
    value = b.sizes.value(size)
    half = size_symbol("d")
    if size == 2 * half:
        return half
    if value is None or value % 2 or not size.is_Symbol or out.rank != 1:
        needs = "an even number of units in the last layer: a mean and a log-variance for each target"
        raise b.table.error(f"the cost {spec.cost.name!r} needs {needs}, not {b.sizes.shown(size)}", "units")
    b.sizes.becomes(size, 2 * half, {half: value // 2})
    raise Unsettled


def _of_the_batch(spec: NetworkSpec, cost: Cost, b: Builder, outputs: list[Wire]) -> Ending:
    """A cost in which every example meets the others: the outputs with the axis of examples in front."""
    if not b.prefix:
        hint = 'Write batch = "mean".'
        raise SpecError(f"the cost {cost.name!r} needs a batch of examples", place=spec.cost.place, hint=hint)
    if any(len(wire.parts) != 1 for wire in outputs):
        shapes = ", ".join(b.shape(wire) for wire in outputs)
        raise SpecError(f"the cost {cost.name!r} takes vectors, but the outputs have shapes {shapes}", place=spec.cost.place)
    first, *others = outputs
    for other in others:
        if not b.same(first.sizes[0], other.sizes[0]):
            message = f"{first.source} has shape {b.shape(first)}, and {other.source} has shape {b.shape(other)}"
            raise SpecError(f"the cost {cost.name!r} takes vectors of one length, but {message}", place=spec.cost.place)
    b.mixes_examples = True
    n, lo, hi = b.prefix[0]
    named = {name: _over_examples(wire, n, (lo, hi)) for name, wire in zip(cost.outputs, outputs, strict=True)}
    examples = sympy.expand(hi - lo + 1)
    equations, assumptions = formula_cost(spec, cost, named, first.sizes[0], (), b.scope, b.taken, examples)
    check_scalar(equations[-1], b.prefix, cost, spec.cost.place)
    last = equations[-1]
    b.equations += [*equations[:-1], final(spec, rename(last.rhs, {last.bounds[0][0]: n}), b.prefix)]
    return Ending((), assumptions)


def _over_examples(wire: Wire, n: Symbol, examples: Range) -> Value:
    return Value((examples, *(part.span for part in wire.parts)), lambda at: rename(wire(*at[1:]), {n: at[0]}), True)
