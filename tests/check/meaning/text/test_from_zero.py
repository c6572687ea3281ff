"""Entries that are counted from zero, and those with the number 0 that come in addition."""

from __future__ import annotations

import pytest

from derive.check import check

CONTRAST = r"""Let $s_j = \frac{1}{\tau} q^\top k_j$, $p_j = e^{s_j} / \sum_{m=0}^{M} e^{s_m}$ and $L = -\log p_0$."""
CLASSES = r"$p_k = \frac{e^{z_k}}{\sum_{j=0}^{K-1} e^{z_j}}$, $L = -\sum_{k=0}^{K-1} t_k \log p_k$ with $\sum_k t_k = 1$."
APART = r"$y = w_0 + \sum_{i=1}^{n} w_i x_i$, $E = \frac12 (y - t)^2$."
TOGETHER = r"$y = \sum_{i=0}^{n} w_i x_i$ with $x_0 = 1$, and $E = \frac12 (y - t)^2$."


def _last(text: str, row: str) -> str:
    return check(None, f"{text} $${row}$$", explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (CONTRAST, r"\frac{\partial L}{\partial s_0} = p_0 - 1", r"\frac{\partial L}{\partial s_0} = p_0"),
        (
            CONTRAST,
            r"\frac{\partial L}{\partial q} = \frac{1}{\tau} \left(\sum_{j=0}^{M} p_j k_j - k_0\right)",
            r"\frac{\partial L}{\partial q} = \frac{1}{\tau} \left(\sum_{j=1}^{M} p_j k_j - k_0\right)",
        ),
        (CLASSES, r"\frac{\partial p_0}{\partial z_1} = -p_0 p_1", r"\frac{\partial p_0}{\partial z_0} = -p_0 p_1"),
        (APART, r"\frac{\partial E}{\partial w_0} = y - t", r"\frac{\partial E}{\partial w_0} = t - y"),
        (APART, r"\frac{\partial E}{\partial w_i} = (y - t) x_i", r"\frac{\partial E}{\partial w_i} = (t - y) x_i"),
        (TOGETHER, r"\frac{\partial E}{\partial w_0} = y - t", r"\frac{\partial E}{\partial w_1} = y - t"),
    ],
)
def test_entries_from_zero(text, right, wrong):
    assert (_last(text, right), _last(text, wrong)) == ("holds", "wrong")


def test_the_number_of_a_class_at_each_step_is_a_number():
    text = r"""$h_t = \tanh(W h_{t-1} + U x_t)$, $o_t = V h_t$, $p_t = \mathrm{softmax}(o_t)$, $L = \sum_{t=1}^{T} L_t$,
    $L_t = -\log p_{t, y_t}$."""
    right = r"\nabla_{V} L = \sum_t (\nabla_{o_t} L) h_t^\top"
    wrong = r"\nabla_{V} L = \sum_t (\nabla_{o_t} L) h_{t-1}^\top"
    assert (_last(text, right), _last(text, wrong)) == ("holds", "wrong")
