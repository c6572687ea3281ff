"""Recurrences that a specification writes in formulas: a text counts their steps from one, or from zero."""

from __future__ import annotations

from functools import cache

import pytest

import derive
from derive.check import check
from derive.check.judging.document import Report

ELMAN = """
[model]
inputs = { x = ["T", "D"], y = ["T", "K"] }
parameters = { W = ["n", "n"], U = ["n", "D"], V = ["K", "n"], h0 = ["n"] }
equations = '''
h[0,j] = h0[j]
h[t,j] = tanh(sum(W[j,k]*h[t-1,k], k) + sum(U[j,i]*x[t-1,i], i))
o[t,k] = sum(V[k,j]*h[t+1,j], j)
E[t] = sum((o[t,k] - y[t,k])**2, k)/2
C = sum(E)
'''
"""


@cache
def judged(text: str) -> Report:
    model = derive.loads(ELMAN)
    return check(model, text, {"o_t": "o[t]", "E_t": "E[t]", "W": "W"})


def verdicts(text: str) -> list[str]:
    return [row.verdict for row in judged(text).rows]


FROM_ONE = r"""
$$h_t = \tanh(W h_{t-1} + U x_t)$$
$$o_t = V h_t$$
$$C = \sum_{t=1}^T E_t$$
$$\frac{\partial C}{\partial V} = \sum_{t=1}^{T} (o_t - y_t) h_t^\top$$
"""
FROM_ZERO = r"""
$$h_{t+1} = \tanh(W h_t + U x_t)$$
$$o_t = V h_{t+1}$$
$$C = \sum_{t=0}^{T-1} E_t$$
$$\frac{\partial C}{\partial V} = \sum_{t=0}^{T-1} (o_t - y_t) h_{t+1}^\top$$
"""


@pytest.mark.parametrize("text", [FROM_ONE, FROM_ZERO])
def test_steps_are_counted_as_the_text_counts_them(text: str) -> None:
    assert set(verdicts(text)) == {"holds"}


def test_a_step_too_early_is_wrong() -> None:
    text = FROM_ONE.replace(r"h_t^\top", r"h_{t-1}^\top")
    assert verdicts(text)[-1] == "wrong"
