"""Stand-ins for functions that are left open: smooth, random, neither odd nor even, with exact derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np

from derive.check.judging.problems import TooLarge
from derive.check.meaning.world import Array

_MOST = 300_000
"""So many entries of arguments enter, counted for each entry of the value."""


@dataclass(frozen=True)
class Elementwise:
    """``f(u) = p sin(q u + r) + s u^2 + t u``: any function of one number; with several arguments, of a weighted sum
    of them.
    """

    p: float
    q: float
    r: float
    s: float
    t: float

    def __call__(self, order: int, *arguments: Array) -> Array:
        """The value, or the derivative of that order (by the first argument)."""
        u = np.asarray(arguments[0]) * 1.0
        for number, other in enumerate(arguments[1:], 2):
            u = u + np.asarray(other) * (0.7 + 0.4 * number)
        polynomial = (self.s * u**2 + self.t * u, 2 * self.s * u + self.t, 2 * self.s + 0 * u)
        wave = self.p * self.q**order * np.sin(self.q * u + self.r + order * pi / 2)
        return wave + polynomial[order] if order < len(polynomial) else wave


@dataclass(frozen=True)
class ToNumber:
    """A number for vectors ``u, v, ...``: every entry enters in its own way, and not separately."""

    seed: int

    def __call__(self, order: int, *arguments: Array) -> Array:
        """The value; arguments have their entries on the last axis, other axes broadcast."""
        return ToArray(self.seed).shaped((), *arguments)


@dataclass(frozen=True)
class ToArray:
    """An array for arrays: every entry of theirs enters into every entry of it in its own way."""

    seed: int

    def shaped(self, shape: tuple[int, ...], *arguments: Array) -> Array:
        """The value in a shape; arguments have their entries on the last axis, other axes broadcast."""
        arguments = arguments or (np.zeros(1),)  # a function of nothing is a number
        outer = np.broadcast_shapes(*(a.shape[:-1] for a in arguments))
        flat = np.concatenate([np.broadcast_to(a, (*outer, a.shape[-1])) for a in arguments], axis=-1)
        count, length = int(np.prod(shape)), flat.shape[-1]
        rows = flat.reshape(-1, length)
        if np.iscomplexobj(rows) and len(rows) and np.array_equal(rows.real, np.broadcast_to(rows.real[:1], rows.shape)):
            value, slopes = self._linearised(rows.real[0], count)
            found = value + 1j * (rows.imag @ slopes.T)
        else:
            found = np.array([self._linearised(row, count)[0] for row in rows])
        return np.reshape(found, (*outer, *shape))

    def _linearised(self, point: Array, count: int) -> tuple[Array, Array]:
        """The entries of the value at a point, and their slopes: complex steps are so small that nothing else counts."""
        first, second = _weights(self.seed, count, len(point))
        angles = point * first + second
        together = (point * second).sum(axis=-1) / len(point) ** 0.5
        slopes = first * np.cos(angles) + (together / 2 + 0.5)[:, None] * second / len(point) ** 0.5
        return np.sin(angles).sum(axis=-1) + together**2 / 4 + 0.5 * together, slopes

    def __call__(self, order: int, *arguments: Array) -> Array:
        """A number for arrays."""
        return self.shaped((), *arguments)


@lru_cache(maxsize=64)
def _weights(seed: int, count: int, length: int) -> tuple[Array, Array]:
    """How each entry of the arguments enters into each entry of the value.

    Raises:
        TooLarge: these are too many.
    """
    if count * length > _MOST:
        raise TooLarge("a function that is left open has too many entries")
    drawn = []
    for number in range(count):
        rng = np.random.default_rng(seed + number)
        drawn.append(rng.uniform(0.5, 1.5, (2, length)) * rng.choice([-1, 1], (2, length)))
    return np.array([first for first, _ in drawn]), np.array([second for _, second in drawn])


def drawn(kind: str, seed: int) -> Callable[..., Array]:
    """A function of that kind (``elementwise``, ``scalar`` or ``array``)."""
    rng = np.random.default_rng(seed)
    if kind == "array":
        return ToArray(int(rng.integers(1 << 30)))
    if kind == "scalar":
        return ToNumber(int(rng.integers(1 << 30)))
    p, q, r, s, t = rng.uniform([0.6, 0.8, 0.3, 0.1, 0.2], [1.2, 1.4, 1.2, 0.3, 0.6])
    return Elementwise(p, q, r, s, t)
