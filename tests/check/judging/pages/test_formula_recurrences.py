"""Recurrences that a specification writes in formulas: a text counts their steps from one, or from zero."""

from __future__ import annotations

from functools import cache

import pytest

import derive
from derive.check import check
from derive.check.judging.pages.verdict import Report

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


IN_BRACKETS = """
[model]
inputs = { x = ["T", "D"], y = ["T", "n"] }
parameters = { V = ["n", "D"], U = ["n", "n"], s0 = ["n"] }
equations = '''
s[0,j] = s0[j]
net[t,j] = sum(V[j,i]*x[t-1,i], i) + sum(U[j,m]*s[t-1,m], m)
s[t,j] = sigmoid(net[t,j])
C = sum((s[t+1,j] - y[t,j])**2, t, j)/2
'''
"""
NOTATION = {
    "s_j(t)": "s[t,j]",
    "n_j(t)": "net[t,j]",
    "x_i(t)": "x[t,i]",
    "y_j(t)": "y[t,j]",
    "v_{ji}": "V[j,i]",
    "u_{jh}": "U[j,h]",
    "f": "function sigmoid",
    "\\delta_j(t)": "-\\frac{\\partial C}{\\partial n_j(t)}",
}


def test_steps_in_brackets() -> None:
    text = r"""
    $$n_j(t) = \sum_i v_{ji} x_i(t) + \sum_h u_{jh} s_h(t-1)$$
    $$\frac{\partial C}{\partial s_j(T)} = s_j(T) - y_j(T)$$
    $$\delta_j(t) = -f'(n_j(t)) \frac{\partial C}{\partial s_j(t)}$$
    $$\frac{\partial C}{\partial u_{jh}} = -\sum_{t=1}^T \delta_j(t) s_h(t-1)$$
    $$\frac{\partial C}{\partial u_{jh}} = -\sum_{t=1}^T \delta_j(t) s_h(t)$$
    """
    found = [row.verdict for row in check(derive.loads(IN_BRACKETS), text, NOTATION, explain=False).rows]
    assert found == ["holds"] * 4 + ["wrong"]


def test_a_parameter_at_one_step() -> None:
    text = r"""
    $$\nabla_W C = \sum_t \sum_i \left(\frac{\partial C}{\partial h_i^{(t)}}\right) \nabla_{W^{(t)}} h_i^{(t)}$$
    $$\nabla_W C = \sum_t \sum_i \left(\frac{\partial C}{\partial h_i^{(t)}}\right) \nabla_{W^{(t)}} h_i^{(t-1)}$$
    """
    found = [row.verdict for row in check(derive.loads(ELMAN), text, {"h^{(t)}": "h[t]"}, explain=False).rows]
    assert found[0] in ("holds", "holds under") and found[1] not in ("holds", "holds under")


def test_labels_below_matrices_are_part_of_their_names() -> None:
    spec = (
        ELMAN.replace('W = ["n"', 'Whh = ["n"').replace("W[j,k]", "Whh[j,k]").replace(", U =", ", Wxh =").replace("U[", "Wxh[")
    )
    report = check(derive.loads(spec), r"$$h_t = \tanh(W_{hh} h_{t-1} + W_{\text{xh}} x_t)$$", explain=False)
    assert report.rows[0].verdict == "holds"


def test_a_t_above_a_step_transposes_though_t_is_the_number_of_steps():
    report = judged(FROM_ZERO_V)
    assert [(row.verdict, row.convention) for row in report.rows] == [("holds", None)] * 2


FROM_ZERO_V = r"""
$$o_t = V h_{t+1}$$
$$\frac{\partial C}{\partial V} = \sum_t (o_t - y_t) h_{t+1}^T$$
"""
