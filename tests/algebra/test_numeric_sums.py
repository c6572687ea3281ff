"""Sums as contractions: the same numbers as a product written out, and NaN where nothing silences an entry out of range."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, symbols

from derive.algebra import Delta, FirstMax, InRange, Sum, Tensor
from derive.algebra.evaluate import Instance, evaluate
from derive.algebra.numeric import sums

c, i, j, k, u = symbols("c i j k u", integer=True)
C, T = symbols("C T", integer=True, positive=True)
w = Tensor("w", [(1, C), (1, C), (0, 4)])
x = Tensor("x", [(1, C), (0, T - 1)])
rng = np.random.default_rng(0)


def instance(channels: int, length: int) -> Instance:
    values = {w: rng.normal(size=(channels, channels, 5)), x: rng.normal(size=(channels, length))}
    return Instance(values, {C: channels, T: length})


@pytest.fixture(params=["contracted", "written out"])
def way(request, monkeypatch):
    """Both ways of adding up, whatever the size."""
    monkeypatch.setattr(sums, "_SMALL", 0 if request.param == "contracted" else 10**9)


BOUNDS = ((c, Integer(1), C), (i, Integer(0), T - 1))
INSIDE = InRange(i + u - 2, 0, T - 1)


def test_a_convolution_is_numpys(way):
    body = Sum(w[c, k, u] * x[k, i + u - 2] * INSIDE, (k, 1, C), (u, 0, 4))
    given_ = instance(4, 9)
    expected = [
        sum(np.correlate(np.pad(given_.values[x][k], 2), given_.values[w][c, k], "valid") for k in range(4)) for c in range(4)
    ]
    np.testing.assert_allclose(evaluate(body, given_, BOUNDS), expected, rtol=1e-12)


def test_an_entry_out_of_range_without_its_bracket_shows(way):
    body = Sum(w[c, k, u] * x[k, i + u - 2], (k, 1, C), (u, 0, 4))
    found = evaluate(body, instance(4, 9), BOUNDS)
    assert np.isnan(found[:, [0, 1, -2, -1]]).all()
    assert np.isfinite(found[:, 2:-2]).all()


def test_a_bracket_on_another_index_does_not_silence_it(way):
    body = Sum(w[c, k, u] * x[k, i + u - 2] * InRange(i + u, 0, T - 1), (k, 1, C), (u, 0, 4))
    found = evaluate(body, instance(4, 9), BOUNDS)
    assert np.isnan(found[:, 0]).all()
    assert np.isfinite(found[:, 2:]).all()


def test_terms_and_triangles(way):
    body = Sum((x[c, i] + 2) * x[k, j] + Delta(k, c) * x[k, j], (k, 1, c), (j, 0, T - 1))
    given_ = instance(3, 6)
    values, rows = given_.values[x], np.cumsum(given_.values[x].sum(1))
    expected = (values + 2) * rows[:, None] + values.sum(1)[:, None]
    np.testing.assert_allclose(evaluate(body, given_, BOUNDS), expected, rtol=1e-12)


@given(st.integers(1, 3), st.integers(1, 40), st.integers(0, 99))
def test_one_place_of_every_window_is_the_first_maximum(channels, windows, seed):
    """Also of more than 8192 windows and with ties; the chosen entry is the largest."""
    values = np.random.default_rng(seed).integers(0, 3, (channels, 100 * windows, 3)).astype(float)
    t = Tensor("t", [(1, channels), (1, 100 * windows), (0, 2)])
    chosen = FirstMax(t[c, i, k], [(k, 0, 2)], (u,))
    bounds = ((c, Integer(1), Integer(channels)), (i, Integer(1), Integer(100 * windows)), (u, Integer(0), Integer(2)))
    found = evaluate(chosen, Instance({t: values}, {}), bounds)
    np.testing.assert_array_equal(found.argmax(-1), values.argmax(-1))
    np.testing.assert_array_equal(found.sum(-1), 1)
