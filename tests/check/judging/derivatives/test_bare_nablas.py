"""Nablas without a variable: the only parameter of a specification is meant, if what follows is computed from it."""

from __future__ import annotations

import pytest

import derive

CHOICE = """
[model]
inputs = { F = ["A", "d"], a = { shape = [], integer = true, below = "A" } }
parameters = { w = ["d"] }
equations = '''
u = F @ w
p = softmax(u)
J = log(p[a])
'''
[notation]
"f(s, a)" = "F[a]"
"u(s, a, w)" = "u[a]"
"\\\\pi(a \\\\mid s, w)" = "p[a]"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\nabla u(s, a, w) = f(s, a)", "holds"),
        (r"\nabla \ln \pi(a \mid s, w) = f(s, a) - \sum_b \pi(b \mid s, w) f(s, b)", "holds"),
        (r"\nabla \ln \pi(a \mid s, w) = f(s, a) + \sum_b \pi(b \mid s, w) f(s, b)", "wrong"),
        (r"\nabla \ln(\pi(a \mid s, w)) = \frac{1}{\pi(a \mid s, w)} \nabla \pi(a \mid s, w)", "holds"),
        (r"\nabla (1 - \pi(a \mid s, w)) = \nabla \pi(a \mid s, w)", "wrong"),
    ],
)
def test_the_only_parameter_is_meant(row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(CHOICE), f"$${row}$$").rows] == [verdict]


SQUARES = """
[model]
inputs = { X = ["m", "d"], Y = ["m", "k"] }
parameters = { W = ["d", "k"] }
equations = '''
P = X @ W
f = sum((P - Y)**2)
'''
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"df = \operatorname{tr}\left(\frac{\partial f^{\top}}{\partial P} dP\right)", "holds"),
        (r"df = \operatorname{tr}\left(\frac{\partial f}{\partial P} dP\right)", "wrong"),
        (r"\nabla_P - f = 2 (Y - P)", "holds"),
        (r"\nabla_P - f = 2 (P - Y)", "wrong"),
    ],
)
def test_numbers_have_no_transpose_and_operators_come_before_signs(row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(SQUARES), f"$${row}$$").rows] == [verdict]
