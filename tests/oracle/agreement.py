"""How two gradients are compared: entry by entry, relative; rounding noise far below the largest entry counts against that."""

from __future__ import annotations

import numpy as np

TOLERANCE = 1e-10
FLOOR = 1e-5


def errors(got, wanted, scale_of_all=0.0):
    """The relative error of every entry.

    ``scale_of_all`` is the size of what the gradient was computed from: a derivative that is exactly zero (a shift
    under a softmax) is rounding noise on both sides.
    """
    scale = np.maximum(np.abs(got), np.abs(wanted))
    scale = np.maximum(scale, FLOOR * max(float(np.max(scale, initial=0.0)), scale_of_all, 1e-3))
    return np.abs(got - wanted) / scale


def agree(got, wanted, name, tolerance=TOLERANCE, scale_of_all=0.0):
    """The largest error; fail with the entry and both values unless every entry agrees."""
    got, wanted = np.asarray(got), np.asarray(wanted)
    assert got.shape == wanted.shape, f"{name}: shape {got.shape}, expected {wanted.shape}"
    assert np.all(np.isfinite(got)), f"{name} is not finite"
    error = errors(got, wanted, scale_of_all)
    if error.size and not np.max(error) <= tolerance:
        at = np.unravel_index(np.argmax(error), error.shape)
        raise AssertionError(f"{name}{[int(i) for i in at]}: {got[at]!r}, expected {wanted[at]!r} (error {error[at]:.1e})")
    return float(np.max(error, initial=0.0))
