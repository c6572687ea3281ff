"""What the tests of the frontends share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from derive import frontends
from derive.algebra.evaluate import Instance, evaluate
from derive.errors import SpecError
from derive.model import Model


def formulas(equations: str, inputs: str, parameters: str, extra: str = "") -> Model:
    """A model by formulas."""
    text = f"[model]\ninputs = {{ {inputs} }}\nparameters = {{ {parameters} }}\n{extra}\nequations = '''\n{equations}\n'''\n"
    return frontends.loads(text, "model.toml")


def forward(model: Model, arrays: dict[str, Any]) -> dict[str, np.ndarray]:
    """The value of every quantity, by plain evaluation of the equations; sizes are read off the arrays."""
    tensors = model.tensors
    symbols: dict[Any, float] = dict(model.constants)
    values = {}
    for tensor in (*model.inputs, *model.parameters):
        values[tensor] = np.asarray(arrays[tensor.name])
        for (lo, hi), size in zip(tensor.ranges, values[tensor].shape, strict=True):
            width = hi - lo + 1
            if width.is_Symbol:
                symbols[width] = size
    for symbol, number in model.sizes.items():
        if number is not None:
            symbols.setdefault(symbol, number)
    functions = {f.name: (f.variable, f.formula) for f in model.functions.values()}
    for equation in model.equations:
        instance = Instance(values, symbols, functions)
        values[equation.tensor] = evaluate(equation.rhs, instance, equation.bounds)
    return {name: values[tensor] for name, tensor in tensors.items()}


def refusal(text: str, place: str = "spec.toml") -> str:
    """The message with which a specification is refused."""
    with pytest.raises(SpecError) as caught:
        frontends.loads(text, place)
    return str(caught.value)
