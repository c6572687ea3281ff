"""Random instances of a model at its own sizes, and the derived gradients there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Symbol

from derive.algebra import Tensor, adjoint
from derive.algebra.evaluate import Instance, evaluate
from derive.backprop import derive
from derive.derivation import Derivation
from derive.model import Equation, Model
from derive.verify.forward import forward
from derive.verify.instances import sample
from derive.verify.run import as_held

_SEEDS = (0, 1)
Array = Any


@dataclass(frozen=True)
class Case:
    """Numbers for parameters and inputs as a caller holds them, and the gradients; ``values`` is the whole forward pass."""

    params: Mapping[str, Array]
    inputs: tuple[Array, ...]
    gradients: Mapping[str, Array]
    sizes: Mapping[str, int]
    derivation: Derivation
    values: Instance

    def scale(self, right: Array) -> float:
        """What an error of this gradient is compared with: its largest entry, or rounding noise of the largest of all."""
        largest = max(float(np.max(np.abs(g), initial=0.0)) for g in self.gradients.values())
        return max(float(np.max(np.abs(right), initial=0.0)), 1e-6 * largest, 1e-300)

    def with_equations(self, adjoints: tuple[Equation, ...]) -> dict[str, Array]:
        """The gradients that other adjoint equations would give."""
        return gradients(self.derivation.model, adjoints, self.values)


def cases(model: Model) -> list[Case]:
    """Two instances with different numbers of examples; other open sizes are small and pairwise different."""
    if _LAST[0] is not model:
        derivation = derive(model)
        _LAST[:] = [model, [_case(derivation, seed) for seed in _SEEDS]]
    return list(_LAST[1])


_LAST: list[Any] = [None, []]
"""The model that was asked for last, and its instances: a stack of homework has one model."""


def _case(derivation: Derivation, seed: int) -> Case:
    from derive.emit.graph import in_order_of_use

    model = derivation.model
    values = forward(model, sample(model, seed, sizes=numbers(model, 3 + 2 * seed), adjoints=False).instance)
    params = {p.name: _real(p, values) for p in in_order_of_use(model)}
    inputs = tuple(_real(p, values) for p in model.inputs)
    sizes = {str(s): int(values.symbols[s]) for s in model.sizes}
    return Case(params, inputs, gradients(model, derivation.adjoints, values), sizes, derivation, values)


def numbers(model: Model, first: int) -> dict[Symbol, int]:
    """The model's own sizes; small ones, pairwise different, for those that it leaves open."""
    taken = {value for value in model.sizes.values() if value is not None}
    fresh = (n for n in range(first, 1000) if n not in taken)
    return {size: next(fresh) if value is None else value for size, value in model.sizes.items()}


def _real(tensor: Tensor, values: Instance) -> Array:
    value = values.values[tensor]
    return as_held(tensor, value if tensor.integer else np.real(value).astype(float))


def gradients(model: Model, adjoints: tuple[Equation, ...], values: Instance) -> dict[str, Array]:
    """The gradient of every parameter, from adjoint equations evaluated one after the other."""
    from derive.emit.graph import in_order_of_use

    current = values
    for equation in adjoints:
        current = current.with_value(equation.tensor, evaluate(equation.rhs, current, equation.bounds))
    return {p.name: as_held(p, np.real(current.values[adjoint(p)])) for p in in_order_of_use(model)}
