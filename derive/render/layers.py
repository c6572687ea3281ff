"""After how many layers a network repeats itself, and the numbers of layers for which one statement speaks.

Input: a model, or numbers of layers.  Output: the period (1 for equal layers in a row, 7 for a transformer whose blocks have
seven layers), and the numbers as progressions: ``3, 10, ..., 80``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Integer, Symbol, Tuple

from derive.algebra import Apply
from derive.model import Model
from derive.render.relative import layer_of, number_of_size

SPARED = 3
"""A family spares the reader at least as many layers: four equal layers, or two blocks of three."""


class LayerNumbers(Expr):
    """The layers for which a statement speaks, where they do not follow one another: the upper end of the range of l."""

    @staticmethod
    def ends(layers: Sequence[int], step: int) -> tuple[Expr, Expr]:
        """The ends of the range of l."""
        runs = progressions(layers, step)
        if len(runs) == 1 and step == 1:
            return Integer(runs[0][0]), Integer(runs[0][-1])
        return Integer(min(layers)), LayerNumbers(*(Tuple(*map(Integer, run)) for run in runs))

    @property
    def runs(self) -> list[list[int]]:
        """The progressions, each in rising order."""
        return [[int(number) for number in run] for run in self.args]


def progressions(layers: Sequence[int], step: int) -> list[list[int]]:
    """The numbers as progressions of this step, those that spare the reader something, by their first number."""
    runs: list[list[int]] = []
    rest = sorted(set(layers))
    while rest:
        run = [rest[0]]
        while run[-1] + step in rest:
            run.append(run[-1] + step)
        rest = [number for number in rest if number not in run]
        runs.append(run)
    return [run for run in runs if (len(run) - 1) * step >= SPARED]


def period(model: Model) -> int:
    """After how many layers the longest stretch of layers repeats itself; 0 if that spares nothing."""
    kinds = _kinds(model)
    best, found = SPARED - 1, 0
    for step in range(1, len(kinds) // 2 + 1):
        run = longest = 0
        for earlier, later in zip(kinds, kinds[step:], strict=False):
            run = run + 1 if earlier == later else 0
            longest = max(longest, run)
        if longest > best:
            best, found = longest, step
    return found


def _kinds(model: Model) -> list[object]:
    """For each layer what its equations are called, and the functions in them."""
    found: dict[int, list[Any]] = {}
    for equation in model.equations:
        layer = layer_of(equation.tensor)
        if layer is not None:
            functions = sorted({str(apply.function) for apply in equation.rhs.atoms(Apply)})
            found.setdefault(layer, []).append((equation.tensor.base, equation.kind, tuple(functions)))
    return [tuple(found.get(layer, ())) for layer in range(1, max(found, default=0) + 1)]


def shared_sizes(model: Model, step: int) -> frozenset[Symbol]:
    """The sizes that many layers share (the features of a transformer): their number is that of the layer that named them."""
    where: dict[Symbol, set[int]] = {}
    for equation in model.equations:
        layer = layer_of(equation.tensor)
        for size in equation.rhs.free_symbols | {s for b in equation.bounds for end in b[1:] for s in end.free_symbols}:
            number = number_of_size(size)
            if layer is not None and number is not None:
                where.setdefault(size, {number}).add(layer)
    return frozenset(size for size, layers in where.items() if max(layers) - min(layers) >= 2 * step)
