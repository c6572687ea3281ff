"""Derivatives by an entry: deltas for entries, SymPy for scalars, and no silent zero."""

import pytest
import sympy
from sympy import symbols

from derive.algebra import Apply, Delta, Func, Opaque, Partial, Sum, Tensor, Where
from derive.algebra.contract import contract
from derive.algebra.differentiate import differentiate
from derive.errors import Refused

i, j, k, q = symbols("i j k q", integer=True)
n, p = symbols("n p", integer=True, positive=True)
w = Tensor("w", [(1, p), (1, n)])
x = Tensor("x", [(1, n)])


def test_an_entry_by_an_entry_is_a_product_of_deltas():
    assert differentiate(w[j, k], w[i, q]) == Delta(j, i) * Delta(k, q)


def test_the_bound_index_is_not_confused_with_the_free_one():
    """d/dx_j of sum_j x_j**2 is 2 x_j, though the sum is written with j."""
    total = Sum(x[j] ** 2, (j, 1, n))
    assert contract(differentiate(total, x[j]), {j: (1, n)}) == 2 * x[j]


def test_product_rule_keeps_both_terms():
    product = Sum(x[k], (k, 1, n)) * x[j]
    derivative = contract(differentiate(product, x[i]), {i: (1, n), j: (1, n)})
    assert sympy.expand(derivative - (x[j] + Delta(i, j) * Sum(x[k], (k, 1, n)))) == 0


def test_a_named_function_gets_its_prime():
    f = Func("f")
    assert differentiate(f(x[j] ** 2), x[j]) == Apply(Func("f", 1), x[j] ** 2) * 2 * x[j]


def test_the_condition_of_a_choice_only_selects():
    relu = Where(x[j] > 0, x[j], 0)
    assert differentiate(relu, x[j]) == Where(x[j] > 0, 1, 0)


def test_an_unknown_cost_leaves_its_gradient():
    cost = Opaque("C", x[k], (k, 1, n))
    derivative = contract(differentiate(cost, x[j]), {j: (1, n)})
    assert isinstance(derivative, Partial)
    assert derivative.args[1] == x[j]


def test_a_tensor_that_does_not_occur_gives_zero():
    assert differentiate(w[j, k], x[j]) == 0


def test_what_has_no_known_derivative_is_refused_by_name():
    with pytest.raises(Refused, match=r"cannot differentiate Max by x.*where"):
        differentiate(sympy.Max(x[j], 0), x[j])
