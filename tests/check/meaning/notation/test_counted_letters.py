"""Sizes that a text calls by another letter than the specification; rows that are zero as they are read."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

NORM = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { gamma = [], beta = [] }
constants = { eps = 1e-5 }
equations = '''
mu = mean(x)
v = mean((x - mu)**2)
xh = (x - mu)/sqrt(v + eps)
o = gamma*xh + beta
L = sum((o - t)**2)
'''
"""
DEFINED = (
    r"\mu = \frac1m \sum_i x_i",
    r"\sigma^2 = \frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2",
    r"\hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}",
)
WHOLE = r"\frac{1}{m \sqrt{\sigma^2 + \epsilon}} \left( m g_i - \sum_j g_j - \hat x_i \sum_j g_j \hat x_j \right)"


def verdicts(spec, *rows):
    return [row.verdict for row in check(derive.loads(spec), "\n".join(f"$${row}$$" for row in rows), explain=False).rows]


@pytest.mark.parametrize(("row", "verdict"), [
    (WHOLE, "holds"),
    (WHOLE.replace("m g_i", "g_i"), "wrong"),
    (WHOLE.replace("{m ", "{"), "wrong"),
])  # fmt: skip
def test_the_letter_below_a_line_in_front_of_a_sum(row, verdict):
    gradient = r"\frac{\partial L}{\partial x_i} = " + row.replace("g_", r"\frac{\partial L}{\partial \hat x}_")
    gradient = gradient.replace(r"\frac{\partial L}{\partial \hat x}_i", r"\frac{\partial L}{\partial \hat x_i}")
    gradient = gradient.replace(r"\frac{\partial L}{\partial \hat x}_j", r"\frac{\partial L}{\partial \hat x_j}")
    assert verdicts(NORM, *DEFINED, gradient) == ["holds", "holds", "holds", verdict]


LINE = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { a = [], b = [] }
equations = '''
y = a*x + b
E = mean((y - t)**2)
'''
"""


def test_rows_that_are_zero_as_they_are_read_say_nothing():
    """The text calls the targets y, the specification its output: what follows holds with the text's letters."""
    cost = r"J(a, b) = \frac1m \sum_{i=1}^m (a x_i + b - y_i)^2"
    right = r"\frac{\partial J}{\partial b} = \frac2m \sum_{i=1}^m (a x_i + b - y_i)"
    wrong = r"\frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^m (a x_i + b - y_i)"
    assert verdicts(LINE, cost, right, wrong)[1:] == ["holds under", "wrong"]


@pytest.mark.parametrize("row", [r"x_i - x_i = 0", r"y_i - y_i = 1 - 1", r"\frac{\partial x_i}{\partial a} = 0"])
def test_zeros_that_are_said(row):
    assert verdicts(LINE, row) == ["holds"]


@pytest.mark.parametrize(("row", "verdict"), [
    (r"\frac{\partial v}{\partial \mu} = -\frac{2}{n} \sum_i (x_i - \mu)", "holds"),
    (r"\frac{\partial v}{\partial \mu} = -\frac{2}{n} \sum_i (x_i - \mu) = 0", "holds"),
    (r"\frac{\partial v}{\partial \mu} = -\frac{1}{n} \sum_i (x_i - \mu)", "wrong"),
])  # fmt: skip
def test_zeros_by_definition_alone_are_compared_where_the_definition_is_not(row, verdict):
    """The sum of the deviations is zero, and so is any multiple of it."""
    defined = r"$$\mu = \frac1n \sum_i x_i$$ $$v = \frac1n \sum_i (x_i - \mu)^2$$"
    assert check(derive.loads(NORM), f"{defined} $${row}$$", explain=False).rows[-1].verdict == verdict
