"""Folding: each published derivative comes out of the forward equation, and what would divide by zero is refused."""

import pytest
import sympy
from sympy import Symbol, exp, log, symbols
from sympy.core.parameters import distribute

from derive.algebra import Apply, Delta, Func, Sum, Tensor, Where
from derive.algebra.contract import contract
from derive.algebra.differentiate import differentiate
from derive.algebra.fold import fold_entry, fold_scalar, recognise

z, alpha = Symbol("z"), Symbol("alpha")
j, k = symbols("j k", integer=True)
n = Symbol("n", integer=True, positive=True)
sigmoid = 1 / (1 + exp(-z))
tanh = (exp(z) - exp(-z)) / (exp(z) + exp(-z))
a = Apply(Func("f"), z)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (sigmoid, a * (1 - a)),
        (tanh, 1 - a**2),
        (exp(z), a),
        (Where(z > 0, z, alpha * (exp(z) - 1)), Where(z > 0, 1, a + alpha)),
        (2 * sigmoid - 1, (1 - a) * (1 + a) / 2),
    ],
)
def test_known_derivatives(formula, expected):
    with distribute(False):
        folded = fold_scalar(formula.diff(z), formula, z, a)
    value = formula.diff(z) if folded is None else folded.expr
    assert (
        sympy.simplify((value - expected).rewrite(sympy.Piecewise).subs(a, formula)) == 0
        if not value.has(Where)
        else value == expected
    )


def test_sigmoid_is_printed_as_in_every_book():
    with distribute(False):
        assert fold_scalar(sigmoid.diff(z), sigmoid, z, a).expr == a * (1 - a)
        assert fold_scalar(tanh.diff(z), tanh, z, a).expr == 1 - a**2


def test_a_fold_that_would_divide_by_zero_is_refused():
    """silu'(z) = a/z + ... holds nowhere near z = 0: silu is not written like that."""
    silu = z / (1 + exp(-z))
    with distribute(False):
        folded = fold_scalar(silu.diff(z), silu, z, a)
    assert folded is None or z not in sympy.fraction(sympy.together(folded.expr))[1].free_symbols


def test_softplus_derivative_is_recognised_as_the_sigmoid():
    assert recognise(log(1 + exp(z)).diff(z), sigmoid)
    assert not recognise(log(2 + exp(z)).diff(z), sigmoid)


def jacobian(rhs, lhs, entry):
    ranges = {j: (1, n), k: (1, n)}
    with distribute(False):
        return fold_entry(contract(differentiate(rhs, entry), ranges), lhs, rhs).expr


def test_softmax_and_log_softmax():
    scores, p = Tensor("s", [(1, n)]), Tensor("p", [(1, n)])
    total = Sum(exp(scores[k]), (k, 1, n))
    assert sympy.expand(jacobian(exp(scores[j]) / total, p[j], scores[k]) - p[j] * (Delta(j, k) - p[k])) == 0
    assert sympy.expand(jacobian(scores[j] - log(total), p[j], scores[k]) - (Delta(j, k) - exp(p[k]))) == 0
