"""Small sizes for random instances: all that meet in one theorem differ, so that a missing transpose cannot hide.

Sizes that never meet may be equal: a network of twelve blocks needs no more different numbers than one of two.
"""

from __future__ import annotations

from itertools import chain

import numpy as np
from sympy import Expr, Symbol, expand

from derive.algebra import Entry, Tensor
from derive.model import Equation, Model

_COSTLY, _INSIDE, _SMALL, _LARGER = (2, 3, 4), (1, 2, 3), (2, 3, 4, 5), (6, 7)
"""For what multiplies the work (examples, rows, columns), for what stands inside of longer axes only, for others."""


def widths(model: Model, rng: np.random.Generator) -> dict[Symbol, int]:
    """A number for each size: those that the equations fix, and for the others small ones, drawn at random.

    A size that only stands inside of longer axes (``4*H + 8``) may be one; no axis is left empty (``T - 2`` of a convolution).
    """
    near = _neighbours(model)
    every = {length for tensor in _all_tensors(model) for length in map(_length, tensor.ranges)}
    chosen: dict[Symbol, int] = {size: model.fixed_sizes[size] for size in model.sizes if size in model.fixed_sizes}
    costly = {
        size: size == model.example_size or any(size in length.free_symbols - {length} for length in every) for size in near
    }
    for size in sorted(model.sizes, key=lambda size: not costly[size]):
        if size in chosen:
            continue
        taken = {chosen[other] for other in near[size] if other in chosen}
        small = _INSIDE if size not in every else _COSTLY if costly[size] else _SMALL
        drawn = chain(rng.permutation(small).tolist(), rng.permutation(_LARGER).tolist(), range(8, 1000))
        lengths = [length for length in every if length.free_symbols == {size} and not length.has(Entry)]
        chosen[size] = next(
            number for number in drawn if number not in taken and all(length.subs(size, number) >= 1 for length in lengths)
        )
    return chosen


def _length(span: tuple[Expr, Expr]) -> Expr:
    return expand(span[1] - span[0] + 1)


def _all_tensors(model: Model) -> set[Tensor]:
    return {t for equation in model.equations for t in _mentioned(equation)} | {*model.inputs, *model.parameters}


def _mentioned(equation: Equation) -> set[Tensor]:
    return {*equation.reads, equation.tensor}


def _neighbours(model: Model) -> dict[Symbol, set[Symbol]]:
    """For each size those that stand in one theorem with it: a theorem on a tensor is made of the equations that mention it."""
    around: dict[Tensor, set[Symbol]] = {}
    for equation in model.equations:
        tensors = _mentioned(equation)
        ends = [end for tensor in tensors for span in tensor.ranges for end in span] + [equation.rhs]
        sizes = {symbol for end in ends for symbol in end.free_symbols if symbol in model.sizes}
        for tensor in tensors:
            around.setdefault(tensor, set()).update(sizes)
    found: dict[Symbol, set[Symbol]] = {size: set() for size in model.sizes}
    for sizes in around.values():
        for size in sizes:
            found[size] |= sizes - {size}
    return found
