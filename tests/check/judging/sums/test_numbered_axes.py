"""Sums over an axis that a number names, indices that make a word, indices beyond short axes, classes by number."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { X = ["N", "D"], t = ["N", "K"] }
parameters = { V = ["D", "K"], c = ["K"] }
equations = '''
Q = X @ V + c
J = sum((Q - t)**2)/2
'''
[notation]
vectors = "rows"
"""

CLASSES = """
[model]
inputs = { X = ["N", "D"], y = { shape = ["N"], integer = true, below = "C" } }
parameters = { W = ["C", "D"] }
equations = '''
m[i,j] = maximum(0, dot(W[j], X[i]) - dot(W[y[i]], X[i]) + 1)
L[i] = sum(m[i,j], j) - 1
J = sum(L)
'''
[notation]
"w_j" = "W[j]"
"w_{jk}" = "W[j,k]"
"x_i" = "X[i]"
"x_{ik}" = "X[i,k]"
"y_i" = "y[i]"
"L_i" = "L[i]"
"""


def verdict(spec: str, row: str, before: str = "") -> str:
    return check(derive.loads(spec), f"{before}$${row}$$", read_declarations(spec), explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial J}{\partial c} = \sum_0 \frac{\partial J}{\partial Q}", "holds"),
        (r"\frac{\partial J}{\partial c} = \sum_{\text{axis}=0} (Q - t)", "holds"),
        (r"\frac{\partial J}{\partial c} = \sum_0 (Q + t)", "wrong"),
        (r"\frac{\partial J}{\partial c} = \sum_{\text{rows}} (Q - t)", "holds"),
        (r"\frac{\partial J}{\partial c} = \sum_{\text{cols}} (Q - t)", "cannot tell"),
        (r"\frac{\partial J}{\partial c} = \text{col\_sum}(Q - t)", "holds"),
        (r"\frac{\partial J}{\partial c} = \operatorname{ColSum}(Q + t)", "wrong"),
        (r"\frac{\partial J}{\partial c} = \sum_1 (Q - t)", "cannot tell"),
        (r"\frac{\partial J}{\partial X_{ij}} = \sum_n \frac{\partial J}{\partial Q_{in}} V_{jn}", "holds"),
        (r"\frac{\partial J}{\partial X_{ij}} = \sum_n Q_{in} V_{jn} + \sum_{k} t_{ik} V_{jk}", "wrong"),
    ],
)
def test_axes_and_indices(row, expected):
    assert verdict(SPEC, row, r"$$Q_{mn} = \sum_k X_{mk} V_{kn} + c_n$$ ") == expected


ACTIVE = r"\mathbb{1}(w_2^T x_i - w_{y_i}^T x_i + 1 > 0)"
OWN = r"$$\frac{\partial L_i}{\partial w_{y_i}} = -\sum_{j \neq y_i} \mathbb{1}(w_j^T x_i - w_{y_i}^T x_i + 1 > 0) x_i$$"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (rf"\frac{{\partial L_i}}{{\partial w_{{23}}}} = {ACTIVE} x_{{i3}}", "holds under"),
        (rf"\frac{{\partial L_i}}{{\partial w_{{23}}}} = {ACTIVE} x_{{i1}}", "wrong"),
    ],
)
def test_the_weights_of_a_class_by_number(row, expected):
    assert verdict(CLASSES, row, OWN) == expected
