"""The cases of a theorem: where the layer is an index, the last layer and the others have theorems of their own.

The cases come from the equations: an index at which some consumer stands at a fixed layer (the cost reads layer L) is a
case, the rest is the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol

from derive.algebra import Entry, Tensor
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.model import Model

_LETTERS = ("j", "k", "i", "m", "p", "q", "r", "s")


@dataclass(frozen=True)
class Case:
    """The indices for which one theorem speaks, with their ranges and the condition that a reader sees (``l < L``)."""

    indices: tuple[Expr, ...]
    bounds: tuple[Bound, ...]
    conditions: tuple[Expr, ...] = ()
    suffix: str = ""

    @property
    def ranges(self) -> dict[Symbol, Range]:
        return {k: (lo, hi) for k, lo, hi in self.bounds}


def cases(model: Model, tensor: Tensor, is_inline: Callable[[Tensor], bool]) -> list[Case]:
    """One case, or for a layered tensor one for each fixed layer and one for the others."""
    indices = _indices(model, tensor)
    bounds = tuple((k, *tensor.range_at(axis, indices)) for axis, k in enumerate(indices))
    points = _points(model, tensor, is_inline) if tensor.layered else []
    if not points:
        return [Case(indices, bounds)]
    layer, lo, hi = bounds[0]
    found = [_at(point, indices, bounds) for point in points]
    for point in points:
        lo, hi = (lo, point - 1) if point == hi else (point + 1, hi) if point == lo else (lo, hi)
    rest = ((layer, lo, hi), *bounds[1:])
    return [*found, Case(indices, rest, tuple(sympy.StrictLessThan(layer, point) for point in points if point == hi + 1))]


def _at(point: Expr, indices: tuple[Symbol, ...], bounds: tuple[Bound, ...]) -> Case:
    placed = {indices[0]: point}
    rest = tuple((k, lo.xreplace(placed), hi.xreplace(placed)) for k, lo, hi in bounds[1:])
    return Case((point, *indices[1:]), rest, (), f" at {point}")


def _points(model: Model, tensor: Tensor, is_inline: Callable[[Tensor], bool]) -> list[Expr]:
    """The fixed layers at which a consumer reads the tensor, also through an activation that is worked out in the same
    proof."""
    found: list[Expr] = []
    for equation in model.equations:
        for pattern in sorted(equation.rhs.atoms(Entry), key=sympy.default_sort_key):
            if pattern.tensor != tensor:
                continue
            if not pattern.indices[0].free_symbols & set(equation.indices):
                found.append(pattern.indices[0])
            elif equation.tensor.layered and equation.lhs.indices[0] == pattern.indices[0] and is_inline(equation.tensor):
                found += _points(model, equation.tensor, is_inline)
    return list(dict.fromkeys(found))


def _indices(model: Model, tensor: Tensor) -> tuple[Symbol, ...]:
    """The index letters of a tensor: those of its own equation, otherwise the usual ones."""
    equation = model.equation_of(tensor)
    if equation is not None and all(index.is_Symbol for index in equation.lhs.indices):
        return equation.lhs.indices
    letters = iter(_LETTERS)
    chosen = []
    for axis, (_, hi) in enumerate(tensor.ranges):
        if tensor.layered and axis == 0:
            chosen.append("l")
        elif model.example_size is not None and hi == model.example_size:
            chosen.append("n")
        else:
            chosen.append(next(letters))
    return tuple(Symbol(letter, integer=True) for letter in chosen)
