"""One problem judged: the emitted cost and gradient against HIPS autograd of the reference, and against complex steps.

Input: a ``Problem``.  Output: the largest relative error; an ``AssertionError`` with the entry if one is above the bound.
"""

from __future__ import annotations

from typing import Any

import autograd
import numpy as np

from tests.oracle.agreement import agree
from tests.oracle.layers.problem import EXAMPLES, Problem

BOUND = 1e-9
STEP = 1e-30


def largest_error(problem: Problem) -> float:
    """The largest relative error of the cost, and of the gradient by every parameter and every input, entry by entry."""
    module, values = problem.module, problem.values()
    wanted_cost, wanted = _by_autograd(problem, values)
    params, inputs = _arguments(module, values)
    cost, *gradients = module.value_and_grad(params, *inputs)
    found = _named(gradients)
    assert found.keys() == wanted.keys(), f"gradients by {sorted(found)}, expected by {sorted(wanted)}"
    worst = [agree(cost, wanted_cost, "cost", BOUND)]
    for name, gradient in found.items():
        own = np.reshape(gradient, values[name].shape)
        worst.append(agree(own, wanted[name], f"gradient by {name}", BOUND, abs(cost)))
        if module.ANALYTIC:
            steps = np.reshape(_complex_steps(module, params, inputs, name), own.shape)
            worst.append(agree(own, steps, f"gradient by {name} against complex steps", BOUND, abs(cost)))
    again, *in_place = module.value_and_grad(params, *inputs, module.Workspace(EXAMPLES))
    worst.append(agree(again, cost, "cost with a workspace", BOUND))
    for name, gradient in _named(in_place).items():
        worst.append(agree(gradient, found[name], f"gradient by {name} with a workspace", BOUND, abs(cost)))
    return max(worst)


def _by_autograd(problem: Problem, values: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    integers = {name: value for name, value in values.items() if value.dtype.kind == "i"}
    floats = {name: value for name, value in values.items() if name not in integers}
    return autograd.value_and_grad(lambda given: problem.cost({**given, **integers}))(floats)


def _arguments(module: Any, values: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The values as the module takes them."""
    held = {**values, **module.init(0)._asdict()}
    params = module.Params(*(values[name].reshape(np.shape(held[name])) for name in module.Params._fields))
    floats = [name for name in module.INPUTS if values[name].dtype.kind == "f"]
    expected = [shape for _, shape, _ in module.Workspace(EXAMPLES).expected][len(params) :]
    shapes = dict(zip(floats, expected, strict=True)) if len(floats) == len(expected) else {}
    return params, [values[name].reshape(shapes.get(name, values[name].shape)) for name in module.INPUTS]


def _named(gradients: list[Any]) -> dict[str, Any]:
    """Copies, by the names of what they are by."""
    return {name: np.array(value) for each in gradients for name, value in each._asdict().items()}


def _complex_steps(module: Any, params: Any, inputs: list[Any], name: str) -> Any:
    """The derivatives of the emitted cost by every entry of one argument."""
    arguments = [np.asarray(p, complex) for p in params] + [i if i.dtype.kind == "i" else i.astype(complex) for i in inputs]
    which = [*params._fields, *module.INPUTS].index(name)
    found = np.zeros(arguments[which].shape)
    for entry in np.ndindex(found.shape):
        moved = list(arguments)
        moved[which] = moved[which].copy()
        moved[which][entry] += STEP * 1j
        found[entry] = module.value(module.Params(*moved[: len(params)]), *moved[len(params) :]).imag / STEP
    return found
