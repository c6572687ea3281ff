"""Symbols that are defined entry by entry, from gradients, and used as a whole."""

from __future__ import annotations

import pytest

from derive.check import check

TEXT = r"""
Let $x\in\mathbb{R}^m$, $W\in\mathbb{R}^{n\times m}$, $u = Wx$, $v = \tanh(u)$ and $E = \frac12\|v - t\|^2$.
$$e_j = \frac{\partial E}{\partial v_j}(1-v_j^2)$$
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial W} = e x^T", "holds"),
        (r"\frac{\partial E}{\partial x} = W^T e", "holds"),
        (r"\frac{\partial E}{\partial x} = W e", "wrong"),
        (r"\frac{\partial E}{\partial W} = -e x^T", "wrong"),
        (r"\frac{\partial E}{\partial x_k} = \sum_j W_{jk} e_j", "holds"),
        (r"\frac{\partial E}{\partial x_k} = \sum_j W_{kj} e_j", "wrong"),
    ],
)
def test_used_as_a_whole(row, expected):
    assert check(None, TEXT + f"$${row}$$").rows[-1].verdict == expected
