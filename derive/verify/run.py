"""Verification from end to end: steps, the emitted cost, the emitted gradient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Symbol

from derive.algebra import Tensor
from derive.algebra.evaluate import Instance
from derive.backprop import derive
from derive.derivation import Derivation
from derive.model import Model
from derive.proof import check_model
from derive.verify.forward import forward
from derive.verify.gradients import ANALYTIC_THRESHOLD, Problem, Progress, relative_error, verify_gradients
from derive.verify.instances import sample
from derive.verify.report import GradientRow, Report
from derive.verify.steps import verify_steps

_EXAMPLES = 3
_LARGE = 200_000
"""From this many entries on, the gradient is checked whole at reduced widths, and by samples at the real ones."""


def verify(model: Model | Derivation, *, seed: int = 0, progress: Progress | None = None) -> Report:
    """Verify every line of the proof and every entry of the gradient.

    Raises:
        Refused: no random numbers give the model a finite cost.
    """
    derivation = model if isinstance(model, Derivation) else derive(check_model(model, "derive.verify"))
    model = derivation.model
    steps = list(verify_steps(derivation))
    if model.single is not None:
        steps += [replace(row, theorem=f"{row.theorem} (one example)") for row in verify_steps(derive(model.single))]
    if model.is_symbolic:
        return Report(model.name, (), tuple(steps), ("of symbolic depth or with an open function: proof only, no code",))
    rows: list[GradientRow] = []
    if _entries(model) > _LARGE:
        small = replace(derivation, model=replace(model, sizes=_reduced(model)))
        sizes = ", ".join(f"{size} = {value}" for size, value in small.model.sizes.items() if value is not None)
        rows += _gradient_rows(small, seed, progress, f"at reduced widths {sizes}")
    rows += _gradient_rows(derivation, seed, progress, "")
    return Report(model.name, tuple(rows), tuple(steps))


def _entries(model: Model) -> int:
    return sum(int(np.prod([int((hi - lo + 1).subs(_numbers(model))) for lo, hi in p.ranges])) for p in model.parameters)


def _numbers(model: Model) -> dict[Symbol, int]:
    """The model's sizes, with small numbers, pairwise different, for those that it leaves open."""
    fresh = iter(range(_EXAMPLES, 1000))
    return {size: next(fresh) if value is None else value for size, value in model.sizes.items()}


def _reduced(model: Model) -> Mapping[Symbol, int | None]:
    """Small widths, pairwise different."""
    fresh = iter(range(4, 1000))
    return {size: value if value is None or value <= 3 else next(fresh) for size, value in model.sizes.items()}


def _gradient_rows(derivation: Derivation, seed: int, progress: Progress | None, note: str) -> list[GradientRow]:
    from derive.emit import compile_module, module_source
    from derive.emit.graph import in_order_of_use

    model = derivation.model
    module = compile_module(module_source(derivation), f"verified_{model.name}".replace("-", "_"))
    instance = _numbers_for(model, seed)
    params = module.Params(*(as_held(p, np.asarray(instance.values[p], dtype=float)) for p in in_order_of_use(model)))
    inputs = tuple(_input(p, instance) for p in model.inputs)
    cost = _cost_row(model, module, params, inputs, instance, note)
    return [cost, *verify_gradients(Problem(module, params, inputs, note=note), progress)]


def _numbers_for(model: Model, seed: int) -> Instance:
    """Random values at the model's own sizes (drawn at small sizes first, to find a box in which the cost is finite)."""
    return sample(model, seed, sizes=_numbers(model), adjoints=False).instance


def as_held(tensor: Tensor, value: Any) -> Any:
    """The array as a caller holds it: with the axes merged that the tensor's layout merges."""
    return value.reshape([int(np.prod([value.shape[axis] for axis in group])) for group in tensor.layout])


def _input(tensor: Tensor, instance: Instance) -> Any:
    value = instance.values[tensor]
    return as_held(tensor, value if tensor.integer else np.asarray(value, dtype=float))


def _cost_row(model: Model, module: Any, params: Any, inputs: tuple[Any, ...], instance: Instance, note: str) -> GradientRow:
    """The emitted cost against the equations, evaluated one by one."""
    reference = float(np.real(forward(model, instance).values[model.cost]))
    emitted = float(module.value(params, *inputs))
    error = relative_error(emitted, reference, 0.0)
    return GradientRow(
        f"{model.cost.name} (value)", (), "the equations", 1, error, ANALYTIC_THRESHOLD, (), emitted, reference, note
    )
