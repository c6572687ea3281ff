"""The forward pass by plain evaluation of the equations: the reference for costs, and the carrier of complex steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy
from sympy import Expr

from derive.algebra import Tensor
from derive.algebra.evaluate import NUDGE, STEP, Array, Instance, evaluate
from derive.algebra.sums import Bound
from derive.dependence import reach, reads_of
from derive.model import Equation, Model

_TOGETHER = 48
"""How many entries are nudged in one pass: enough to spread the cost of a pass, few enough for memory."""


@dataclass(frozen=True)
class Nudges:
    """Entries of one tensor that get an imaginary step each, every one in a pass of its own along the first axis."""

    tensor: Tensor
    positions: tuple[tuple[int, ...], ...]

    @property
    def bound(self) -> Bound:
        return NUDGE, sympy.S.Zero, sympy.Integer(len(self.positions) - 1)

    def applied(self, value: Array, row: int | None = None) -> Array:
        """The array with the steps; of a layered tensor only those of one row, if the array has its first axis already."""
        fits = value.ndim > self.tensor.rank
        moved = value.astype(complex) if fits else np.repeat(value[None].astype(complex), len(self.positions), axis=0)
        for number, position in enumerate(self.positions):
            if row is None or position[0] == row:
                moved[(number, *position)] += 1j * STEP
        return moved


def forward(model: Model, instance: Instance) -> Instance:
    """The instance with the value of every intermediate."""
    return _run(model, instance, None)


def slopes(model: Model, instance: Instance, tensor: Tensor) -> Array:
    """The derivative of the cost by every entry of a tensor, each by its own complex step through the forward pass."""
    base = instance.values[tensor]
    result = np.zeros(base.shape)
    entries = list(np.ndindex(base.shape))
    for start in range(0, len(entries), _TOGETHER):
        nudges = Nudges(tensor, tuple(entries[start : start + _TOGETHER]))
        cost = _run(model, instance, nudges).values[model.cost]
        for number, position in enumerate(nudges.positions):
            result[position] = complex(cost[number]).imag / STEP if cost.ndim else 0.0
    return np.where(np.isnan(base), np.nan, result)


def _run(model: Model, instance: Instance, nudges: Nudges | None) -> Instance:
    """All equations in order; with nudges, only those downstream of the nudged tensor."""
    values = dict(instance.values)
    changed: set[Tensor] = set()
    if nudges:
        changed = {nudges.tensor}
        if nudges.tensor in (*model.inputs, *model.parameters):
            values[nudges.tensor] = nudges.applied(values[nudges.tensor])
    current = replace(instance, values=values)
    turns = stepwise(model)
    for block in blocks(model, turns):
        if nudges and not any(changed & (e.reads | {e.tensor}) for e in block):
            continue
        changed |= {e.tensor for e in block}
        if block[0].tensor in turns:
            _evaluate_layers(block, current, values, nudges)
        else:
            _evaluate_plain(block, current, values, nudges)
    return current


def blocks(model: Model, turns: frozenset[Tensor] | None = None) -> Iterator[list[Equation]]:
    """Equations that are evaluated together: those that take turns through the layers or steps, behind the equations among them
    that read none of these; all others alone."""
    turns = stepwise(model) if turns is None else turns
    block: list[Equation] = []
    for equation in model.equations:
        if equation.tensor in turns:
            block.append(equation)
            continue
        if block and equation.reads & {one.tensor for one in block}:
            yield block
            block = []
        yield [equation]
    if block:
        yield block


def stepwise(model: Model) -> frozenset[Tensor]:
    """The tensors that are evaluated layer by layer, or step by step: layered ones, those with equations of their own for some
    first indices, and what lies between such a tensor and its earlier entries."""
    layered = frozenset(equation.tensor for equation in model.equations if equation.tensor.layered)
    counts = Counter(equation.tensor for equation in model.equations)
    parts = {tensor for tensor, count in counts.items() if count > 1 and tensor.rank} - layered
    if not parts:
        return layered
    reads = reads_of(model.equations)
    above = {tensor: reach(tensor, reads) for tensor in reads}
    between = {t for t in reads for part in parts if t in above[part] and part in above[t]}
    return layered | parts | between


def _evaluate_plain(block: Sequence[Equation], current: Instance, values: dict[Tensor, Array], nudges: Nudges | None) -> None:
    for equation in block:
        value = _value(equation, equation.bounds, current, nudges)
        values[equation.tensor] = nudges.applied(value) if nudges and nudges.tensor == equation.tensor else value


def _value(equation: Equation, bounds: Sequence[Bound], current: Instance, nudges: Nudges | None) -> Array:
    """The right side for every value of the indices, and for every nudge if something in it is nudged."""
    touched = any(current.values[t].ndim > t.rank for t in equation.reads if t in current.values)
    return evaluate(equation.rhs, current, [nudges.bound, *bounds] if nudges and touched else bounds)


def _evaluate_layers(block: Sequence[Equation], current: Instance, values: dict[Tensor, Array], nudges: Nudges | None) -> None:
    passes = (len(nudges.positions),) if nudges else ()
    for tensor in dict.fromkeys(e.tensor for e in block):
        values[tensor] = np.full((*passes, *_shape(tensor, current)), np.nan, dtype=complex)
    first = min(_number(e.tensor.ranges[0][0], current) for e in block)
    last = max(_number(e.tensor.ranges[0][1], current) for e in block)
    for layer in range(first, last + 1):
        for equation in block:
            _evaluate_layer(equation, layer, current, values, nudges)


def _evaluate_layer(
    equation: Equation, layer: int, current: Instance, values: dict[Tensor, Array], nudges: Nudges | None
) -> None:
    """One layer of a layered tensor, if the equation speaks of it."""
    index = equation.lhs.indices[0]
    bounds = equation.bounds
    if index in equation.indices:
        lo, hi = equation.ranges[index]
        if not _number(lo, current) <= layer <= _number(hi, current):
            return
        bounds = tuple((index, sympy.Integer(layer), sympy.Integer(layer)) if k == index else (k, a, b) for k, a, b in bounds)
    elif _number(index, current) != layer:
        return
    row = layer - _number(equation.tensor.ranges[0][0], current)
    value = _value(equation, bounds, current, nudges)
    lead = 1 if nudges else 0
    if index in equation.indices:
        value = value[:, 0] if value.ndim > len(bounds) else value[0]
    target = values[equation.tensor]
    rows = target[:, row] if lead else target[row, ...]
    ragged = value.shape[value.ndim - rows.ndim + lead :]
    inside: Any = (..., *map(slice, ragged))
    rows[inside] = value
    if nudges and nudges.tensor == equation.tensor:
        values[equation.tensor] = nudges.applied(target, row)


def _shape(tensor: Tensor, instance: Instance) -> tuple[int, ...]:
    from derive.verify.instances import shape

    return shape(tensor, instance)


def _number(expr: Expr, instance: Instance) -> int:
    return int(evaluate(expr, instance).real)
