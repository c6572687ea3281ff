"""The number pi beside quantities of its letter."""

from __future__ import annotations

import pytest

from derive.check import check

MIXTURE = r"""$p = \sum_{k=1}^K \pi_k N_k$ with $N_k = \frac{1}{\sqrt{2\pi}} \exp\left(-\frac{(t - \mu_k)^2}{2}\right)$,
$\pi_k = \frac{e^{a_k}}{\sum_j e^{a_j}}$, $E = -\ln p$ and $\gamma_k = \frac{\pi_k N_k}{p}$."""
POLICIES = r"$u = r_w - r_l$, $L = -\log \sigma(u)$, $r_w = \log \pi_w$, $r_l = \log \pi_l$."


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (MIXTURE, r"\frac{\partial E}{\partial a_k} = \pi_k - \gamma_k", r"\frac{\partial E}{\partial a_k} = \gamma_k - \pi_k"),
        (
            MIXTURE,
            r"\frac{\partial N_k}{\partial \mu_k} = \frac{t - \mu_k}{\sqrt{2\pi}} \exp\left(-\frac{(t - \mu_k)^2}{2}\right)",
            r"\frac{\partial N_k}{\partial \mu_k} = \frac{\mu_k - t}{\sqrt{2\pi}} \exp\left(-\frac{(t - \mu_k)^2}{2}\right)",
        ),
        (
            POLICIES,
            r"\frac{\partial L}{\partial \pi_w} = -\frac{\sigma(-u)}{\pi_w}",
            r"\frac{\partial L}{\partial \pi_l} = -\frac{\sigma(-u)}{\pi_l}",
        ),
    ],
)
def test_a_number_and_quantities_called_pi(text, right, wrong):
    found = [check(None, f"{text} $${row}$$", explain=False).rows[-1].verdict for row in (right, wrong)]
    assert found == ["holds", "wrong"]
