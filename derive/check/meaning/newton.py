"""Newton's method for a few unknowns, with slopes by central differences and steps that are shortened where they do harm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from derive.check import effort
from derive.check.meaning.world import Array

Function = Callable[[Array], Array]

UNKNOWNS = 40
"""More unknowns are not solved for."""
_STEPS, _MOVE, _HALVINGS, _SECONDS = 20, 1e-5, 6, 1.5
_STILL, _ZERO, _FAR = 1e-12, 1e-9, 1e3
"""A last step beside the unknowns, what is left beside the values at the start, and how far a root may be."""


def root(function: Function, start: Array, seconds: float = _SECONDS) -> Array | None:
    """Where a function (of a vector, with a vector as its value) vanishes; None if no such point is found near the start.

    A system that leaves unknowns open gets the smallest steps (least squares).
    """
    ends = effort.seconds() + seconds
    point, value = start, function(start)
    size = float(np.max(np.abs(value), initial=0.0))
    if start.size > UNKNOWNS:
        return None
    for _ in range(_STEPS):
        if effort.seconds() > ends or not np.all(np.isfinite(value)) or np.max(np.abs(point)) > _FAR:
            return None
        slopes = _slopes(function, point)
        if not np.all(np.isfinite(slopes)):
            return None
        before = point
        point, value = _stepped(function, point, value, np.linalg.lstsq(slopes, value, rcond=None)[0])
        if np.max(np.abs(point - before)) <= _STILL * (1 + np.max(np.abs(point))):
            break
    return point if np.max(np.abs(value)) <= _ZERO * (1 + size) else None


def _stepped(function: Function, point: Array, value: Array, step: Array) -> tuple[Array, Array]:
    """A step, halved until the values do not grow."""
    size = np.linalg.norm(value)
    for half in range(_HALVINGS):
        new = point - step / 2**half
        found = function(new)
        if np.all(np.isfinite(found)) and np.linalg.norm(found) <= size:
            return new, found
    return point, value


def _slopes(function: Function, point: Array) -> Array:
    moves = _MOVE * np.eye(point.size)
    return np.stack([(function(point + move) - function(point - move)) / (2 * _MOVE) for move in moves], axis=-1)
