"""Rows whose shapes fit under no reading: wrong where the rest of the chain, or one slip, leaves no doubt."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.judging.pages.verdict import Judged

SPEC = """
[model]
inputs = { X = ["m", "p"], t = ["m", "k"], s = ["m"] }
parameters = { W = ["p", "k"], b = ["k"], v = ["p"] }
equations = '''
u = X @ v - s
Z = X @ W + b
E = sum((Z - t)**2)/2 + sum(u**2)/2
'''
"""
FIRST = r"$$\frac{\partial E}{\partial v} = X^T u$$"
COLUMNS = """
[model]
inputs = { X = ["p", "m"], T = ["k", "m"] }
parameters = { W = ["k", "p"], b = ["k"] }
equations = '''
Z[i,n] = sum(W[i,j]*X[j,n], j) + b[i]
E = sum((Z - T)**2)/2
'''
"""


def last(text: str, spec: str = SPEC) -> Judged:
    return check(derive.loads(spec), text).rows[-1]


def test_a_side_that_is_the_transpose_of_the_one_before_it():
    rows = r"$$\begin{aligned}\frac{\partial E}{\partial W} &= X^T (Z - t) \\ &= (Z - t)^T X\end{aligned}$$"
    assert last(rows).verdict == "wrong"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial E}{\partial v} = u^T X v = (u^T X)^T = X^T u", "wrong"),
        (r"\frac{\partial E}{\partial X} = X^T u", "wrong"),
        (r"\frac{\partial Z}{\partial W} = (Z - t) \frac{\partial Z}{\partial W}", "wrong"),
        (r"\frac{\partial E}{\partial W_{ij}} = X^T (Z - t)", "cannot tell"),
    ],
)
def test_what_has_another_shape(row: str, verdict: str):
    assert last(f"{FIRST}$${row}$$").verdict == verdict


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"dE = \mathrm{tr}((Z - T)^T dW X) + \mathrm{tr}((Z - T)^T db \, \mathbf{1}^T)", "holds"),
        (r"dE = \mathrm{tr}((Z - T)^T W^T dX) + \mathrm{tr}((Z - T)^T dW X) + \mathrm{tr}((Z - T)^T db \mathbf{1}^T)", "wrong"),
        (r"dE = \mathrm{tr}((Z - T) \odot dZ)", "wrong"),
        (r"dE = \mathrm{tr}((Z - T) \odot 1^T dZ)", "wrong"),
    ],
)
def test_traces_with_a_row_of_ones(row: str, verdict: str):
    assert last(f"$${row}$$", COLUMNS).verdict == verdict
