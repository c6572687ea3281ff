"""The sum node: capture-avoiding, canonical, and never expanded behind one's back."""

from itertools import permutations

import pytest
import sympy
from sympy import S, Symbol, symbols

from derive.algebra import Sum, Tensor, replace, rewrite

i, j, k, m = symbols("i j k m", integer=True)
n, p = symbols("n p", integer=True, positive=True)
w = Tensor("w", [(1, p), (1, n)])
a = Tensor("a", [(1, n)])
b = Tensor("b", [(1, p)])


def test_bound_names_do_not_matter():
    assert Sum(w[j, k] * a[k], (k, 1, n)) == Sum(w[j, m] * a[m], (m, 1, n))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_of_several_indices_does_not_matter(order):
    """Three indices, two of them with the same range: every order and naming gives one expression."""
    bounds = [(i, 1, p), (k, 1, n), (m, 1, n)]
    expected = Sum(w[i, k] * w[i, m] * a[k], *bounds)
    assert Sum(w[i, k] * w[i, m] * a[k], *(bounds[x] for x in order)) == expected
    assert Sum(w[i, m] * w[i, k] * a[m], *(bounds[x] for x in order)) == expected


def test_substitution_does_not_capture():
    """SymPy's own Sum captures here (its issue 21891); ours renames."""
    total = Sum(w[j, k] * a[k], (k, 1, n))
    placed = replace(total, {j: k})
    assert k in placed.free_symbols
    assert placed == Sum(w[k, m] * a[m], (m, 1, n))
    assert total.xreplace({j: k}) == placed
    assert total.subs(j, k) == placed


def test_substituted_definition_does_not_capture():
    """A definition with a sum of its own, put inside another sum."""
    inner = Sum(w[j, k] * a[k], (k, 1, n))
    outer = Sum(b[j], (j, 1, p))
    filled = rewrite(outer, lambda e: replace(inner, {j: e.indices[0]}) if e.func is type(b[j]) and e.tensor == b else None)
    assert filled == Sum(w[i, m] * a[m], (i, 1, p), (m, 1, n))


def test_an_entry_under_the_sum_is_not_an_entry_outside():
    total = Sum(a[k], (k, 1, n))
    assert total.xreplace({a[k]: S(5)}) == total


def test_factors_without_the_index_leave_the_sum():
    assert Sum(2 * b[j] * a[k], (k, 1, n)) == 2 * b[j] * Sum(a[k], (k, 1, n))


def test_constant_bodies_are_counted():
    assert Sum(b[j], (k, 1, n)) == n * b[j]
    assert Sum(S.One, (k, 0, n - 1)) == n
    assert Sum(S.Zero, (k, 1, n)) == 0


def test_nested_sums_merge_and_additions_stay_together():
    assert Sum(Sum(w[j, k], (k, 1, n)), (j, 1, p)) == Sum(w[j, k], (j, 1, p), (k, 1, n))
    difference = Sum((a[k] - a[k] ** 2), (k, 1, n))
    assert len(difference.args) == 2


def test_open_gives_fresh_indices_each_time():
    total = Sum(a[k], (k, 1, n))
    (first, _), (second, _) = total.open(), total.open()
    assert first != second
    assert not (first.free_symbols & second.free_symbols)


def test_free_symbols_exclude_the_bound_ones():
    assert Sum(w[j, k] * a[k], (k, 1, n)).free_symbols == {j, n}


def test_sympy_may_not_differentiate_a_sum():
    x = Symbol("x")
    with pytest.raises(TypeError, match="differentiated by derive"):
        Sum(sympy.sin(x * a[k]), (k, 1, n)).diff(x)
