"""The witness itself: sums, ragged ranges, brackets, derivatives by complex step."""

import math

import numpy as np
import pytest
import sympy
from scipy import special
from sympy import Integer, Symbol, symbols

from derive.algebra import Apply, Differentiate, Divides, FirstMax, Func, InRange, Partial, Sum, Tensor, Where
from derive.algebra.evaluate import Instance, evaluate
from derive.algebra.special import erf
from derive.errors import Refused

i, j, k = symbols("i j k", integer=True)
n, m = symbols("n m", integer=True, positive=True)
w = Tensor("w", [(1, n), (1, m)])
x = Tensor("x", [(1, m)])
z = Tensor("z", [(1, n)])
rng = np.random.default_rng(0)
W, X = rng.normal(size=(2, 3)), rng.normal(size=3)
instance = Instance({w: W, x: X, z: W @ X}, {n: 2, m: 3}, {}, {}, {z: ((z[j], Sum(w[j, k] * x[k], (k, 1, m))),)})
rows = ((j, Integer(1), n),)


def test_a_contraction_is_a_matrix_product():
    np.testing.assert_allclose(evaluate(Sum(w[j, k] * x[k], (k, 1, m)), instance, rows), W @ X, rtol=1e-15)


def test_a_range_may_depend_on_an_outer_index():
    """sum_{k<=j} x_k for j = 1, 2, 3: a triangle, no rectangle."""
    triangle = Sum(x[k], (k, 1, j))
    np.testing.assert_allclose(evaluate(triangle, instance, ((j, Integer(1), m),)), np.cumsum(X), rtol=1e-15)


def test_out_of_range_is_nan_unless_a_bracket_silences_it():
    columns = ((k, Integer(1), m),)
    assert np.isnan(evaluate(x[k + 1], instance, columns)[-1])
    guarded = evaluate(x[k + 1] * InRange(k + 1, 1, m), instance, columns)
    np.testing.assert_allclose(guarded, [X[1], X[2], 0])
    halves = evaluate(x[k / 2] * Divides(2, k), instance, columns)
    np.testing.assert_allclose(halves, [0, X[0], 0])


def test_derivatives_that_stand_in_a_line():
    both = (*rows, (k, Integer(1), m))
    np.testing.assert_allclose(evaluate(Partial(z[j], x[k]), instance, both), W, rtol=1e-15)
    squares = Sum(x[i] ** 2, (i, 1, m))
    np.testing.assert_allclose(evaluate(Differentiate(squares, x[k]), instance, ((k, Integer(1), m),)), 2 * X, rtol=1e-15)


def test_a_primed_function_is_differentiated_numerically():
    v = Symbol("v")
    named = Instance({x: X}, {m: 3}, {"f": (v, sympy.exp(v) * v)})
    value = evaluate(Apply(Func("f", 1), x[k]), named, ((k, Integer(1), m),))
    np.testing.assert_allclose(value, np.exp(X) * (1 + X), rtol=1e-15)


def test_a_choice_takes_the_second_branch_at_the_kink():
    at_zero = Instance({x: np.array([-1.0, 0.0, 2.0])}, {m: 3})
    np.testing.assert_allclose(evaluate(Where(x[k] > 0, x[k], -5), at_zero, ((k, Integer(1), m),)), [-5, -5, 2])


def test_erf_is_as_good_as_scipys_and_carries_a_complex_step():
    points = np.linspace(-6, 6, 241)
    np.testing.assert_allclose(erf(points), special.erf(points), rtol=2e-14)
    slope = erf(points + 1e-30j).imag / 1e-30
    np.testing.assert_allclose(slope, 2 / math.sqrt(math.pi) * np.exp(-(points**2)), rtol=1e-9, atol=1e-14)


def test_what_cannot_be_evaluated_is_named():
    with pytest.raises(Refused, match="cannot evaluate gamma"):
        evaluate(sympy.gamma(x[1]), instance)


def test_first_max_is_one_hot_and_ties_go_to_the_first():
    t = Tensor("t", [(0, 1), (0, 5)])
    values = np.array([[1.0, 3.0, 3.0, 2.0, 0.0, 3.0], [5.0, 5.0, 1.0, 1.0, 9.0, 9.0]])
    u, v = symbols("u v", integer=True)
    window = FirstMax(t[i, 3 * j + u], [(u, 0, 2)], (v,))
    bounds = ((i, Integer(0), Integer(1)), (j, Integer(0), Integer(1)), (v, Integer(0), Integer(2)))
    chosen = evaluate(window, Instance({t: values}, {}), bounds)
    np.testing.assert_array_equal(chosen, [[[0, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 0]]])
