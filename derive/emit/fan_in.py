"""The fan-in of a parameter: how many numbers a unit that reads it adds up, by which initial weights are scaled."""

from __future__ import annotations

from collections.abc import Iterator

from derive.algebra import Entry, Sum, Tensor
from derive.model import Equation, Model


def input_axes(model: Model, tensor: Tensor) -> tuple[int, ...]:
    """The axes of a parameter's array along which the forward equations add up: those of its inputs.

    ``W[k,j]*x[j]`` summed over j has its inputs along the second axis, ``x[j]*W[j,k]`` along the first.  Where no sum tells
    inputs from units (every axis is summed or none, or the array outside has other axes), all axes but the first; of a vector
    its one axis.
    """
    rank = len(tensor.layout)
    axes = set() if tensor.is_merged else {axis for equation in model.equations for axis in _summed(equation, tensor)}
    if axes and len(axes) < rank:
        return tuple(sorted(axes))
    return tuple(range(1 if rank > 1 else 0, rank))


def _summed(equation: Equation, tensor: Tensor) -> Iterator[int]:
    """The axes of a parameter that the sums of an equation run along."""
    for total in equation.rhs.atoms(Sum):
        body, bounds = total.open()
        letters = {letter for letter, _, _ in bounds}
        for entry in body.atoms(Entry):
            if entry.tensor == tensor:
                yield from (axis for axis, index in enumerate(entry.indices) if index.free_symbols & letters)
