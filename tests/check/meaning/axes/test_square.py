"""Matrices that only a slip would make square."""

from __future__ import annotations

from derive.check import check

TEXT = r"""$h = f(W_1 x + b_1)$, $y = W_2 h + b_2$, $L = \frac12 \|y - t\|^2$. With $e = y - t$ we have
$$\frac{\partial L}{\partial W_2} = e h^T$$ $$d_h = W_2^T e \odot f'(W_1 x + b_1)$$
$$\frac{\partial L}{\partial W_1} = d_h x^T$$"""


def test_a_claim_makes_no_matrix_square():
    report = check(None, rf"{TEXT} $$\frac{{\partial L}}{{\partial x}} = W_1 d_h$$")
    assert report.rows[-1].verdict == "wrong"
    assert "A transpose is missing on $W_{1}$" in report.rows[-1].explanation
    assert "W_1: read as free, with shape (n_1, n_2)" in " ".join(report.understood)
