"""The error function on complex arrays, which NumPy lacks: the witness of formulas with erf needs it for its complex step.

Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.5 (power series) and 7.1.14 (continued fraction).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SERIES_UP_TO = 2.0
_FRACTION_DEPTH = 120


def erf(x: NDArray[Any]) -> NDArray[Any]:
    """erf(x) to about 1e-14, for real x and for x with a small imaginary part."""
    return np.where(np.abs(x.real) <= _SERIES_UP_TO, _series(x), _fraction(x))


def _series(x: NDArray[Any]) -> NDArray[Any]:
    x = np.where(np.abs(x.real) <= _SERIES_UP_TO, x, 0.0)
    term, total = x, x
    for n in range(1, 60):
        term = -term * x * x / n
        total = total + term / (2 * n + 1)
    return 2 / np.sqrt(np.pi) * total


def _fraction(x: NDArray[Any]) -> NDArray[Any]:
    sign = np.where(x.real < 0, -1.0, 1.0)
    x = np.where(np.abs(x.real) > _SERIES_UP_TO, x * sign, 3.0)
    tail = x
    for k in range(_FRACTION_DEPTH, 0, -1):
        tail = x + (k / 2) / tail
    return sign * (1 - np.exp(-x * x) / (np.sqrt(np.pi) * tail))
