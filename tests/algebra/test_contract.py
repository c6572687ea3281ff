"""Contraction: affine deltas are solved, ranges and divisibility respected; the witness is plain evaluation."""

import numpy as np
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, symbols

from derive.algebra import Delta, Divides, InRange, Sum, Tensor
from derive.algebra.contract import at_most, contract, settle
from derive.algebra.evaluate import Instance, evaluate

i, j, k, p, t = symbols("i j k p t", integer=True)
n, m = symbols("n m", integer=True, positive=True)
a = Tensor("a", [(1, n)])
b = Tensor("b", [(1, m)])
h = Tensor("h", [(0, n)])


def test_a_delta_collapses_its_sum():
    assert contract(Sum(a[k] * Delta(k, j), (k, 1, n)), {j: (1, n)}) == a[j]


def test_a_shifted_index_is_solved_and_its_range_kept():
    """h[t-1] at p gives t = p+1, which leaves the range at p = n."""
    total = Sum(a[t] * Delta(t - 1, p), (t, 1, n))
    assert contract(total, {p: (0, n - 1)}) == a[p + 1]
    assert contract(total, {p: (0, n)}) == a[p + 1] * InRange(p + 1, 1, n)


def test_a_stride_leaves_its_divisibility():
    solved = contract(Sum(a[k] * Delta(2 * k, p), (k, 1, n)), {p: (1, 2 * n)})
    assert solved.has(Divides)
    assert solved.has(InRange)


def test_only_the_addition_with_the_delta_is_distributed():
    body = (a[k] - Integer(7)) * (Delta(k, j) - a[j])
    result = contract(Sum(body, (k, 1, n)), {j: (1, n)})
    assert result == (a[j] - 7) - a[j] * Sum(a[k] - 7, (k, 1, n)) or sympy.expand(
        result - ((a[j] - 7) - a[j] * Sum(a[k] - 7, (k, 1, n)))
    ) == 0  # fmt: skip


def test_a_delta_between_free_indices_stays():
    assert contract(a[j] * Delta(i, j), {i: (1, n), j: (1, n)}) == a[j] * Delta(i, j)


def test_brackets_that_the_ranges_decide_are_dropped():
    assert settle(InRange(p, 1, n), {p: (1, n)}) == 1
    assert settle(InRange(p + 1, 1, n), {p: (n, n)}) == 0
    assert settle(Delta(p, n), {p: (1, n - 1)}) == 0


def test_bounds_are_proved_for_every_size_or_not_at_all():
    assert at_most(Integer(1), n, {})
    assert at_most(p, n, {p: (1, n)})
    assert not at_most(p + 1, n, {p: (1, n)})
    assert not at_most(n, m, {})


@settings(max_examples=150, deadline=None)
@given(
    scale=st.integers(1, 3),
    shift=st.integers(-3, 3),
    sign=st.sampled_from([1, -1]),
    length=st.integers(1, 6),
    seed=st.integers(0, 1000),
)
def test_contraction_keeps_the_value(scale, shift, sign, length, seed):
    """Random affine deltas, on every value of the free index: both sides agree entry by entry."""
    total = Sum(a[k] * Delta(sign * scale * k + shift, p), (k, 1, n))
    ranges = ((p, Integer(-20), Integer(20)),)
    values = np.random.default_rng(seed).uniform(-2, 2, length)
    instance = Instance({a: values}, {n: length})
    before = evaluate(total, instance, ranges)
    after = evaluate(contract(total, {p: (Integer(-20), Integer(20))}), instance, ranges)
    np.testing.assert_allclose(after, before, rtol=1e-14)


@settings(max_examples=60, deadline=None)
@given(rows=st.integers(1, 4), columns=st.integers(1, 4), u=st.integers(0, 3), seed=st.integers(0, 1000))
def test_two_deltas_in_two_sums(rows, columns, u, seed):
    """A product of deltas over a double sum, one of them coupling both indices (as in a convolution)."""
    c = Tensor("c", [(1, n), (1, m)])
    total = Sum(c[i, j] * a[i] * Delta(i + j, p) * Delta(j, u + 1), (i, 1, n), (j, 1, m))
    rng = np.random.default_rng(seed)
    instance = Instance({c: rng.normal(size=(rows, columns)), a: rng.normal(size=rows)}, {n: rows, m: columns})
    ranges = ((p, Integer(0), Integer(9)),)
    before = evaluate(total, instance, ranges)
    after = evaluate(contract(total, {p: (Integer(0), Integer(9))}), instance, ranges)
    np.testing.assert_allclose(after, before, rtol=1e-14)


def test_a_quotient_is_solved_for_the_other_index():
    """[i = (p - k)/2] for a summed k: k = p - 2i; that 2 divides 2i needs no bracket."""
    total = Sum(a[k] * Delta(i, (p - k) / 2) * Divides(2, p - k), (k, 1, n))
    assert contract(total, {}) == a[p - 2 * i] * InRange(p - 2 * i, 1, n)


def test_multiples_are_divisible():
    """Only if every term is one."""
    assert Divides(2, 2 * i + 4) == 1
    assert Divides(n, n * i) == 1
    assert Divides(2, 2 * i + 1) != 1
    assert Divides(2, i) != 1


def test_a_delta_of_halves_is_one_of_whole_numbers():
    """[i = (p - u)/2] says the same as [2 i = p - u]: no fraction stands in a proof's brackets."""
    i, p, u = symbols("i p u", integer=True)
    assert Delta(i, (p - u) / 2) == Delta(2 * i, p - u)
    assert Delta(i / 2, p / 3) == Delta(3 * i, 2 * p)
    assert Delta(i, i + sympy.Rational(1, 2)) == 0
