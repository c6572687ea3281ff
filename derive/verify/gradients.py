"""Every entry of the emitted gradient against numerical derivatives of the emitted cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.verify.numerical import Slope, central_difference, complex_step
from derive.verify.report import GradientRow

Array = NDArray[Any]
Progress = Callable[[str, int, int], None]
ANALYTIC_THRESHOLD = 1e-9
DIFFERENCE_THRESHOLD = 1e-6
_SAMPLED = 64
_FLOOR = 1e-6


@dataclass(frozen=True)
class Problem:
    """An emitted module with numbers for its parameters and inputs; ``budget`` is the time for all entries, in seconds."""

    module: ModuleType
    params: Any
    inputs: tuple[Array, ...]
    budget: float = 12.0
    note: str = ""


def verify_gradients(problem: Problem, progress: Progress | None = None) -> list[GradientRow]:
    """One row for each array of the gradient (and for each input, if the module gives their gradients)."""
    module, params = problem.module, problem.params
    gradients, inputs_too = _gradients(module, params, problem.inputs)
    targets = [(name, list(params), i, gradients[i]) for i, name in enumerate(params._fields)]
    total = sum(np.size(t[3]) for t in targets)
    every = total * _seconds_per_entry(module, params, problem.inputs) <= problem.budget
    size_of_all = _size_of_all(module, params, problem.inputs, gradients)
    rows = []
    for done, (name, arrays, position, gradient) in enumerate(targets):
        function = _cost_of_parameter(module, params, arrays, position, problem.inputs)
        at = np.asarray(arrays[position])
        rows.append(_row(name, at, gradient, function, module.ANALYTIC, every, size_of_all, problem.note))
        if progress:
            progress(name, done + 1, len(targets) + len(inputs_too))
    for position, name, gradient in inputs_too:
        function = _cost_of_input(module, params, problem.inputs, position)
        at = problem.inputs[position]
        rows.append(_row(name, at, gradient, function, module.ANALYTIC, every, size_of_all, problem.note))
    return rows


def _gradients(module: ModuleType, params: Any, inputs: tuple[Array, ...]) -> tuple[list[Array], list[tuple[int, str, Array]]]:
    """The module's gradients: of the parameters, and (position, name, array) for those of the inputs."""
    result = module.value_and_grad(params, *inputs)
    if len(result) < 3:
        return list(result[1]), []
    names = list(module.INPUTS)
    return list(result[1]), [(names.index(name), name, getattr(result[2], name)) for name in result[2]._fields]


def _size_of_all(module: ModuleType, params: Any, inputs: tuple[Array, ...], gradients: list[Array]) -> float:
    """The largest of the cost and of all derivatives: against it, a derivative that is exactly zero is rounding noise."""
    largest = [float(np.max(np.abs(g), initial=0.0)) for g in gradients if np.all(np.isfinite(g))]
    return max([abs(float(module.value(params, *inputs))), *largest])


def _cost_of_parameter(
    module: ModuleType, params: Any, arrays: list[Array], position: int, inputs: tuple[Array, ...]
) -> Callable[[Array], complex]:
    def cost(moved: Array) -> complex:
        changed = [moved if i == position else array for i, array in enumerate(arrays)]
        return complex(module.value(type(params)(*changed), *inputs))

    return cost


def _cost_of_input(module: ModuleType, params: Any, inputs: tuple[Array, ...], position: int) -> Callable[[Array], complex]:
    def cost(moved: Array) -> complex:
        lifted = type(params)(*(np.asarray(p).astype(moved.dtype) for p in params))
        return complex(module.value(lifted, *(moved if i == position else array for i, array in enumerate(inputs))))

    return cost


def _seconds_per_entry(module: ModuleType, params: Any, inputs: tuple[Array, ...]) -> float:
    module.value(params, *inputs)
    start = time.perf_counter()
    module.value(params, *inputs)
    once = time.perf_counter() - start
    return once * (4 if module.ANALYTIC else 20)


def _row(
    name: str,
    at: Array,
    gradient: Array,
    function: Callable[[Array], complex],
    analytic: bool,
    every: bool,
    size_of_all: float,
    note: str,
) -> GradientRow:
    threshold = ANALYTIC_THRESHOLD if analytic else DIFFERENCE_THRESHOLD
    positions = _positions(at, every)
    slopes = [_slope(function, at, position, analytic) for position in positions]
    entries = [float(np.asarray(gradient)[position]) for position in positions]
    floor = _FLOOR * max([size_of_all, *(abs(slope.value) for slope in slopes)])
    worst, where = _worst(entries, slopes, floor)
    shrunk = sum(slope.shrunk for slope in slopes)
    remarks = [note] if note else []
    remarks += [f"{len(positions)} of {at.size} entries, drawn at random"] if len(positions) < at.size else []
    remarks += [f"smaller step at {shrunk} entries near a kink"] if shrunk else []
    method, told = "complex step" if analytic else "central differences", "; ".join(remarks)
    value, slope = entries[where], slopes[where].value
    return GradientRow(name, at.shape, method, len(positions), worst, threshold, positions[where], value, slope, told)


def _worst(entries: Sequence[float], slopes: Sequence[Slope], floor: float) -> tuple[float, int]:
    """The largest relative error (one that is no number is worst of all), and its number."""
    worst, where = -1.0, 0
    for number, (entry, slope) in enumerate(zip(entries, slopes, strict=True)):
        error = relative_error(entry, slope.value, floor, slope.error)
        if not error <= worst:
            worst, where = error, number
    return worst, where


def _slope(function: Callable[[Array], complex], at: Array, position: tuple[int, ...], analytic: bool) -> Slope:
    if analytic:
        return complex_step(function, at, position)
    return central_difference(function, at, position, DIFFERENCE_THRESHOLD / 10)


def _positions(at: Array, every: bool) -> Sequence[tuple[int, ...]]:
    """Every entry, or a seeded sample of them."""
    if every or at.size <= _SAMPLED:
        return list(np.ndindex(at.shape))
    chosen = np.random.default_rng(0).choice(at.size, _SAMPLED, replace=False)
    return [tuple(int(i) for i in np.unravel_index(flat, at.shape)) for flat in sorted(chosen)]


def relative_error(derived: float, numerical: float, floor: float, uncertainty: float = 0.0) -> float:
    """The difference beyond the witness's own ``uncertainty``, relative to the larger value and to ``floor``; NaN is an
    infinite error."""
    if not (np.isfinite(derived) and np.isfinite(numerical)):
        return float("inf")
    scale = max(abs(derived), abs(numerical), floor)
    return max(abs(derived - numerical) - uncertainty, 0.0) / scale if scale else 0.0
