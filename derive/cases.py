"""The cases of a theorem: where the layer is an index, the last layer and the others have theorems of their own.

The cases come from the equations: an index at which some consumer stands at a fixed layer (the cost reads layer L) is a
case, the rest is the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from sympy import Expr, Integer, Symbol

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


def cases(model: Model, tensor: Tensor, is_inline: Callable[[Tensor], bool], is_sought: Callable[[Tensor], bool]) -> list[Case]:
    """One case; for a layered tensor one for each special layer and one for the others; one for each gate that is read by
    its number; one for an initial state whose gradient ``is_sought``."""
    indices = _indices(model, tensor)
    bounds = tuple((k, *_limits(model, tensor, axis, indices)) for axis, k in enumerate(indices))
    whole = [Case(indices, bounds)]
    gates = _numbered_axis(model, tensor)
    if gates is not None:
        axis, numbers = gates
        whole = [_at(whole[0], axis, Integer(number)) for number in numbers]
    points = _points(model, tensor, is_inline, bounds[0][1:]) if tensor.layered else []
    given = [e for e in model.equations if e.tensor == tensor and tensor.layered and e.lhs.indices[0].is_number]
    points += [e.lhs.indices[0] for e in given if any(is_sought(t) for t in e.reads)]
    return [case for part in whole for case in _layers(part, points)] if points else whole


def _layers(case: Case, points: list[Expr]) -> list[Case]:
    """A case for each special layer, and one for the others."""
    layer, lo, hi = case.bounds[0]
    ordered = sorted(points, key=lambda point: sympy.default_sort_key(hi - point))
    found = [_at(case, 0, point) for point in ordered]
    for point in ordered:
        lo, hi = (lo, point - 1) if point == hi else (point + 1, hi) if point == lo else (lo, hi)
    condition = tuple(sympy.StrictLessThan(layer, point) for point in ordered if point == hi + 1)
    return [*found, Case(case.indices, ((layer, lo, hi), *case.bounds[1:]), condition, case.suffix)]


def _at(case: Case, axis: int, point: Expr) -> Case:
    """The case with one index fixed."""
    fixed = case.indices[axis]
    placed = {fixed: point}
    bounds = tuple((k, lo.xreplace(placed), hi.xreplace(placed)) for k, lo, hi in case.bounds if k != fixed)
    indices = (*case.indices[:axis], point, *case.indices[axis + 1 :])
    return Case(indices, bounds, case.conditions, f"{case.suffix} at {point}")


def _numbered_axis(model: Model, tensor: Tensor) -> tuple[int, list[int]] | None:
    """An axis that every reader reads at a fixed number (the gates of an LSTM), with its numbers."""
    patterns = [e for q in model.readers.get(tensor, ()) for e in q.rhs.atoms(Entry) if e.tensor == tensor]
    for axis, (lo, hi) in enumerate(tensor.ranges):
        if not (patterns and lo.is_Integer and hi.is_Integer and all(p.indices[axis].is_Integer for p in patterns)):
            continue
        numbers = list(range(int(lo), int(hi) + 1))
        if {int(p.indices[axis]) for p in patterns} == set(numbers):
            return axis, numbers
    return None


def _limits(model: Model, tensor: Tensor, axis: int, indices: tuple[Symbol, ...]) -> Range:
    """The range of an axis; along the layers, that of the defining equation (the initial state is given, not computed)."""
    equation = model.equation_of(tensor)
    if tensor.layered and axis == 0 and equation is not None and equation.lhs.indices[0] in equation.ranges:
        return equation.ranges[equation.lhs.indices[0]]
    return tensor.range_at(axis, indices)


def _points(model: Model, tensor: Tensor, is_inline: Callable[[Tensor], bool], own: Range) -> list[Expr]:
    """The layers with a case of their own: those at which a consumer reads the tensor by name, and those that a consumer of
    the others leaves out (nothing reads the state after the last); also through an activation worked out in the same proof.
    """
    found: list[Expr] = []
    for equation in model.readers.get(tensor, ()):
        free = set(equation.indices)
        for pattern in sorted(equation.rhs.atoms(Entry), key=sympy.default_sort_key):
            if pattern.tensor != tensor or not pattern.indices[0].free_symbols <= free | equation.rhs.free_symbols:
                continue  # another tensor, or an index that a sum of this equation runs over
            layer = pattern.indices[0]
            moving = layer.free_symbols & free
            if not moving:
                found.append(layer)
            elif equation.tensor.layered and equation.lhs.indices[0] == layer and is_inline(equation.tensor):
                found += _points(model, equation.tensor, is_inline, own)
            else:
                found += _left_out(equation.ranges[moving.pop()], layer, own)
    return list(dict.fromkeys(found))


def _left_out(limits: Range, layer: Expr, own: Range) -> list[Expr]:
    """The ends of the range ``own`` that an index running over ``limits``, shifted as in ``layer``, does not reach."""
    (symbol,) = [s for s in layer.free_symbols if sympy.expand(layer - s).is_number]
    shift = sympy.expand(layer - symbol)
    above, below = sympy.expand(own[1] - limits[1] - shift), sympy.expand(limits[0] + shift - own[0])
    ends = [own[1] - i for i in range(int(above))] if above.is_Integer and above > 0 else []
    return ends + ([own[0] + i for i in range(int(below))] if below.is_Integer and below > 0 else [])


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
