"""Sizes for random numbers: pairwise different, and such that every array has entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from sympy import Integer, Symbol

from derive.algebra import Tensor
from derive.check.meaning.specification.inventory import is_depth
from derive.check.meaning.specification.written_sizes import written_sizes
from derive.model import Model
from derive.verify.widths import widths

_SMALL = 400
"""Specifications with larger arrays are not written out unit by unit."""
_DRAWS = 60
"""How often sizes are drawn until every array has entries: an image is larger than its kernel."""
LARGE = 1500
"""With more entries than this in one array, sizes are small ones that differ where they meet."""


def drawn_sizes(model: Model, seed: int) -> dict[Symbol, int]:
    """Sizes that differ pairwise, and from those that are fixed (kernels of width 3, numbers in the equations, layers of one
    unit each); where arrays get large, those that the program verifies proofs with.
    """
    if is_depth(model):
        return {}
    written = {**written_sizes(model), **_of_single_units(model)}
    fixed = {**model.fixed_sizes, **written}
    taken = {int(v) for v in fixed.values()}
    taken |= {int(hi - lo + 1) for t in model.tensors.values() for lo, hi in t.ranges if (hi - lo).is_Integer}
    small = [n for n in (2, 3, 4, 5, 6, 7) if n not in taken]
    free = [size for size in model.sizes if size not in fixed]
    rng = np.random.default_rng(seed)
    for _ in range(_DRAWS):
        order = [*rng.permutation(small), *(n for n in range(8, 400) if n not in taken)]
        drawn = {**written, **dict(zip(free, map(int, order), strict=False))}
        if _shortest(model, {**fixed, **drawn}) > 1:
            break
    return {**widths(model, rng), **written} if _largest(model, {**fixed, **drawn}) > LARGE else drawn


def _of_single_units(model: Model) -> dict[Symbol, int]:
    """One for every size that the specification gives, if it gives that to all of them, two at least: layers of one unit."""
    stated = {size: value for size, value in model.sizes.items() if value is not None}
    return stated if len(stated) > 1 and set(stated.values()) == {1} else {}


def small_sizes(model: Model, counted: Mapping[str, int]) -> dict[Symbol, int] | None:
    """The sizes that are ``counted`` in a text, or that the specification gives, if they are small; and others for those that
    both leave open."""
    known = {size: counted.get(str(size), value) for size, value in model.sizes.items()}
    sizes = {size: value for size, value in known.items() if value is not None}
    if is_depth(model) or not sizes:
        return None
    others = (n for n in (3, 4, 5, 2, *range(6, 400)) if n not in sizes.values())
    sizes |= {size: next(others) for size in model.sizes if size not in sizes and size != model.example_size}
    if _largest(model, sizes) > _SMALL:
        return None
    if model.example_size is not None:
        sizes.setdefault(model.example_size, 3)
    return sizes


def sizes_of_one(model: Model, kept: Collection[str]) -> dict[Symbol | Tensor, int] | None:
    """One for every size that is open (and for the widths of all layers), save those ``kept`` and those that the equations
    write; None if an array would be empty."""
    written = written_sizes(model)
    sizes = {size: 1 for size in model.sizes if size not in model.fixed_sizes and str(size) not in kept} | written
    if _shortest(model, {**model.fixed_sizes, **sizes}) < 1:
        return None
    return {**sizes, **{tensor: 1 for tensor in model.tensors.values() if tensor.role == "size"}}


def _shortest(model: Model, sizes: Mapping[Symbol, int]) -> int:
    """The length of the shortest axis that sizes make together (``H - M + 1``)."""
    numbered = {size: Integer(n) for size, n in sizes.items()}
    made = {hi - lo + 1 for tensor in model.tensors.values() for lo, hi in tensor.ranges if (hi - lo).free_symbols}
    lengths = [length.xreplace(numbered) for length in made]
    return min((int(n) for n in lengths if n.is_Integer), default=LARGE)


def _largest(model: Model, sizes: Mapping[Symbol, int]) -> int:
    """The entries of the largest array."""
    numbered = {size: Integer(n) for size, n in sizes.items()}
    lengths = [[(hi - lo + 1).xreplace(numbered) for lo, hi in tensor.ranges] for tensor in model.tensors.values()]
    numbers = [np.prod([int(n) for n in entry]) for entry in lengths if all(isinstance(n, int) or n.is_Integer for n in entry)]
    return int(max(numbers, default=0))
