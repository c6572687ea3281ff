"""All entries but one: ``w_{-d}``; what a text defines with such an index, and with an index of a declared symbol."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { X = ["n", "p"], t = ["n"] }
parameters = { w = ["p"] }
equations = '''
h = X @ w
J = sum((h - t)**2)/2
'''
[notation]
"x_i" = "X[i]"
"x_{id}" = "X[i,d]"
"x_{:,d}" = "X[:,d]"
"t_i" = "t[i]"
"w_d" = "w[d]"
"""
REST = r"$$r_{-d} = t - X_{:,-d} w_{-d}$$ $$c_d = x_{:,d}^T r_{-d}$$ "


def last(text: str) -> str:
    return check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"w^T x_i = w_{-d}^T x_{i,-d} + w_d x_{id}", "holds"),
        (r"w^T x_i = w_{-d}^T x_{i,-d} - w_d x_{id}", "wrong"),
        (r"\frac{\partial J}{\partial w_d} = \sum_i (w_{-d}^T x_{i,-d} + w_d x_{id} - t_i) x_{id}", "holds"),
        (r"\frac{\partial J}{\partial w_d} = \sum_i (w_{-d}^T x_{i,-d} - t_i) x_{id}", "wrong"),
    ],
)
def test_all_entries_but_one(row, expected):
    assert last(f"$${row}$$") == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial J}{\partial w_d} = -x_{:,d}^T r_{-d} + w_d \|x_{:,d}\|^2", "holds"),
        (r"\frac{\partial J}{\partial w_d} = -c_d + w_d \|x_{:,d}\|^2", "holds"),
        (r"\frac{\partial J}{\partial w_d} = c_d + w_d \|x_{:,d}\|^2", "wrong"),
    ],
)
def test_symbols_that_the_text_defines_so(row, expected):
    assert last(f"{REST}$${row}$$") == expected


def test_a_notation_for_symbols_that_mean_nothing_yet():
    assert last(r"$$\alpha \cdot \beta \doteq \sum_i \alpha_i \beta_i$$") == "not a claim"
