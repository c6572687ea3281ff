"""Lists of numbers in brackets, and primes on brackets of which the row says by what they differentiate."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SOFTMAX = """
[model]
inputs = { t = [3] }
parameters = { z = [3] }
equations = '''
p = softmax(z)
L = -sum(t*log(p))
'''
"""
LINE = """
[model]
inputs = { x = ["n"], y = ["n"] }
parameters = { w = [] }
equations = "C = mean((x*w - y)**2)"
"""


def verdict(spec, row):
    return check(derive.loads(spec), f"$${row}$$", explain=False).rows[-1].verdict


@pytest.mark.parametrize(("row", "expected"), [
    (r"p = [p_1, p_2, p_3]", "holds"),
    (r"p = (p_1, p_2, p_3)", "holds"),
    (r"p = [p_1, p_3, p_2]", "wrong"),
    (r"S = e^{z_1} + e^{z_2} + e^{z_3}, \quad p = [e^{z_1}/S, e^{z_2}/S, e^{z_3}/S]", "holds"),
    (r"\frac{\partial p_1}{\partial z} = [p_1(1-p_1), -p_1 p_2, -p_1 p_3]", "holds"),
    (r"\frac{\partial p_1}{\partial z} = [p_1(1-p_1), p_1 p_2, p_1 p_3]", "wrong"),
])  # fmt: skip
def test_a_list_of_numbers_is_a_vector(row, expected):
    assert verdict(SOFTMAX, row) == expected


@pytest.mark.parametrize(("row", "expected"), [
    (r"C'(w) = \left(\frac{1}{n} \sum_{i=1}^n (x_i w - y_i)^2\right)'", "holds"),
    (r"C'(w) = \frac{1}{n} \sum_{i=1}^n \left((x_i w - y_i)^2\right)'", "holds"),
    (r"C'(w) = \frac{1}{n} \sum_{i=1}^n \left((x_i w - y_i)^3\right)'", "wrong"),
])  # fmt: skip
def test_a_prime_differentiates_as_on_the_left(row, expected):
    assert verdict(LINE, row) == expected


REGRESSION = """
[model]
inputs = { X = ["N", "D"], y = ["N"] }
parameters = { w = ["D"] }
equations = '''
p = sigmoid(X @ w)
J = -mean(y*log(p) + (1 - y)*log(1 - p))
'''
[notation]
"\\\\theta" = "w"
"""


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial J}{\partial \theta_j} = \frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}", "holds"),
    (r"\frac{\partial J}{\partial \theta_j} = \frac1m \sum_{i=1}^m (y^{(i)} - h_\theta(x^{(i)})) x_j^{(i)}", "wrong"),
    (r"\frac{\partial J}{\partial \theta_j} = \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}", "wrong"),
    (r"\nabla J = \frac1m X^T (h_\theta(X) - y)", "cannot tell"),  # h of each row is meant
])  # fmt: skip
def test_a_function_that_reads_parameters_is_written_out(row, expected):
    text = r"""$$h_\theta(x) = \frac{1}{1 + e^{-\theta^T x}}$$
$$J(\theta) = -\frac1m \sum_{i=1}^m [y^{(i)} \log h_\theta(x^{(i)}) + (1 - y^{(i)}) \log(1 - h_\theta(x^{(i)}))]$$"""
    rows = check(derive.loads(REGRESSION), f"{text} $${row}$$", explain=False).rows
    assert [each.verdict for each in rows] == ["holds", "holds", expected]
