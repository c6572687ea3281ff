"""Running the forward equations of a small network on random numbers."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import sympy

from derive.algebra.evaluate import Instance
from derive.frontends.network import Network
from derive.verify.forward import forward

EXAMPLES = 3


def run(layers: list[dict[str, Any]], given: Any, *, arrays: dict[str, Any] | None = None, seed: int = 0, **keys: Any):
    """The model, the parameters and inputs as a program holds them, and every computed quantity, by name."""
    keys.setdefault("cost", "mse")
    model = Network(input=given, layers=layers, **keys)
    rng = np.random.default_rng(seed)
    numbers = {size: EXAMPLES if value is None else value for size, value in model.sizes.items()}
    values, outside = {}, {}
    for tensor in (*model.inputs, *model.parameters):
        shape = tuple(int(sympy.expand(hi - lo + 1).xreplace(numbers)) for lo, hi in tensor.ranges)
        value = np.asarray((arrays or {}).get(tensor.name, rng.normal(size=shape)))
        values[tensor] = value.reshape(shape)
        outside[tensor.name] = value.reshape([prod(shape[i] for i in group) for group in tensor.layout])
    functions = {f.name: (f.variable, f.formula) for f in model.functions.values()}
    instance = forward(model, Instance(values, {**numbers, **model.constants}, functions))
    return model, outside, {tensor.name: np.real(value) for tensor, value in instance.values.items()}


def output(layers: list[dict[str, Any]], given: Any, **keys: Any):
    """Inputs and parameters by name, and the output of the layers with one row for each example."""
    number = len(layers) + 1
    _, outside, found = run(
        [*layers, {"layer": "activation", "activation": {"name": "leaky_relu", "slope": 1.0}}], given, **keys
    )
    return outside, found[f"a{number}"].reshape(EXAMPLES, -1)
