"""Derivatives by another measure of a symbol."""

from __future__ import annotations

import pytest

from derive.check import check

TEXT = r"""
Let $m, \sigma \in \mathbb{R}^J$ and $K = -\frac12\sum_{j=1}^J (1 + \log\sigma_j^2 - m_j^2 - \sigma_j^2)$.
With $s_j = \log\sigma_j^2$, $v_j = \sigma_j^2$ and $z_j = m_j + \sigma_j\epsilon_j$:
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial K}{\partial s_j} = \frac12(e^{s_j} - 1)", "holds"),
        (r"\frac{\partial K}{\partial s_j} = e^{s_j} - 1", "wrong"),
        (r"\frac{\partial K}{\partial v_j} = \frac12 - \frac{1}{2 v_j}", "holds"),
        (r"\frac{\partial K}{\partial v_j} = \sigma_j - \frac{1}{\sigma_j}", "wrong"),
        (r"\frac{\partial K}{\partial \sigma_j} = \sigma_j - \frac{1}{\sigma_j}", "holds"),
    ],
)
def test_by_a_logarithm_or_a_square(row, expected):
    assert check(None, f"{TEXT} $${row}$$", explain=False).rows[-1].verdict == expected


def test_of_a_cost_that_nothing_defines():
    slope = r"$$\frac{\partial R}{\partial\sigma_j} = \frac{\partial R}{\partial z_j}\epsilon_j$$"
    right = r"$$\frac{\partial R}{\partial s_j} = \frac12\frac{\partial R}{\partial z_j}\epsilon_j e^{s_j/2}$$"
    assert [row.verdict for row in check(None, TEXT + slope + right, explain=False).rows][-2:] == ["holds", "holds"]
    wrong = right.replace(r"\frac12", "")
    assert check(None, TEXT + slope + wrong).rows[-1].verdict == "wrong"


def test_an_activation_is_no_other_measure():
    text = r"Let $x \in \mathbb{R}^n$, $h = \tanh(x)$ and $E = \frac12\|x - t\|^2$. $$\frac{\partial E}{\partial h_j} = h_j$$"
    assert check(None, text, explain=False).rows[-1].verdict == "cannot tell"


def test_what_a_logarithm_asks_for_is_said():
    assert "sigma is positive: s is the logarithm of it, or of its power" in check(None, TEXT, explain=False).understood
