"""Numbers on which the slope of a quantity vanishes: what a text solves for holds there, and nowhere else.

Newton's method on slopes by complex steps.  Where parameters are shares that add up to one,
the slopes are all the same instead (a Lagrange multiplier).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from derive.check import effort
from derive.check.meaning.newton import root
from derive.check.meaning.world import STEP, Array, Instance, World

_ENOUGH = 1e-7
"""Slopes beside those at the start, as stated."""
_FLAT = 1e-4
"""A slope beside that at the start that does not count."""
_SECONDS = 1.5
"""For the whole search."""
_SHIFTS = (0.0, 1.0, 3.0)
"""Newton's method begins at the values that are drawn, or beside them."""


def at_rest(world: World, instance: Instance, of: str, by: tuple[str, ...], shares: bool = False) -> Instance | None:
    """The instance moved along ``by`` until the derivative of the number ``of`` by each entry of these is zero.

    With ``shares``, the entries of the one vector ``by`` add up to one, and are positive.  None if no such point is found.
    """
    search = _Search(world, instance, of, by, shares)
    with np.errstate(all="ignore"):
        return search.found()


def is_at_rest(world: World, start: Instance, point: Instance, of: str, by: str, shares: bool = False) -> bool:
    """Whether a slope that is there at the start vanishes at a point; with ``shares`` it is the same for all that are not zero
    (a single share that is the whole says nothing)."""
    slopes = [_slope(world, instance, of, by, int(np.size(instance.values[by]))) for instance in (start, point)]
    if not all(np.all(np.isfinite(each)) for each in slopes):
        return False
    found, parts = slopes[1], np.real(point.values[by])
    if shares:
        if not np.isclose(np.sum(parts), 1):
            return False
        found = parts * (found - np.sum(parts * found))
    return bool(np.max(np.abs(found)) <= _ENOUGH * np.max(np.abs(slopes[0])))


def is_whole(parts: Array) -> bool:
    """Whether one of several shares is all there is."""
    return bool(np.max(np.real(parts), initial=0) > 1 - _ENOUGH)


def _slope(world: World, instance: Instance, of: str, by: str, size: int) -> Array:
    moved = world.perturbed(instance, by).values[of]
    return np.broadcast_to(np.imag(moved) / STEP, (size,))


class _Search:
    def __init__(self, world: World, instance: Instance, of: str, by: tuple[str, ...], shares: bool) -> None:
        self.world, self.instance, self.of, self.by, self.shares = world, instance, of, by, shares
        self.shapes = [np.shape(instance.values[name]) for name in by]

    def found(self) -> Instance | None:
        point = np.concatenate([np.ravel(np.real(self.instance.values[name])) for name in self.by])
        if self.shares:
            point = np.append(np.full(point.size, 1 / point.size), 0.0)  # the multiplier comes last
        ends = effort.seconds() + _SECONDS
        for shift in _SHIFTS:
            found = root(self._slopes, point + shift, ends - effort.seconds())
            if found is not None and not self._is_trivial(found) and not self._is_flat(point, found):
                return self._moved(found)
        return None

    def _is_flat(self, start: Array, point: Array) -> bool:
        """Whether the slope stays as good as zero beyond the point, as that of a sigmoid far out: that is nowhere at rest."""
        beyond = point + np.linspace(1, 2, point.size)  # not the same for all: a softmax would not change
        return bool(np.max(np.abs(self._slopes(beyond))) <= _FLAT * np.max(np.abs(self._slopes(start))))

    def _is_trivial(self, point: Array) -> bool:
        """Whether a quantity is zero (an eigenvalue of a matrix without full rank): there, all that is linear in it holds."""
        ends = np.cumsum([int(np.prod(shape)) for shape in self.shapes])
        return any(np.max(np.abs(part), initial=0) < _ENOUGH for part in np.split(point, ends)[: len(ends)])

    def _moved(self, point: Array) -> Instance:
        found, at = self.instance, 0
        for name, shape in zip(self.by, self.shapes, strict=True):
            size = int(np.prod(shape))
            found = self.world.replaced(found, name, point[at : at + size].reshape(shape))
            at += size
        return found

    def _slopes(self, point: Array) -> Array:
        """What has to vanish."""
        instance = self._moved(point)
        sizes = [int(np.prod(shape)) for shape in self.shapes]
        slopes = [_slope(self.world, instance, self.of, name, size) for name, size in zip(self.by, sizes, strict=True)]
        found = np.concatenate(slopes)
        return np.append(found + point[-1], point[:-1].sum() - 1) if self.shares else found


def numbers_of(world: World) -> Sequence[str]:
    """The numbers that are computed, the cost first: what a text may make as large or as small as it can."""
    found = [
        name for name, quantity in world.quantities.items() if not quantity.axes and quantity.role in ("cost", "intermediate")
    ]
    return sorted(found, key=lambda name: (name != world.cost, name))
