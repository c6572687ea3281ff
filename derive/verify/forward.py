"""The forward pass of a model by plain evaluation of its equations: the reference for costs, and the carrier of complex
steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sympy import Expr

from derive.algebra import Tensor
from derive.algebra.evaluate import STEP, Array, Instance, evaluate
from derive.model import Equation, Model

Nudge = tuple[Tensor, tuple[int, ...]]
"""An entry of a tensor that gets an imaginary step as soon as it is computed."""


def forward(model: Model, instance: Instance, nudge: Nudge | None = None) -> Instance:
    """The instance with the value of every intermediate; with ``nudge``, only what lies downstream of it is computed again."""
    values = dict(instance.values)
    changed: set[Tensor] = set()
    if nudge:
        changed = {nudge[0]}
        if nudge[0].name in {t.name for t in (*model.inputs, *model.parameters)}:
            values[nudge[0]] = _stepped(values[nudge[0]], nudge[1])
    current = Instance(values, instance.symbols, instance.functions, instance.opaque, instance.rules)
    for block in blocks(model):
        if nudge and not any(changed & (e.rhs.atoms(Tensor) | {e.tensor}) for e in block):
            continue
        changed |= {e.tensor for e in block}
        _evaluate_block(block, current, values, nudge)
    return current


def blocks(model: Model) -> Iterator[list[Equation]]:
    """Equations that are evaluated together: neighbouring ones with a layer index, which takes turns through the layers."""
    block: list[Equation] = []
    for equation in model.equations:
        if block and not (equation.tensor.layered and block[-1].tensor.layered):
            yield block
            block = []
        block.append(equation)
    yield block


def _evaluate_block(block: list[Equation], current: Instance, values: dict[Tensor, Array], nudge: Nudge | None) -> None:
    if not block[0].tensor.layered:
        for equation in block:
            value = evaluate(equation.rhs, current, equation.bounds)
            values[equation.tensor] = _nudged(value, equation.tensor, nudge, None)
        return
    for tensor in dict.fromkeys(e.tensor for e in block):
        values[tensor] = _empty(tensor, current)
    first = min(_number(e.tensor.ranges[0][0], current) for e in block)
    last = max(_number(e.tensor.ranges[0][1], current) for e in block)
    for layer in range(first, last + 1):
        for equation in block:
            _evaluate_layer(equation, layer, current, values, nudge)


def _evaluate_layer(
    equation: Equation, layer: int, current: Instance, values: dict[Tensor, Array], nudge: Nudge | None
) -> None:
    """One layer of a layered tensor, if the equation speaks of it."""
    index = equation.lhs.indices[0]
    bounds = equation.bounds
    if index in equation.indices:
        lo, hi = equation.ranges[index]
        if not _number(lo, current) <= layer <= _number(hi, current):
            return
        bounds = tuple((index, lo + (layer - lo), lo + (layer - lo)) if k == index else (k, a, b) for k, a, b in bounds)
        value = evaluate(equation.rhs, current, bounds)[0]
    elif _number(index, current) == layer:
        value = evaluate(equation.rhs, current, bounds)
    else:
        return
    row = layer - _number(equation.tensor.ranges[0][0], current)
    target = values[equation.tensor]
    target[row][tuple(slice(0, n) for n in value.shape)] = value
    values[equation.tensor] = _nudged(target, equation.tensor, nudge, row)


def _empty(tensor: Tensor, instance: Instance) -> Array:
    from derive.verify.instances import shape

    return np.full(shape(tensor, instance), np.nan, dtype=complex)


def _number(expr: Expr, instance: Instance) -> int:
    return int(evaluate(expr, instance).real)


def _nudged(value: Array, tensor: Tensor, nudge: Nudge | None, row: int | None) -> Array:
    if nudge is None or nudge[0] != tensor or (row is not None and nudge[1][0] != row):
        return value
    return _stepped(value, nudge[1])


def _stepped(value: Array, position: tuple[int, ...]) -> Array:
    moved = value.astype(complex)
    moved[position] += 1j * STEP
    return moved
