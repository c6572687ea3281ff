"""Small letters that are numbers although the text has matrices."""

from __future__ import annotations

import pytest

from derive.check import check

TEXT = r"""
Let $u = Ax + b$, $h = \tanh(u)$, $p = v^\top h + c$ and $E = \frac12(p - t)^2$ with
$A\in\mathbb{R}^{m\times d}$, $v \in \mathbb{R}^m$; $e = p - t$.
"""
TABLE = r"Let $X\in\mathbb{R}^{n\times d}$, $f_i = w^T x_i + b$, $f = Xw + b$ and $J = \frac1n\sum_i (f_i - y_i)^2$."


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial v} = e\,h", "holds"),
        (r"\frac{\partial E}{\partial c} = e", "holds"),
        (r"\frac{\partial E}{\partial A} = e\,(v\odot(1-h^2))x^\top", "holds"),
        (r"\frac{\partial E}{\partial x} = e\,A^\top(v\odot(1-h^2))", "holds"),
        (r"\frac{\partial E}{\partial x} = e\,A(v\odot(1-h^2))", "wrong"),
        (r"\frac{\partial E}{\partial v} = -e\,h", "wrong"),
    ],
)
def test_what_is_added_to_an_inner_product(row, expected):
    assert check(None, f"{TEXT} $${row}$$").rows[-1].verdict == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial J}{\partial w} = \frac2n X^T(Xw + b - y)", "holds"),
        (r"\frac{\partial J}{\partial b} = \frac2n \sum_i (w^Tx_i + b - y_i)", "holds"),
        (r"\frac{\partial J}{\partial b} = \frac2n \sum_i (w^Tx_i - b - y_i)", "wrong"),
    ],
)
def test_a_bias_beside_the_rows_of_a_table(row, expected):
    found = check(None, f"{TABLE} $${row}$$").rows
    assert (found[0].verdict, found[-1].verdict) == ("holds", expected)


def test_a_transposed_table_before_a_bracket_is_no_function():
    text = r"$\\eta_i = \\theta^T x_i$, $m_i = e^{\\eta_i}$, $J = \\sum_{i=1}^n (m_i - y_i\\eta_i)$".replace("\\\\", "\\")
    right, wrong = (rf"$$\nabla_\theta J = X^T(m {sign} y)$$" for sign in "-+")
    assert check(None, f"{text} {right}", explain=False).rows[-1].verdict == "holds"
    assert check(None, f"{text} {wrong}").rows[-1].verdict == "wrong"
