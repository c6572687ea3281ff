"""Symbols of several layers that differ in one letter: that letter means itself, and the step beside it stands for any."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

ELMAN = r"""
[model]
inputs = { x = ["T", "I"], z = ["T", "K"] }
parameters = { A = ["H", "I"], B = ["H", "H"], V = ["K", "H"] }
equations = '''
h[0,j] = 0
s[t,j] = sum(A[j,i]*x[t-1,i], i) + sum(B[j,i]*h[t-1,i], i)
h[t,j] = tanh(s[t,j])
o[t,k] = sum(V[k,j]*h[t+1,j], j)
E = sum((o - z)**2)/2
'''
[notation]
"g" = "function tanh"
"s_p^t" = "s[t,p]"
"s_{p_1}^t" = "s[t,p_1]"
"s_q^t" = "o[t-1,q]"
"e_p^t" = "grad s[t,p]"
"e_{p_1}^t" = "grad s[t,p_1]"
"e_q^t" = "grad o[t-1,q]"
"V_{qp}" = "V[q,p]"
"V_{qp_1}" = "V[q,p_1]"
"B_{p_1p}" = "B[p_1,p]"
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"e_p^t = g'(s_p^t) \Big( \sum_q V_{qp} e_q^t + \sum_{p_1} B_{p_1p} e_{p_1}^{t+1} \Big)", "holds"),
        (r"e_p^T = g'(s_p^T) \sum_q V_{qp} e_q^T", "holds"),
        (r"e_p^T = g'(s_p^T) \sum_q V_{qp} e_q^{T-1}", "wrong"),
        (r"e_p^{T-1} = g'(s_p^{T-1}) \Big( \sum_q V_{qp} e_q^{T-1} + \sum_{p_1=1}^H B_{p_1p} e_{p_1}^T \Big)", "holds"),
        (r"e_p^{T-1} = g'(s_p^{T-1}) \Big( \sum_q V_{qp} e_q^{T-1} + \sum_{p_1=1}^H B_{p_1p} e_{p_1}^{T-1} \Big)", "wrong"),
        (
            r"e_p^{T-1} = g'(s_p^{T-1}) \sum_q V_{qp} e_q^{T-1} "
            r"+ \sum_{p_1=1}^H g'(s_p^{T-1}) g'(s_{p_1}^T) \sum_q B_{p_1p} V_{qp_1} e_q^T",
            "holds",
        ),
        (
            r"e_p^{T-1} = g'(s_p^{T-1}) \sum_q V_{qp} e_q^{T-1} "
            r"+ \sum_{p_1=1}^H g'(s_p^{T-1}) \sum_q B_{p_1p} V_{qp_1} e_q^T",
            "wrong",
        ),
    ],
)
def test_steps_of_symbols_whose_letters_name_layers(row, expected):
    (judged,) = check(derive.loads(ELMAN), f"$$ {row} $$", read_declarations(ELMAN), explain=False).rows
    assert judged.verdict == expected


def test_letters_that_name_layers_mean_themselves():
    (judged,) = check(derive.loads(ELMAN), r"$$ e_r^t = g'(s_r^t) e_r^t $$", read_declarations(ELMAN), explain=False).rows
    assert judged.verdict not in ("holds", "holds under", "wrong")


ENTRIES = r"""
[model]
inputs = { x = ["T", "I"], z = ["T", "K"] }
parameters = { A = ["H", "I"], B = ["H", "H"], V = ["K", "H"] }
equations = '''
u[0,j] = 0
u[t,j] = tanh(sum(A[j,i]*x[t-1,i], i) + sum(B[j,i]*u[t-1,i], i))
o[t,k] = sum(V[k,j]*u[t+1,j], j)
E = sum((o - z)**2)/2
'''
[notation]
"u_t" = "u[t]"
"u_a" = "u[t,a]"
"o_c" = "o[t-1,c]"
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"o_c = \sum_b V_{cb} u_b", "holds"),
        (r"\frac{\partial o_c}{\partial V_{ca}} = u_a", "holds"),
        (r"\frac{\partial o_c}{\partial u_b} = V_{cb}", "holds"),
        (r"\frac{\partial o_c}{\partial u_b} = V_{bc}", "wrong"),
        (r"u_t = \tanh(A x_t + B u_{t-1})", "holds"),
        (r"u_t = \tanh(A x_t + B u_t)", "wrong"),
    ],
)
def test_any_letter_that_is_no_step_is_an_entry(row, expected):
    (judged,) = check(derive.loads(ENTRIES), f"$$ {row} $$", read_declarations(ENTRIES), explain=False).rows
    assert judged.verdict == expected
