"""Forward passes with something moved: an entry of a quantity in each of many passes, or a quantity as a whole.

The values come from the model's equations alone, by :func:`derive.algebra.evaluate.evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sympy

from derive.algebra import Tensor
from derive.algebra.evaluate import STEP, Array, Instance, evaluate
from derive.check import effort
from derive.model import Equation, Model
from derive.verify.forward import Nudges, blocks, stepwise
from derive.verify.instances import shape


@dataclass
class Run:
    """A forward pass in which ``nudges`` and ``shifts`` are added to what the equations give; it goes on only as far as it is
    asked to.

    Quantities in ``held`` keep their values. With ``only``, nothing else is recomputed, and at a step of a recurrence the
    earlier steps have their old values (immediate partial derivatives).
    """

    model: Model
    start: Instance
    nudges: Nudges | None = None
    shifts: Mapping[Tensor, Array] = field(default_factory=dict)
    steps: Mapping[Tensor, Array] = field(default_factory=dict)
    """What is new in the shifts: whatever depends on these tensors is computed again."""
    held: frozenset[Tensor] = frozenset()
    only: frozenset[Tensor] | None = None

    def __post_init__(self) -> None:
        self._values = dict(self.start.values)
        self._now = replace(self.start, values=self._values)
        self._changed = set(self.steps) | ({self.nudges.tensor} if self.nudges else set())
        self._done: set[int] = set()
        for tensor in self._changed:
            if tensor in self.held or self.model.equation_of(tensor) is None or not self._follows(tensor):
                self._values[tensor] = self._moved(tensor, self._values[tensor], fresh=False)

    def values(self, wanted: frozenset[Tensor] | None = None) -> Instance:
        """The instance with everything downstream of what moves computed again; ``wanted`` names the tensors that matter, all
        that these are computed from among them.
        """
        turns = stepwise(self.model)
        for number, block in enumerate(blocks(self.model, turns)):
            if number in self._done or (wanted is not None and not any(e.tensor in wanted for e in block)):
                continue
            self._done.add(number)
            todo = [e for e in block if self._follows(e.tensor)]
            if not any(self._changed & (e.reads | {e.tensor}) for e in todo):
                continue
            self._changed |= {e.tensor for e in todo}
            if block[0].tensor in turns:
                self._layers(block, todo, self._now, self._values)
            else:
                for equation in todo:
                    value = self._value(equation, equation.bounds, self._now)
                    self._values[equation.tensor] = self._moved(equation.tensor, value)
        return self._now

    def _follows(self, tensor: Tensor) -> bool:
        return tensor not in self.held and (self.only is None or tensor in self.only)

    def _moved(self, tensor: Tensor, value: Array, row: int | None = None, fresh: bool = True) -> Array:
        """The value (of one row) with what is added to it; older shifts are part of a value that is not computed afresh."""
        added = (self.shifts if fresh else self.steps).get(tensor)
        if added is not None:
            value = value + (added if row is None else added[row])
        if self.nudges is None or self.nudges.tensor != tensor:
            return value
        if row is None:
            return self.nudges.applied(value)
        value = value.astype(complex)
        for number, position in enumerate(self.nudges.positions):
            if position[0] == row:
                value[(number, *position[1:])] += 1j * STEP
        return value

    def _value(self, equation: Equation, bounds: Sequence[tuple[sympy.Symbol, sympy.Expr, sympy.Expr]], now: Instance) -> Array:
        touched = any(now.values[t].ndim > t.rank for t in equation.reads if t in now.values)
        value = evaluate(equation.rhs, now, [self.nudges.bound, *bounds] if self.nudges and touched else bounds)
        effort.evaluated(value.size)
        return value

    def _layers(self, block: list[Equation], todo: list[Equation], current: Instance, values: dict[Tensor, Array]) -> None:
        """Layer by layer (step by step); with ``only``, every step starts from the old values."""
        passes = (len(self.nudges.positions),) if self.nudges else ()
        tensors = dict.fromkeys(e.tensor for e in todo)
        full = {t: np.full((*passes, *shape(t, current)), np.nan, dtype=complex) for t in tensors}
        if self.only is None:
            values.update(full)
        first = min(_number(e.tensor.ranges[0][0], current) for e in block)
        last = max(_number(e.tensor.ranges[0][1], current) for e in block)
        for layer in range(first, last + 1):
            if self.only is not None:
                values.update({t: self._before(t, full[t].shape) for t in tensors})
            for equation in todo:
                self._layer(equation, layer, current, values, full)
        values.update(full)

    def _before(self, tensor: Tensor, wanted: tuple[int, ...]) -> Array:
        """The old values; of the tensor that moves, each entry with its own step (a later step by an earlier one)."""
        old = np.asarray(self.start.values[tensor])
        if self.nudges is not None and self.nudges.tensor == tensor:
            old = self.nudges.applied(old)
        return np.broadcast_to(old, wanted).astype(complex)

    def _layer(
        self, equation: Equation, layer: int, current: Instance, values: dict[Tensor, Array], full: dict[Tensor, Array]
    ) -> None:
        tensor, index, bounds = equation.tensor, equation.lhs.indices[0], equation.bounds
        if index in equation.indices:
            lo, hi = equation.ranges[index]
            if not _number(lo, current) <= layer <= _number(hi, current):
                return
            here = sympy.Integer(layer)
            bounds = tuple((index, here, here) if k == index else (k, a, b) for k, a, b in bounds)
        elif _number(index, current) != layer:
            return
        row = layer - _number(tensor.ranges[0][0], current)
        value = self._value(equation, bounds, current)
        if index in equation.indices:
            value = value[:, 0] if value.ndim > len(bounds) else value[0]
        lead = 1 if self.nudges else 0
        target = full[tensor][:, row] if lead else full[tensor][row, ...]
        inside: Any = (..., *map(slice, value.shape[value.ndim - target.ndim + lead :]))
        target[inside] = value
        target[...] = self._moved(tensor, target, row)
        if values[tensor] is not full[tensor]:
            (values[tensor][:, row] if lead else values[tensor][row, ...])[...] = target


def _number(expr: sympy.Expr, instance: Instance) -> int:
    return int(evaluate(expr, instance).real)
