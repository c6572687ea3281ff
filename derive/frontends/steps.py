"""Recurrences among formulas: tensors that are computed from their own earlier entries carry the step as their first index.

Input: the equations of a model.  Output: the same, with the tensors of such circles marked as ``layered``; so derivations count
their steps, and programs loop over them.  The way back is for readers who take the first index for an index like others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sympy import Basic, Symbol

from derive.algebra import Entry, Tensor
from derive.algebra.nodes import AXIS
from derive.algebra.sums import rename
from derive.dependence import all_in_order, circles, reads_of
from derive.frontends.idle_steps import without_idle_steps
from derive.model import Equation, Model


def with_steps(equations: Sequence[Equation]) -> list[Equation]:
    """The equations, with the step known in every recurrence whose tensors all have it as their first index."""
    if all_in_order(equations):
        return [*equations]
    equations = without_idle_steps(equations, {tensor.name for tensor in circles(reads_of(equations))})
    marked = {tensor for tensor, circle in circles(reads_of(equations)).items() if _is_stepped(circle, equations)}
    return _exchanged(equations, {tensor: tensor.like(layered=True) for tensor in marked})


def without_steps(model: Model) -> Model:
    """A model of formulas with no first index told apart: its tensors have neither layers nor numbers of layers."""
    tensors = set(model.tensors.values())
    formulas = not any(tensor.tag for tensor in tensors) and not any(e.has(*AXIS) for t in tensors for r in t.ranges for e in r)
    exchange: dict[Basic, Basic] = {tensor: tensor.like(layered=False) for tensor in tensors if formulas and tensor.layered}
    return replace(model, equations=tuple(_exchanged(model.equations, exchange))) if exchange else model


def _exchanged(equations: Sequence[Equation], exchange: Mapping[Basic, Basic]) -> list[Equation]:
    if not exchange:
        return [*equations]
    return [replace(e, lhs=rename(e.lhs, exchange), rhs=rename(e.rhs, exchange)) for e in equations]


def _is_stepped(circle: frozenset[Tensor], equations: Sequence[Equation]) -> bool:
    """Whether every equation of a circle speaks of one step, and reads entries of the circle a whole number of steps away."""
    moves = False
    for equation in (e for e in equations if e.tensor in circle):
        step = equation.lhs.indices[0]
        inner = [entry for entry in equation.rhs.atoms(Entry) if entry.tensor in circle]
        shifts = [entry.indices[0] - step for entry in inner]
        if isinstance(step, Symbol) and not all(shift.is_Integer for shift in shifts):
            return False
        moves = moves or (isinstance(step, Symbol) and any(shifts))
    return moves
