"""Newton's method: roots, systems that leave something open, and what has none."""

import numpy as np
import pytest

from derive.check.meaning.newton import UNKNOWNS, root


def test_a_system_with_one_root():
    found = root(lambda p: np.array([p[0] ** 2 + p[1] ** 2 - 4, p[0] - p[1]]), np.array([1.0, 0.5]))
    assert found == pytest.approx([np.sqrt(2), np.sqrt(2)], rel=1e-14)


def test_steps_that_do_harm_are_shortened():
    assert root(np.arctan, np.array([3.0])) == pytest.approx([0.0], abs=1e-12)


def test_what_is_open_gets_the_smallest_step():
    assert root(lambda p: np.array([p.sum() - 1.0]), np.zeros(2)) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    ("function", "start"),
    [
        (lambda p: p**2 + 1, np.array([0.3])),
        (lambda p: np.exp(p) + 0.1, np.array([0.0])),
        (lambda p: p * np.nan, np.array([1.0])),
        (lambda p: p - 5000.0, np.array([1.0])),
        (lambda p: p, np.ones(UNKNOWNS + 1)),
    ],
)
def test_no_root_is_found(function, start):
    with np.errstate(all="ignore"):
        assert root(function, start) is None
