"""Helpers of the tests of emission: modules from specifications, random problems, numerical derivatives."""

import inspect
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np
from sympy import Symbol

from derive.backprop import derive
from derive.derivation import Derivation
from derive.emit import compile_module, module_source
from derive.emit.graph import Graph, graph
from derive.emit.numpy_header import shape
from derive.frontends import loads

N = 6


def layered(hidden: str, output: str, cost: str, batch: str = "mean", more: str = "") -> str:
    """A specification 5-4-4; ``more`` goes into the table of the network."""
    return f"""
name = "small"
[network]
input = 5
cost = "{cost}"
batch = "{batch}"
{more}
layers = [
  {{ layer = "dense", units = 4, activation = "{hidden}" }},
  {{ layer = "dense", units = 4, activation = "{output}" }},
]
"""


def formulas(inputs: str, parameters: str, equations: str, more: str = "") -> str:
    return f"""
name = "formulas"
[model]
inputs = {{ {inputs} }}
parameters = {{ {parameters} }}
{more}
equations = '''
{equations}
'''
"""


@lru_cache(maxsize=64)
def derivation(spec: str) -> Derivation:
    """The derivation of a specification, made once: many tests ask different things of one network."""
    return derive(loads(spec))


@lru_cache(maxsize=64)
def text_of_module(spec: str) -> str:
    """The emitted module of a specification, as text."""
    return module_source(derivation(spec))


@lru_cache(maxsize=64)
def _graph(spec: str) -> Graph:
    return graph(derivation(spec))


def emitted(spec: str) -> ModuleType:
    """A module of its own for each test; its text is made once."""
    return compile_module(text_of_module(spec), "test")


def emitted_anew(spec: str) -> ModuleType:
    """The module as it is emitted now: for a test that has changed by what emission goes."""
    return compile_module(module_source(derivation(spec)), "test")


def problem(spec: str, dtype: Any = np.float64) -> tuple[ModuleType, Any, list[Any]]:
    """The module of a specification with random parameters and inputs."""
    found, module, lowered = derivation(spec), emitted(spec), _graph(spec)
    rng = np.random.default_rng(0)
    numbers = {Symbol(size.name, integer=True): N + i for i, size in enumerate(lowered.sizes)}

    def lengths(tensor: Any) -> list[int]:
        found = shape(lowered, tensor)
        return [int(length.expr.xreplace(numbers)) if isinstance(length, str) else length for length in found]

    params = module.Params(*(np.asarray(rng.standard_normal(lengths(tensor)), dtype) for tensor in lowered.parameters))
    inputs: list[Any] = []
    for tensor in found.model.inputs:
        sizes = lengths(tensor)
        if tensor.integer:
            inputs.append(rng.integers(0, lowered.limits[tensor], sizes))
        else:
            inputs.append(rng.uniform(0.1, 0.9, sizes) if inputs else rng.standard_normal(sizes))
    return module, params, inputs


def workspace(module: ModuleType, dtype: Any = np.float64) -> Any:
    """A workspace for the problem above: its sizes are N, N + 1, ..."""
    sizes = len(inspect.signature(module.Workspace).parameters) - 1
    return module.Workspace(*range(N, N + sizes), dtype)


def slopes(module: ModuleType, params: Any, inputs: list[Any]) -> list[Any]:
    """The derivatives of the emitted cost, entry by entry: by complex step, or by central differences if it is not analytic."""
    return [_slopes_of(module, params, inputs, i) for i in range(len(params))]


def _slopes_of(module: ModuleType, params: Any, inputs: list[Any], which: int) -> Any:
    found = np.zeros(params[which].shape)

    def cost(number: tuple[int, ...], step: complex) -> Any:
        moved = [np.array(p, np.result_type(p, step)) for p in params]
        moved[which][number] += step
        return module.value(module.Params(*moved), *inputs)

    for number in np.ndindex(found.shape):
        if module.ANALYTIC:
            found[number] = cost(number, 1e-30j).imag / 1e-30
        else:
            found[number] = (cost(number, 1e-5) - cost(number, -1e-5)) / 2e-5
    return found


def error(found: Any, reference: Any) -> float:
    """The largest error, relative to the largest entry of the array."""
    return float(np.max(np.abs(found - reference)) / (np.max(np.abs(reference)) + 1e-12))
