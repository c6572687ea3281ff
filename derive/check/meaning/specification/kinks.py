"""Random numbers on both sides of every kink: a slip in ``max(0, m - D)`` shows only where m is larger than D.

Of arrays some entries lie on either side; of a single number all that are drawn may lie on one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product

import numpy as np
from sympy import Expr
from sympy.core.relational import Relational

from derive.algebra import Where
from derive.algebra.evaluate import Instance, evaluate
from derive.algebra.sums import Bound
from derive.model import Equation, Model
from derive.verify.forward import forward

Side = tuple[int, bool]
"""The number of a choice, and whether its condition holds."""

_OTHERS = range(101, 111)
"""Seeds that are tried where the usual ones leave a side out,"""
_FACTORS = (8.0, 0.125, 64.0)
"""and then one array at a time is made so much larger or smaller,"""
_TRIES = 40
"""so often at most."""


def on_both_sides(model: Model, seeds: Iterable[int], draw: Callable[[int], Instance]) -> dict[int, Instance]:
    """Numbers for the ``seeds``: their own, or, of the last ones first, such on which conditions of the model go the way they
    never went; nothing if the model has no conditions."""
    choices = list(_choices(model))
    if not choices:
        return {}
    usual = {seed: draw(seed) for seed in seeds}
    seen = set[Side]().union(*(_sides(choices, numbers) for numbers in usual.values()))
    wanted = {(at, way) for at in range(len(choices)) for way in (False, True)} - seen
    free, found = sorted(usual, reverse=True)[:-1], dict(usual)  # the first one stays as it is
    for numbers in islice(_others(model, draw, usual.values()), _TRIES) if wanted else ():
        if new := _sides(choices, numbers) & wanted:
            found[free.pop(0)] = numbers
            wanted -= new
        if not wanted or not free:
            break
    return found


def _others(model: Model, draw: Callable[[int], Instance], usual: Iterable[Instance]) -> Iterator[Instance]:
    """Other numbers: of other seeds, and with one array made larger or smaller (single numbers first)."""
    yield from map(draw, _OTHERS)
    leaves = sorted((leaf for leaf in (*model.inputs, *model.parameters) if not leaf.integer), key=lambda leaf: leaf.rank)
    for leaf, factor, numbers in product(leaves, _FACTORS, usual):
        moved = forward(model, numbers.with_value(leaf, numbers.values[leaf] * factor))
        if np.isfinite(moved.values[model.cost]):
            yield moved


def _choices(model: Model) -> Iterator[tuple[Expr, tuple[Bound, ...]]]:
    """The conditions of a model as numbers that are positive where they hold, with the ranges of their indices."""
    known = {*model.sizes, *model.constants}
    for equation in model.equations:
        for condition in _conditions(equation):
            difference = condition.gts - condition.lts
            if difference.free_symbols - known <= {bound[0] for bound in equation.bounds}:
                yield difference, tuple(equation.bounds)


def _conditions(equation: Equation) -> list[Relational]:
    found = {choice.args[0] for choice in equation.rhs.atoms(Where)}
    return sorted((one for one in found if isinstance(one, Relational) and hasattr(one, "gts")), key=str)


def _sides(choices: list[tuple[Expr, tuple[Bound, ...]]], numbers: Instance) -> set[Side]:
    """The ways that the conditions go on some numbers."""
    values = (np.real(evaluate(difference, numbers, bounds)) for difference, bounds in choices)
    return {(at, way) for at, value in enumerate(values) for way in (False, True) if np.any(value > 0 if way else value <= 0)}
