"""Stable forms: each rule is an identity, and holds where the original overflows."""

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Symbol, exp, log

from derive.algebra import Entry, Sum, Tensor, Where
from derive.emit.primitives import Primitive, is_primitive, maximum, sigmoid, softplus
from derive.emit.stable import Stabiliser
from derive.model import Equation

z = Symbol("z", real=True)
N = sympy.Integer(3)
k = Symbol("k", integer=True)
j = Symbol("j", integer=True)
Z = Tensor("z", [(1, N)])
A = Tensor("a", [(1, N)])
stable = Stabiliser({})


def number(expr, at):
    """The value of an expression in high precision, primitives by their meaning."""
    if isinstance(expr, Primitive):
        u, *rest = (number(arg, at) for arg in expr.arguments)
        return {
            "sigmoid": lambda: 1 / (1 + mpmath.exp(-u)),
            "softplus": lambda: mpmath.log(1 + mpmath.exp(u)),
            "expm1": lambda: mpmath.expm1(u),
            "log1p": lambda: mpmath.log1p(u),
            "maximum": lambda: max(u, *rest),
            "minimum": lambda: min(u, *rest),
        }[expr.name]()
    if isinstance(expr, Where):
        condition, then, otherwise = expr.args
        left, right = (number(side, at) for side in condition.args)
        holds = {"StrictGreaterThan": left > right, "GreaterThan": left >= right}[type(condition).__name__]
        return number(then if holds else otherwise, at)
    if expr == z:
        return mpmath.mpf(at)
    if expr.is_number:
        return mpmath.mpf(sympy.N(expr, 40))
    arguments = [number(arg, at) for arg in expr.args]
    table = {sympy.Add: mpmath.fsum, sympy.Mul: mpmath.fprod, sympy.Pow: lambda a: a[0] ** a[1]}
    named = {sympy.exp: mpmath.exp, sympy.log: mpmath.log, sympy.tanh: mpmath.tanh}
    return table[expr.func](arguments) if expr.func in table else named[expr.func](*arguments)


FORMS = {
    "sigmoid": (1 / (1 + exp(-z)), sigmoid(z)),
    "sigmoid, written the other way": (exp(z) / (1 + exp(z)), sigmoid(z)),
    "its derivative": (exp(-z) / (1 + exp(-z)) ** 2, sigmoid(z) * sigmoid(-z)),
    "softplus": (log(1 + exp(z)), softplus(z)),
    "log of sigmoid": (log(1 / (1 + exp(-z))), -softplus(-z)),
    "log of one minus sigmoid": (log(1 - 1 / (1 + exp(-z))), -softplus(z)),
    "tanh": ((exp(z) - exp(-z)) / (exp(z) + exp(-z)), sympy.tanh(z)),
    "tanh by one exponential": ((1 - exp(-2 * z)) / (1 + exp(-2 * z)), sympy.tanh(z)),
    "exponential less one": (2 * exp(z) - 2, 2 * Primitive("expm1", z)),
    "log of one plus": (log(1 + z**2), Primitive("log1p", z**2)),
    "rectifier": (Where(z > 0, z, 0), maximum(z, 0)),
    "log-add-exp": (log(exp(z) + exp(2 * z)), None),
    "one over cosh squared": ((exp(z) + exp(-z)) ** -2, None),
    "elu": (Where(z > 0, z, exp(z) - 1), None),
    "log of a negative branch": (Where(z > 1, log(z), 1 / (z - 2)), None),
    "mixed": (z * exp(-z) / (1 + exp(-z)) ** 2 + 1 / (1 + exp(-z)), None),
}


@pytest.mark.parametrize(("original", "expected"), FORMS.values(), ids=FORMS)
def test_a_rule_is_an_identity(original, expected):
    """The stable form has the value of the original, at many points, to 30 digits."""
    found = stable(original)
    if expected is not None:
        assert found == expected
    with mpmath.workdps(40):
        for at in (-3.7, -1.0, -0.2, 0.3, 1.0, 1.9, 5.1):
            assert mpmath.almosteq(number(found, at), number(original, at), rel_eps=mpmath.mpf(10) ** -30)


def softmax():
    return Equation(A[j], exp(Z[j]) / Sum(exp(Z[k]), (k, 1, N)), ((j, sympy.S.One, N),))


def shifted_entries(expr):
    return [p for p in expr.atoms(Primitive) if is_primitive(p, "peak")]


def test_softmax_is_shifted_by_the_largest():
    found = stable(softmax().rhs)
    largest = shifted_entries(found)[0]
    assert found == exp(Z[j] - largest) / Sum(exp(Z[k] - largest), (k, 1, N))


def test_the_log_of_a_softmax_output_is_looked_up_in_its_definition():
    known = Stabiliser({})
    known.define(softmax())
    found = known(log(A[j]))
    largest = shifted_entries(found)[0]
    assert found == Primitive("guard", Z[j] - largest) - log(Sum(exp(Z[k] - largest), (k, 1, N)))


def test_a_bare_entry_is_not_looked_up():
    known = Stabiliser({})
    known.define(softmax())
    assert known(A[j] * (1 - A[j])) == A[j] * (1 - A[j])


def test_a_division_by_a_probability_cancels():
    y = Entry(Tensor("y"))
    p = Entry(Tensor("p"))
    assert stable(p * (y / p - 1)) == y - p


def test_a_sum_of_exponentials_on_its_own_stays():
    """Only a quotient or a logarithm needs the shift."""
    total = Sum(exp(Z[k]), (k, 1, N))
    assert stable(total) == total


def test_sums_of_another_kind_have_no_shift():
    total = log(Sum(Z[k] ** 2, (k, 1, N)))
    assert stable(total) == total


def test_no_branch_of_a_choice_overflows():
    found = stable(Where(z > 0, z, exp(z) - 1))
    assert found.args[2] == Primitive("expm1", Primitive("minimum", z, 0))
    assert np.isfinite(float(number(found, 1e4)))
