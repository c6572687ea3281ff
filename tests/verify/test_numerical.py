"""Numerical derivatives: exact enough, honest about their error, and careful near kinks."""

from __future__ import annotations

import numpy as np
import pytest

from derive.verify.gradients import relative_error
from derive.verify.numerical import central_difference, complex_step

at = np.array([[0.3, -1.2], [0.7, 2.0]])


def smooth(x):
    return np.sum(np.exp(x) * np.sin(x[0, 0] * x))


def slope(x, position):
    """The derivative by hand."""
    own = np.exp(x[position]) * (np.sin(x[0, 0] * x[position]) + x[0, 0] * np.cos(x[0, 0] * x[position]))
    return own + (np.sum(np.exp(x) * np.cos(x[0, 0] * x) * x) if position == (0, 0) else 0.0)


@pytest.mark.parametrize("position", list(np.ndindex(2, 2)))
def test_both_methods_find_the_derivative(position):
    expected = slope(at, position)
    assert complex_step(smooth, at, position).value == pytest.approx(expected, rel=1e-14)
    found = central_difference(smooth, at, position, 1e-7)
    assert found.value == pytest.approx(expected, rel=1e-8)
    assert abs(found.value - expected) <= max(10 * found.error, 1e-10)


def test_a_kink_within_reach_makes_the_step_shrink():
    x = np.array([2e-3])
    found = central_difference(lambda x: np.sum(np.maximum(x, 0)), x, (0,), 1e-7)
    assert found.value == pytest.approx(1.0, rel=1e-7)
    assert found.shrunk


def test_errors_are_relative_and_nan_is_infinite():
    assert relative_error(1.0, 1.1, 0.0) == pytest.approx(0.1 / 1.1)
    assert relative_error(float("nan"), 1.0, 0.0) == float("inf")
    assert relative_error(0.0, 0.0, 0.0) == 0.0
    assert relative_error(1e-12, 2e-12, 1.0) == pytest.approx(1e-12)
    assert relative_error(1.0, 1.1, 0.0, uncertainty=0.2) == 0.0
