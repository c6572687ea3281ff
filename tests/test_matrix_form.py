"""Matrix form: products and transposes follow from the order of the axes, and what has none stays in index form."""

from __future__ import annotations

import numpy as np
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import S, symbols

from derive.algebra import Delta, Sum, Tensor
from derive.algebra.evaluate import Instance, evaluate
from derive.matrix_form import matrix_form
from derive.matrix_nodes import Hadamard, Product, Transposed, Whole
from derive.verify.matrices import matrix_value

i, j, k = symbols("i j k", integer=True)
m, n, p = symbols("m n p", integer=True, positive=True)
A = Tensor("A", [(1, m), (1, n)])
B = Tensor("B", [(1, n), (1, p)])
T = Tensor("T", [(1, n), (1, m)])
u = Tensor("u", [(1, m)])
v = Tensor("v", [(1, n)])
ranges = {i: (S.One, m), j: (S.One, n), k: (S.One, p)}


def test_a_contraction_over_neighbouring_axes_is_a_product():
    assert matrix_form(Sum(A[i, j] * B[j, k], (j, 1, n)), (i, k), ranges) == Product((Whole(A), Whole(B)))


def test_the_other_axis_order_transposes():
    total = Sum(A[i, j] * B[j, k], (j, 1, n))
    assert matrix_form(total, (k, i), ranges) == Product((Transposed(Whole(B)), Transposed(Whole(A))))
    assert matrix_form(Sum(T[j, i] * v[j], (j, 1, n)), (i,), ranges) == Product((Transposed(Whole(T)), Whole(v)))


def test_no_shared_index_is_an_outer_product():
    assert matrix_form(u[i] * v[j], (i, j), ranges) == Product((Whole(u), Transposed(Whole(v))))


def test_shared_free_indices_are_a_hadamard_product():
    assert isinstance(matrix_form(A[i, j] * (1 - A[i, j]), (i, j), ranges), Hadamard)


def test_what_has_no_matrix_form_stays():
    assert matrix_form(A[i, j] * Delta(i, j), (i, j), ranges) is None
    assert matrix_form(A[i, 2 * j], (i, j), ranges) is None


EXPRESSIONS = [
    Sum(A[i, j] * B[j, k], (j, 1, n)),
    Sum(A[i, j] * v[j] * B[j, k], (j, 1, n)),
    u[i] * Sum(v[j] * B[j, k], (j, 1, n)),
    u[i] * Sum(A[i, j] * B[j, k], (j, 1, n)) / 3,
    sympy.exp(Sum(A[i, j] * B[j, k], (j, 1, n))) + u[i],
    Sum(T[j, i] * B[j, k], (j, 1, n)) * (1 - Sum(A[i, j] * B[j, k], (j, 1, n))) - u[i] ** 2,
]


@settings(max_examples=60, deadline=None)
@given(
    which=st.integers(0, len(EXPRESSIONS) - 1),
    sizes=st.permutations([2, 3, 4]),
    swap=st.booleans(),
    seed=st.integers(0, 10**6),
)
def test_matrix_form_has_the_value_of_the_indices(which, sizes, swap, seed):
    """Evaluated with real matrix products on pairwise different sizes."""
    rng = np.random.default_rng(seed)
    numbers = dict(zip((m, n, p), sizes, strict=True))
    shapes = {A: (m, n), B: (n, p), T: (n, m), u: (m,), v: (n,)}
    values = {t: rng.uniform(-1, 1, [numbers[s] for s in shape]) for t, shape in shapes.items()}
    instance = Instance(values, numbers)
    axes = (k, i) if swap else (i, k)
    expr = EXPRESSIONS[which]
    matrix = matrix_form(expr, axes, ranges)
    assert matrix is not None
    expected = evaluate(expr, instance, [(axis, *ranges[axis]) for axis in axes])
    np.testing.assert_allclose(np.broadcast_to(matrix_value(matrix, instance, {}), expected.shape), expected, rtol=1e-12)
