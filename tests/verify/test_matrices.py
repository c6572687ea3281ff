"""Matrix forms with numbers, against NumPy written by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sympy import Integer, Symbol, symbols

from derive.algebra import Tensor
from derive.algebra.evaluate import Instance
from derive.matrix_nodes import Product, Summed, Transposed, Whole
from derive.verify.matrices import matrix_value

T, n, m = symbols("T n m", integer=True, positive=True)
t = Symbol("t", integer=True)
delta = Tensor("delta", [(1, T), (1, n)], layered=True)
state = Tensor("h", [(0, T), (1, m)], layered=True)


@given(steps=st.integers(1, 6), rows=st.integers(1, 4), columns=st.integers(1, 4), seed=st.integers(0, 99))
def test_a_sum_over_steps_is_the_product_of_the_stacked_steps(steps, rows, columns, seed):
    """``sum_t delta^t (h^(t-1))^T``, t = 1..T: one matrix product of all steps together."""
    rng = np.random.default_rng(seed)
    d, h = rng.normal(size=(steps, rows)), rng.normal(size=(steps + 1, columns))
    instance = Instance({delta: d, state: h}, {T: steps, n: rows, m: columns})
    outer = Product((Whole(delta, t), Transposed(Whole(state, t - 1))))
    found = matrix_value(Summed(t, Integer(1), T, outer), instance, {})
    np.testing.assert_allclose(found, d.T @ h[:-1], rtol=1e-12, atol=1e-14)


def test_a_sum_of_one_step_is_that_step():
    instance = Instance({delta: np.array([[1.0, 2.0]])}, {T: 1, n: 2})
    np.testing.assert_array_equal(matrix_value(Summed(t, Integer(1), T, Whole(delta, t)), instance, {}), [1.0, 2.0])
