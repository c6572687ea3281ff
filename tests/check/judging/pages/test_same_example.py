"""Derivatives by a quantity of the same example, lost digits, and conditions that the prose lists."""

from __future__ import annotations

import pytest

import derive

LOGISTIC = """
[model]
inputs = { X = ["m", "n"], y = ["m"] }
parameters = { w = ["n"], b = [] }
equations = '''
s = X @ w + b
q = sigmoid(s)
L = -sum(y*log(q) + (1 - y)*log(1 - q))
'''
[notation]
"q^{(i)}" = "q[i]"
"x_j^{(i)}" = "X[i,j]"
"X[i,:]" = "X[i]"
"""


@pytest.mark.parametrize(("factor", "verdict"), [("(1 - q^{(i)})", "holds under"), ("(1 + q^{(i)})", "wrong")])
def test_the_variable_is_that_of_the_same_example(factor, verdict):
    text = rf"$$\frac{{\partial q^{{(i)}}}}{{\partial s}} = q^{{(i)}} {factor}$$"
    (row,) = derive.check(derive.loads(LOGISTIC), text).rows
    assert row.verdict == verdict
    assert verdict == "wrong" or "as that of example i" in (row.convention or "")


def test_targets_of_examples_are_no_classes():
    """With one example and one feature a sum over all targets would be y itself, and every error in (1 - y) would vanish."""
    wrong = r"-\sum_i \left[\frac{y^{(i)}}{q^{(i)}} + \frac{1 - y^{(i)}}{1 - q^{(i)}}\right] q^{(i)} (1 - q^{(i)}) X[i,:]^T"
    text = rf"$$\frac{{\partial L}}{{\partial w}} = {wrong}$$"
    assert derive.check(derive.loads(LOGISTIC), text).rows[0].verdict == "wrong"


SATURATED = """
[model]
inputs = { y = [] }
parameters = { w = [] }
equations = '''
s = 30*w
L = -(y*log(sigmoid(s)) + (1 - y)*log(1 - sigmoid(s)))
'''
[notation]
"\\\\sigma" = "function sigmoid"
"""


@pytest.mark.parametrize(
    ("right", "verdict"), [("\\sigma(s) - y", "holds"), ("\\sigma(s) - y + 0.000001", "wrong"), ("y - \\sigma(s)", "wrong")]
)
def test_digits_that_a_difference_loses_are_no_slip(right, verdict):
    (row,) = derive.check(derive.loads(SATURATED), rf"$$\frac{{\partial L}}{{\partial s}} = {right}$$").rows
    assert row.verdict == verdict


RARE = """
[model]
inputs = { x = ["m"] }
parameters = { mu = [] }
equations = '''
p = exp(-9*(x - mu)**2)
K = sum(log(p))
'''
"""


@pytest.mark.parametrize(("power", "verdict"), [("", "holds"), ("^2", "wrong")])
def test_derivatives_by_what_is_tiny(power, verdict):
    """Densities of 1e-60 are not small beside the step of a derivative."""
    (row,) = derive.check(derive.loads(RARE), rf"$$\frac{{\partial K}}{{\partial p_i}} = \frac{{1}}{{p_i{power}}}$$").rows
    assert row.verdict == verdict


CONTRAST = """
[model]
inputs = { i = { shape = [], integer = true, below = "M" }, j = { shape = [], integer = true, below = "M" } }
parameters = { s = ["M", "M"] }
equations = '''
q = sum(exp(s[i])) - exp(s[i,i])
r[k] = exp(s[i,k])/q
L = log(q) - s[i,j]
'''
"""


@pytest.mark.parametrize(("sign", "verdict"), [("", "holds under"), ("-", "wrong")])
def test_conditions_that_the_prose_lists(sign, verdict):
    text = f"For the other ones ($k \\neq j, k \\neq i$):\n\n$$\\frac{{\\partial L}}{{\\partial s_{{ik}}}} = {sign}r_k$$"
    assert derive.check(derive.loads(CONTRAST), text).rows[-1].verdict == verdict
