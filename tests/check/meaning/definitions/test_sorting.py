"""What stands below a symbol: indices or labels."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[model]
inputs = { u = ["n"], S = ["n"] }
parameters = { g = ["n"] }
equations = '''
m = mean(u)
p = u - m
y = g*p
C = sum(S*y**2)
'''
"""
ROWS = [
    r"m = \frac{1}{n} \sum_i u_i",
    r"\hat{u}_i = u_i - m",
    r"\frac{\partial C}{\partial g_i} = \frac{\partial C}{\partial y_i} \hat{u}_i",
    r"\frac{\partial C}{\partial g_i} = \frac{\partial C}{\partial y_i} u_i",
]


def verdicts(*rows):
    return [row.verdict for row in check(derive.loads(SPEC), "\n".join(f"$${row}$$" for row in rows)).rows]


def test_another_number_of_scripts_says_nothing_of_one_alone():
    batch = r"v_{b,i} = \hat{u}_{b,i}"
    assert verdicts(*ROWS, batch)[:4] == ["holds", "holds", "holds", "wrong"]


LAYERS = (
    r"z^1 = W^1 x + b^1",
    r"a^1 = \sigma(z^1)",
    r"z^2 = W^2 a^1 + b^2",
    r"C = \frac12 \|z^2 - y\|^2",
    r"\delta^2 = \frac{\partial C}{\partial z^2}",
    r"\delta^2 = z^2 - y",
)


def alone(*rows):
    return [row.verdict for row in check(None, "\n".join(f"$${row}$$" for row in rows)).rows]


def test_bare_numbers_above_are_layers_where_nothing_stands_without_one():
    shapes = r"x \in \mathbb{R}^n, W^1 \in \mathbb{R}^{h \times n}, W^2 \in \mathbb{R}^{k \times h}, y \in \mathbb{R}^k"
    weights = r"\frac{\partial C}{\partial W^2} = \delta^2 (a^1)^T"
    slip = r"\frac{\partial C}{\partial b^2} = \delta^1"
    error = r"\delta^1 = (W^2)^T \delta^2 \odot \sigma'(z^1)"
    found = alone(shapes, *LAYERS, weights, error, slip)
    assert found[-4:] == ["holds", "holds", "not a claim", "wrong"]


def test_a_first_power_beside_its_base_is_one():
    polynomial = (r"p = w_0 + w_1 x^1 + w_2 x^2", r"C = \frac12 (p - t)^2")
    assert alone(*polynomial, r"\frac{\partial C}{\partial w_2} = (p - t) x^2")[-1] == "holds"
    assert alone(*polynomial, r"\frac{\partial C}{\partial w_2} = (p - t) x")[-1] == "wrong"
