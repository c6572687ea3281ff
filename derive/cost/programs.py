"""The array programs whose operations are counted: forward and backward, and one forward tangent pass.

Input: a derivation.  Output: programs with the value of every quantity.  Sizes stay symbols, so that the counts are polynomials
in them; where the lowering needs a number (it says so by refusing), the numbers stand there, and only what the model leaves
open is a symbol.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sympy import Expr, Symbol

from derive.algebra import Tensor, adjoint
from derive.cost.tangents import tangents
from derive.derivation import Derivation
from derive.emit.inline import inlined
from derive.emit.lower import Lowering
from derive.emit.names import identifier
from derive.emit.poles import finite
from derive.emit.program import Program, Value
from derive.emit.recurrence import Recurrence
from derive.emit.schedule import is_recurrence, scheduled
from derive.errors import Refused
from derive.model import Equation, Model


@dataclass(frozen=True)
class Lowered:
    """A program, the value of each quantity in the order of computation, and the values that are wanted of it."""

    program: Program
    values: tuple[tuple[Tensor, Value], ...]
    wanted: tuple[Value, ...]
    symbols: dict[Symbol, Expr]
    """The model's sizes for the symbols of the program's lengths."""

    def of(self, tensor: Tensor) -> Value | None:
        """The value of a quantity."""
        return next((value for own, value in self.values if own == tensor), None)


def reverse(derivation: Derivation) -> Lowered:
    """Forward and backward: the cost and all gradients."""
    model = derivation.model
    equations = inlined(finite(model, derivation.adjoints))
    wanted = [model.cost, *map(adjoint, (*model.parameters, *_inputs(model)))]
    return _opened(model, partial(_lowered, equations=equations, wanted=wanted))


def tangent(derivation: Derivation) -> Lowered:
    """The cost, and its derivative in one direction of the parameters (inputs of their own)."""
    model = derivation.model
    equations, moving = tangents(model)
    directions = tuple(moving[tensor] for tensor in model.parameters)
    whole = dataclasses.replace(model, inputs=(*model.inputs, *directions))
    wanted = [model.cost, moving[model.cost]] if model.cost in moving else [model.cost]
    every = inlined(finite(model, equations))
    return _opened(whole, partial(_lowered, equations=every, wanted=wanted))


def _inputs(model: Model) -> list[Tensor]:
    return [tensor for tensor in model.inputs if model.input_gradients and not tensor.integer]


def _opened(model: Model, lower: Callable[[Model], Lowered]) -> Lowered:
    """Lower with all sizes as symbols, or with the numbers of the model if that cannot be done."""
    try:
        return lower(dataclasses.replace(model, sizes=dict.fromkeys(model.sizes)))
    except (Refused, ValueError, TypeError, IndexError, KeyError, AssertionError):
        return lower(model)


def _lowered(model: Model, *, equations: Sequence[Equation], wanted: Iterable[Tensor]) -> Lowered:
    lowering = Lowering(model)
    order: list[Tensor] = []
    for group in scheduled(equations):
        if is_recurrence(group):
            lowering.values.update(Recurrence(lowering, group).lower())
        else:
            lowering.equation(group[0])
        order += [equation.tensor for equation in group]
    values = tuple((tensor, lowering.values[tensor]) for tensor in dict.fromkeys(order))
    roots = tuple(lowering.values[tensor] for tensor in wanted if tensor in lowering.values)
    symbols = {Symbol(identifier(size.name), integer=True): size for size in model.sizes}
    return Lowered(lowering.program, values, roots, symbols)
