"""How a derivative is laid out as a number, a vector or a matrix: conventions, each named where it is not the usual one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.chooser import Option
from derive.check.judging.values.values import Value, transpose

if TYPE_CHECKING:
    from derive.check.judging.derivatives.raw_slopes import Raw
    from derive.check.judging.values.evaluate import Evaluator


Sign = Literal["partial", "nabla", "symbol"]
_ROWS: dict[str, tuple[Sign, ...]] = {
    "variable": (),
    "transposed": ("partial", "nabla", "symbol"),
    "derivatives": ("partial", "nabla"),
    "partials": ("partial",),
}
"""How gradients by a vector are written that are rows."""


def laid_out(evaluator: Evaluator, raw: Raw, *, sign: Sign = "partial") -> Value:
    """Gradients have the shape of their variable, Jacobians a row for each entry of what is differentiated, unless picked
    otherwise (``sign`` says how it is written: ``symbol`` for a name of its own); where a function acts entry by entry its
    Jacobian is diagonal, and may be given by its diagonal."""
    value = replace(raw.value, row=False)
    if raw.out == 0 and raw.inn in (1, 2):
        return _gradient(evaluator, value, raw, sign)
    if raw.out and raw.out == raw.inn:
        slopes = _diagonal(value, raw.out)
        if slopes is not None and _entry_by_entry(evaluator, raw.out):
            return replace(slopes, row=raw.out == 1 and evaluator.layout.vectors == "row")
    if raw.out == 1 and raw.inn == 1 and _is_denominator(evaluator):
        return replace(value, array=value.array.swapaxes(-1, -2))
    if raw.out == 1 and raw.inn == 0:
        return replace(value, row=raw.row != _is_denominator(evaluator))
    return _by_matrix(evaluator, value, raw) if value.rank > 2 else value


def _by_matrix(evaluator: Evaluator, value: Value, raw: Raw) -> Value:
    """A derivative that is no matrix; of ``W a`` by W it may be given by ``a``, which stands beside W, and of ``W A``, with a
    column for each example, by A or by W."""
    whole = replace(value, out=raw.out)
    beside = _beside(value) if (raw.out, raw.inn) == (1, 2) else _factor(value) if (raw.out, raw.inn) == (2, 2) else None
    way = evaluator.chooser.pick(("by matrix",), conventions.BY_MATRIX) if beside is not None else "array"
    if beside is None or way == "array":
        orders = conventions.STACKED[:3] if evaluator.layout.stacks else conventions.STACKED
        order = evaluator.chooser.pick(("stacked",), orders) if raw.out < 3 > raw.inn else ""
        return _stacked(value, raw.out, order) if order else whole
    return replace(beside, row=way == "row") if beside.rank == 1 else transpose(beside) if way == "row" else beside


def _stacked(value: Value, out: int, order: str) -> Value:
    """A derivative as a matrix, with what is differentiated and the variable as vectors of all their entries."""
    lead, axes = len(value.labels), [*range(value.rank)]
    if "columns" in order:
        axes = [*axes[:out][::-1], *axes[out:][::-1]]
    array = value.array.transpose([*range(lead), *(lead + axis for axis in axes)])
    array = array.reshape((*array.shape[:lead], int(np.prod(value.shape[:out])), -1))
    return Value(array.swapaxes(-1, -2) if "turned" in order else array, value.labels, 2)


def _beside(value: Value) -> Value | None:
    """The vector a of an array whose entries i, j, k are a_k where i is j (or a_j where i is k), and zero elsewhere."""
    for axis in (-2, -1):
        if value.shape[0] == value.shape[axis]:
            size = value.shape[0]
            entries = np.moveaxis(value.array, axis, -1)  # ... i, other, j
            first = entries[..., 0, :, 0]
            if np.allclose(entries, first[..., None, :, None] * np.eye(size)[:, None, :], rtol=1e-12, atol=1e-12):
                return Value(first, value.labels, 1)
    return None


def _factor(value: Value) -> Value | None:
    """The matrix B of an array whose entries i, j, k, l are B_ik where j is l (or B_jl where i is k), and zero elsewhere."""
    for left, right in ((-3, -1), (-4, -2)):
        if value.array.shape[left] == value.array.shape[right]:
            pairs = np.moveaxis(value.array, (left, right), (-2, -1))  # ... i, k, j, l
            matrix = pairs[..., 0, 0]
            if np.allclose(pairs, matrix[..., None, None] * np.eye(pairs.shape[-1]), rtol=1e-12, atol=1e-12):
                return Value(matrix, value.labels, 2)
    return None


def _gradient(evaluator: Evaluator, value: Value, raw: Raw, sign: Sign) -> Value:
    if raw.inn == 2:  # the whole text decides: a transposed matrix is a usual slip
        return replace(value, array=value.array.swapaxes(-1, -2)) if evaluator.layout.turned else value
    if evaluator.orientation() == "row":  # then gradients are rows as their variables are
        return replace(value, row=not raw.row)
    way = evaluator.layout.gradient or evaluator.chooser.pick(("layout", "gradient"), conventions.GRADIENT_LAYOUT)
    return replace(value, row=raw.row != (sign in _ROWS[way]))


def _is_denominator(evaluator: Evaluator) -> bool:
    """Whether Jacobians have a row for each entry of what they are taken by."""
    way = evaluator.layout.jacobian or evaluator.chooser.pick(("layout", "jacobian"), conventions.JACOBIAN_LAYOUT)
    return way == "denominator"


def _entry_by_entry(evaluator: Evaluator, axes: int) -> bool:
    options = [Option(False), Option(True, conventions.ELEMENTWISE, 1.0)]
    return evaluator.chooser.pick(("entry by entry", axes), options if axes == 1 else options[::-1])


def _diagonal(value: Value, axes: int) -> Value | None:
    """The diagonal of a Jacobian between arrays of one shape, if everything else is zero."""
    shape = value.shape[:axes]
    if value.shape[axes:] != shape:
        return None
    lead = value.array.shape[: len(value.labels)]
    size = int(np.prod(shape))
    square = value.array.reshape((*lead, size, size))
    slopes = np.diagonal(square, axis1=-2, axis2=-1)
    if size == 1 or np.any(square - slopes[..., None] * np.eye(size)):
        return None
    return Value(slopes.reshape((*lead, *shape)), value.labels, axes)
