"""Numerical derivatives of a scalar function of arrays, one entry at a time.

Complex step where the function accepts complex numbers: exact to rounding.  Elsewhere central differences, extrapolated
with an error estimate, and a smaller step where a kink lies within reach.

Sources: Squire and Trapp, Using complex variables to estimate derivatives of real functions (1998); Ridders, Accurate
computation of F'(x) and F''(x) (1982).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.algebra.evaluate import STEP

Array = NDArray[Any]
Function = Callable[[Array], complex]
_STEPS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
_LEVELS = 8
_SHRINK = 1.6
_ROUNDING = 2.0**-52


@dataclass(frozen=True)
class Slope:
    """A derivative, the error it may have, and whether the step had to shrink (a kink nearby)."""

    value: float
    error: float
    shrunk: bool = False


def complex_step(function: Function, at: Array, position: tuple[int, ...]) -> Slope:
    """The derivative by one entry, from the imaginary part of one evaluation."""
    moved = at.astype(complex)
    moved[position] += 1j * STEP
    return Slope(complex(function(moved)).imag / STEP, 0.0)


def central_difference(function: Function, at: Array, position: tuple[int, ...], tolerance: float) -> Slope:
    """The derivative by one entry by Ridders' extrapolation; the step shrinks until the estimate of the error is small."""
    best = Slope(float("nan"), float("inf"))
    for number, step in enumerate(_STEPS):
        found = _ridders(function, at, position, step)
        if found.error < best.error:
            best = Slope(found.value, found.error, number > 0)
        if best.error <= tolerance * max(abs(best.value), 1e-3):
            break
    return best


def _ridders(function: Function, at: Array, position: tuple[int, ...], step: float) -> Slope:
    """Central differences with ever smaller steps, extrapolated to step zero; the best pair decides."""

    size = 0.0

    def difference(h: float) -> float:
        nonlocal size
        up, down = at.copy(), at.copy()
        up[position] += h
        down[position] -= h
        above, below = function(up), function(down)
        size = max(size, abs(above), abs(below))
        return float(np.real(above - below)) / (up[position] - down[position])

    previous = [difference(step)]
    value, error = previous[0], float("inf")
    for _ in range(1, _LEVELS):
        step /= _SHRINK
        row, factor = [difference(step)], _SHRINK**2
        for older in previous:
            row.append((row[-1] * factor - older) / (factor - 1))
            factor *= _SHRINK**2
            estimate = max(abs(row[-1] - row[-2]), abs(row[-1] - older))
            if estimate <= error:
                value, error = row[-1], estimate
        if abs(row[-1] - previous[-1]) >= 2 * error:
            break
        previous = row
    # Two values that agree to the last digit say nothing of a slope below their rounding errors.
    return Slope(value, max(error, size * _ROUNDING / step))
