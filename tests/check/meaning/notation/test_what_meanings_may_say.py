"""Meanings that a user writes as in a model: choices, functions that the model does not use, formulas without the index."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """name = "gated"
[model]
inputs = { x = ["d"], t = ["n"] }
parameters = { A = ["n", "d"] }
equations = '''
r = A @ x
o = r*sigmoid(r)
E = sum(t*o)
'''
[notation]
"""


def verdict(row, declared):
    spec = SPEC + declared
    return check(derive.loads(spec), f"$${row}$$", read_declarations(spec)).rows[-1].verdict


@pytest.mark.parametrize(
    ("declared", "row", "expected"),
    [
        ('"\\\\phi" = "function silu"', r"\frac{\partial E}{\partial r_i} = t_i \phi'(r_i)", "holds"),
        ('"\\\\phi" = "function Swish"', r"\frac{\partial E}{\partial r_i} = t_i \phi(r_i)", "wrong"),
        ('"m" = "where(r > 0, r, 0)"', r"m_i = \max(0, r_i)", "holds"),
        ('"m" = "where(r > 0, r, 0)"', r"m_i = \max(1, r_i)", "wrong"),
        ('"q_j" = "A @ x"', r"q_k = \sum_i A_{ki} x_i", "holds"),
        ('"q_j" = "A @ x"', r"q_k = \sum_i A_{ki} x_i^2", "wrong"),
        ('"c(b,j\')" = "A[j\',b]"', r"r_i = \sum_k c(k,i) x_k", "holds"),
        ('"c_{bj\'}" = "A[j\',b]"', r"r_i = \sum_k c_{ki} x_k", "holds"),
        ('"c_{bj\'}" = "A[j\',b]"', r"r_i = \sum_k c_{ik} x_k", "wrong"),
        ('"v\'" = "r"', r"v'_i = \sum_k A_{ik} x_k", "holds"),
    ],
)
def test_meanings(declared, row, expected):
    assert verdict(row, declared + "\n") == expected


def test_a_word_in_capitals_is_the_cost_of_a_text():
    from derive.check.meaning.notation.declared import from_mapping

    text = r"$$y = W x$$ $$MSE = \frac12 \|y - t\|^2$$ $$\frac{\partial MSE}{\partial W} = (y - t) x^T$$"
    found = derive.check(None, text, from_mapping({"W": ["k", "n"], "cost": "MSE"})).rows
    assert [row.verdict for row in found] == ["not a claim", "not a claim", "holds"]
