"""Random numbers for what a text takes as given: sizes that differ pairwise, leaves in a box."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from derive.check.meaning.world import Array, Instance, Quantity

BOXES = ((-2.0, 2.0), (0.15, 0.9), (0.3, 2.0))
"""Boxes for the leaves, in order of preference: a logarithm or a root needs positive numbers."""
POSITIVE = 10
"""From this seed on all leaves are positive: where nothing that is computed needs it, but a row does."""
ONES = "ones"
"""How the names of constant vectors of ones begin."""
BASIS = "basis"
"""How the names of the matrices of unit vectors begin."""


def drawn_sizes(stated: Mapping[str, int | None], rng: np.random.Generator, base: Instance | None) -> dict[str, int]:
    """A number for each size: the stated one, or one of its own; those of ``base`` are taken."""
    taken = {n for n in stated.values() if n} | set(base.sizes.values() if base else ())
    small = [n for n in (2, 3, 4, 5, 6, 7) if n not in taken]
    free = iter([*rng.permutation(small).tolist(), *range(8, 99)])
    drawn = {name: int(n if n is not None else next(free)) for name, n in stated.items()}
    drawn |= {f"{name} + 1": n + 1 for name, n in drawn.items()}
    return {**drawn, **(base.sizes if base else {})}


def drawn_leaf(
    quantity: Quantity, sizes: Mapping[str, int], box: tuple[float, float], rng: np.random.Generator, size: str
) -> Array:
    """Numbers for a leaf; whole ones index an axis of that ``size``."""
    shape = tuple(sizes[axis.size] for axis in quantity.axes)
    if quantity.name.startswith(ONES):
        return np.ones(shape)
    if quantity.name.startswith(f"{BASIS} "):
        return np.eye(shape[0])
    if quantity.integer:
        return rng.integers(1, sizes.get(size, 3) + 1, shape)
    values = rng.uniform(*box, shape)
    fan_in = shape[-1] if len(shape) > 1 else 1
    return values * min(1.0, (6 / fan_in) ** 0.5)


def drawn_labels(values: tuple[float, ...], shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """The classes of examples: each of the values at least once, where there are so many examples."""
    return rng.permutation(np.resize(np.asarray(values), shape).ravel()).reshape(shape)
