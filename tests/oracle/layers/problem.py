"""A layer as a network with numbers: alone, or between a layer before it and a dense layer after it.

Input: a case of the table.  Output: a ``Problem``: the specification, and the same cost as a function for HIPS autograd.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import autograd.numpy as np
import numpy
import sympy

from derive.backprop import derive
from derive.emit import compile_module, module_source
from derive.frontends.network import Network
from derive.layers.registry import kinds
from tests.oracle.layers.cases import Case
from tests.oracle.layers.reference import LAYERS

EXAMPLES = 3
NAMES = ("x", "u", "w")
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """A specification, and its cost as a function of every parameter and input by name.

    ``classes`` is what the entries of an integer input stay below.
    """

    keys: Mapping[str, Any]
    cost: Callable[[Values], Any]
    classes: int = 2
    seed: int = 0

    @cached_property
    def model(self):
        return Network(**self.keys, gradients=["parameters", "inputs"], name="oracle")

    @cached_property
    def module(self):
        """The emitted module."""
        return compile_module(module_source(derive(self.model)), "oracle_layer")

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter and input, as PyTorch has it (an axis may hold several indices of the proof)."""
        sizes = {size: EXAMPLES if value is None else value for size, value in self.model.sizes.items()}
        found = {}
        for tensor in (*self.model.parameters, *self.model.inputs):
            lengths = [int(sympy.expand(hi - lo + 1).xreplace(sizes)) for lo, hi in tensor.ranges]
            found[tensor.name] = tuple(prod(lengths[i] for i in group) for group in tensor.layout)
        return found

    def values(self) -> dict[str, Any]:
        """Random numbers for all of them."""
        rng = numpy.random.default_rng(self.seed)
        integers = {tensor.name for tensor in self.model.inputs if tensor.integer}
        return {name: self._draw(rng, name, name in integers, shape) for name, shape in self.shapes().items()}

    def _draw(self, rng, name: str, integer: bool, shape: tuple[int, ...]):
        if integer:
            return rng.integers(0, self.classes, shape)
        if name[:1] == "r" and name[1:].isdigit():  # the mask of dropout
            return rng.integers(0, 2, shape).astype(float)
        if name == "m":  # the mask of a sequence keeps the first position
            return np.concatenate([numpy.ones((shape[0], 1)), rng.integers(0, 2, (shape[0], shape[1] - 1))], axis=1)
        if name[:1] == "v" and name[1:].isdigit():  # variances
            return rng.uniform(0.5, 2, shape)
        return rng.uniform(-1, 1, shape)


def alone(case: Case, number: int) -> Problem:
    """The layer, and the sum of squared differences from a target."""
    shapes = case.shapes(number)
    table = case.table(number)
    names = NAMES[: len(shapes)]
    if len(names) > 1:
        table["input"] = list(names)

    def cost(values: Values) -> Any:
        return _quadratic(_layer(case, number, 1, values, [values[name] for name in names]), values["y"])

    given = {name: list(shape) for name, shape in zip(names, shapes, strict=True)}
    return Problem({"input": given, "layers": [table], "cost": "quadratic"}, cost, case.options.get("classes", 2), number)


def inside(case: Case, number: int) -> Problem:
    """A layer of weights, this layer, and a dense layer on all of its entries (an embedding comes first)."""
    shapes = case.shapes(number)
    names = NAMES[: len(shapes)]
    table = case.table(number)
    spatial = kinds()[case.layer].spatial or len(shapes[0]) == 3
    first, given = ([], shapes[0]) if case.layer == "embedding" else _before(shapes[0], spatial)
    if len(names) > 1:
        table["input"] = list(names)
    given_name = "x0" if first else "x"
    place = len(first) + 1
    last = {"layer": "dense", "units": 2, "activation": "tanh"}

    def cost(values: Values) -> Any:
        x = values[given_name]
        if first:
            x = LAYERS[first[0]["layer"]](_own(values, 1), x, **_options(first[0]))
        y = _layer(case, number, place, values, [x, *(values[name] for name in names[1:])])
        return _quadratic(
            LAYERS["dense"](_own(values, place + 2), np.reshape(y, (EXAMPLES, -1)), **_options(last)), values["y"]
        )

    inputs = {name: list(shape) for name, shape in zip((given_name, *names[1:]), (given, *shapes[1:]), strict=True)}
    layers = [*first, table, {"layer": "flatten"}, last]
    return Problem({"input": inputs, "layers": layers, "cost": "quadratic"}, cost, case.options.get("classes", 2), number)


def _before(shape: tuple[int, ...], spatial: bool) -> tuple[list[dict[str, Any]], tuple[int, ...]]:
    """A layer whose output has this shape, and the shape of its input."""
    if spatial and len(shape) > 1:
        kind = {2: "conv1d", 3: "conv2d"}[len(shape)]
        layer = {"layer": kind, "channels": shape[0], "kernel": 2, "activation": "tanh", "name": "x"}
        return [layer], (2, *(length + 1 for length in shape[1:]))
    return [{"layer": "dense", "units": shape[-1], "activation": "tanh", "name": "x"}], (*shape[:-1], 3)


def _layer(case: Case, number: int, place: int, values: Values, inputs: list[Any]) -> Any:
    options = {**case.options, **case.sized(*case.shapes(number))}
    return LAYERS[case.layer](_own(values, place), *inputs, **options)


def _options(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in ("layer", "name")}


def _own(values: Values, place: int) -> dict[str, Any]:
    """The parameters and data of one layer by their letters: ``W2`` of layer 2 is W."""
    return {name.removesuffix(str(place)): values[name] for name in values if name.endswith(str(place))}


def _quadratic(a, y):
    """The mean over the examples of half the sum of squares."""
    return np.sum((a - y) ** 2) / (2 * EXAMPLES)
