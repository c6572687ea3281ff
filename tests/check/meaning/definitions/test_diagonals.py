"""Diagonal matrices given by their entries."""

from __future__ import annotations

from derive.check import check

TEXT = r"""Let $p_i = \sigma(x_i^\top \beta)$ and $\ell = \sum_{i=1}^n (y_i \log p_i + (1 - y_i) \log(1 - p_i))$, with
$$W = \mathrm{diag}(p_i (1 - p_i))$$"""


def test_the_hessian_of_logistic_regression():
    right = r"$$\nabla_\beta^2 \ell = -\sum_{i=1}^n p_i (1 - p_i) x_i x_i^\top = -X^\top W X$$"
    wrong = r"$$\nabla_\beta^2 \ell = X^\top W X$$"
    assert check(None, f"{TEXT} {right}", explain=False).rows[-1].verdict == "holds"
    assert check(None, f"{TEXT} {wrong}").rows[-1].verdict == "wrong"


def test_a_letter_that_a_sum_binds_is_no_entry():
    text = r"$h_t = \tanh(W h_{t-1} + U x_t)$, $y_t = V h_t$, $L = \sum_{t=1}^T y_t^\top c$."
    row = r"$$\nabla_U L = \sum_t \mathrm{diag}(1 - h_t^2) (\nabla_{h_t} L) x_t^\top$$"
    assert check(None, f"{text} {row}", explain=False).rows[-1].verdict in ("holds", "holds under")
