"""Entries in brackets, and costs with their arguments."""

from __future__ import annotations

import pytest

from derive.check import check

POLICY = r"$\pi(a) = \frac{e^{\theta_a}}{\sum_b e^{\theta_b}}$ and $J = \sum_a \pi(a) r_a$."
PENALISED = r"$D = \frac12 \sum_{j=1}^J m_j^2$, $z_j = m_j + s_j \epsilon_j$, and the cost $\mathcal{L} = R(z) + D$."


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (
            POLICY,
            r"\frac{\partial \log \pi(a)}{\partial \theta_b} = \mathbb 1_{a=b} - \pi(b)",
            r"\frac{\partial \log \pi(a)}{\partial \theta_b} = \mathbb 1_{a=b} + \pi(b)",
        ),
        (
            POLICY,
            r"\frac{\partial J}{\partial \theta_b} = \pi(b)(r_b - J)",
            r"\frac{\partial J}{\partial \theta_b} = \pi(b)(r_b + J)",
        ),
        (
            PENALISED,
            r"\frac{\partial \mathcal L}{\partial m_j} = \frac{\partial R}{\partial z_j} + m_j",
            r"\frac{\partial D}{\partial m_j} = -m_j",
        ),
    ],
)
def test_brackets_that_hold_an_index_or_the_argument_of_a_cost(text, right, wrong):
    found = [check(None, f"{text} $${row}$$").rows[-1].verdict for row in (right, wrong)]
    assert found == ["holds", "wrong"]
