"""Derivatives by complex step: perturb every entry of a quantity, recompute what follows, evaluate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.derivatives import in_pieces
from derive.check.judging.derivatives.raw_slopes import Raw, imaginary, with_axes
from derive.check.judging.problems import SecondOrder, TooLarge, Unknown
from derive.check.judging.values import names, parts
from derive.check.judging.values.frame import NUDGE, Frame
from derive.check.judging.values.values import Array, Value
from derive.check.meaning.symbols import Part
from derive.check.meaning.world import STEP
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import occurs

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


_STENCIL = ((1.0, 8.0), (-1.0, -8.0), (2.0, -1.0), (-2.0, 1.0))
"""The central difference of fourth order: offsets in steps, and weights over twelve steps."""
_NESTED = 400
"""Of differences of differences there are at most so many."""
_DIFFERENCE, _NEAR = 2e-3, 1e-2
"""The step, and by how much it shrinks at most."""


def slope_by(evaluator: Evaluator, of: Node, part: Part, frame: Frame, only: frozenset[str] | None) -> Raw:
    """The slope of an expression by a part of a quantity; with ``only``, through these quantities alone (kept)."""
    if frame.instance.nudged:
        raise SecondOrder
    key = ("slope", of, part, frame.signature, only)

    def compute() -> Raw:
        value, out, row = _perturbations(evaluator, of, part.quantity, frame, only)
        taken = parts.taken(evaluator, value, part, frame, keep=out)
        return Raw(taken, out, taken.rank - out, row)

    found: Raw = evaluator.remembered(key, compute)
    return found


def _perturbations(
    evaluator: Evaluator, of: Node, quantity: str, frame: Frame, only: frozenset[str] | None
) -> tuple[Value, int, bool]:
    """The slope by every entry of a quantity: the axes of ``of``, then those of the quantity."""
    shape = valued(frame, quantity).shape
    whole = at_once(evaluator, evaluator.world.cost or "", quantity, frame) if _is_cost(evaluator, of, only) else None
    if whole is not None:
        return whole, 0, False
    try:
        nudged = evaluator.perturbed(frame.instance, quantity, only)
        try:
            value = evaluator.value(of, frame.on(nudged))
            slopes = imaginary(value)
        except TooLarge:
            value, slopes = in_pieces.slopes(evaluator, of, nudged, int(np.prod(shape)), frame)
    except SecondOrder:
        value = slopes = _differences(evaluator, of, quantity, frame, only)
    found = with_axes(slopes, shape)
    base = frame.instance.values[quantity]
    if np.isnan(base).any():  # no entry, no slope: padding of ragged axes
        found = replace(found, array=np.where(np.isnan(base), np.nan, found.array))
    return found, value.rank, value.row


def _is_cost(evaluator: Evaluator, of: Node, only: frozenset[str] | None) -> bool:
    """Whether the cost itself is differentiated, through everything that it depends on."""
    if only is not None or not isinstance(of, Name) or not names.readings_of(evaluator, of):
        return False
    reading = names.reading_of(evaluator, of)
    whole = reading.meaning
    return isinstance(whole, Part) and whole.quantity == evaluator.world.cost and not whole.indices and not reading.rest


def valued(frame: Frame, quantity: str) -> Array:
    """The numbers of a quantity.

    Raises:
        Unknown: it has none (what it is computed from is not known).
    """
    if quantity not in frame.instance.values:
        raise Unknown(f"'{quantity}' has no value here")
    return frame.instance.values[quantity]


def _differences(evaluator: Evaluator, of: Node, quantity: str, frame: Frame, only: frozenset[str] | None) -> Value:
    """Central differences of an expression that holds derivatives itself.

    Raises:
        Unknown: those are differences, too, and by so many entries that it would take too long.
    """
    base, outer = frame.instance.values[quantity], evaluator.differing
    if evaluator.hurried:
        raise Unknown("derivatives of derivatives take too long here")
    if outer and outer * base.size > _NESTED:
        raise Unknown("derivatives of derivatives of derivatives are not computed by so many entries")
    evaluator.rough, evaluator.differing = True, max(outer, 1) * base.size
    try:
        found = [_slope_at(evaluator, of, quantity, at, frame, only) for at in np.ndindex(base.shape)]
    finally:
        evaluator.differing = outer
    first = found[0]
    return Value(np.stack([value.array for value in found]), (NUDGE, *first.labels), first.rank, row=first.row)


def _slope_at(
    evaluator: Evaluator, of: Node, quantity: str, at: tuple[int, ...], frame: Frame, only: frozenset[str] | None
) -> Value:
    """The slope by one entry of a quantity."""
    slope: Array | None = None
    step = _step(complex(frame.instance.values[quantity][at]))
    for offset, weight in _STENCIL:
        moved = evaluator.moved(frame.instance, quantity, at, offset * step, only)
        value = evaluator.value(of, frame.on(moved))
        term = value.array * (weight / (12 * step))
        slope = term if slope is None else slope + term
    assert slope is not None
    return replace(value, array=slope)


def _step(at: complex) -> float:
    """The step of a difference: smaller near zero and one, where the logarithm of a probability has its poles."""
    distance = min(abs(at), abs(1 - abs(at)), 1.0)
    return _DIFFERENCE * max(distance, _NEAR)


def by_expression(evaluator: Evaluator, of: Node, by: Node, frame: Frame) -> Raw:
    """The derivative by an expression that stands inside: it is perturbed as if it were a variable."""
    if not occurs(by, of):
        raise Unknown("a derivative by an expression that does not stand in what is differentiated", by.span)
    if frame.instance.nudged or frame.overrides:
        raise SecondOrder
    base = evaluator.value(by, frame)
    if base.labels:
        raise Unknown("a derivative by an expression with free indices", by.span)
    size = int(np.prod(base.shape))
    steps = 1j * STEP * np.eye(size).reshape(size, *base.shape)
    moved = Value(base.array + steps, (NUDGE,), base.rank, row=base.row)
    value = evaluator.value(of, replace(frame, overrides=((by, moved),)))
    return Raw(with_axes(imaginary(value), base.shape), value.rank, base.rank, value.row)


def at_once(evaluator: Evaluator, of: str, quantity: str, frame: Frame) -> Value | None:
    """The derivative of the cost by a whole quantity, if the world has a way that is faster than perturbing each entry."""
    world, whole = evaluator.world, evaluator.world.quantities.get(of)
    if whole is None or whole.role != "cost" or frame.instance.nudged or frame.overrides:
        return None
    array = world.gradient(frame.instance, quantity, None if of == world.cost else of)
    return None if array is None else Value(array, (), array.ndim)
