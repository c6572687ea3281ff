"""The cost of each step, where a specification has their sum alone."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.specification.costs_of_steps import cost_of_steps, with_costs_of_steps

ELMAN = """
[model]
inputs = { x = ["T", "D"], y = ["T", "K"] }
parameters = { W = ["n", "n"], U = ["n", "D"], V = ["K", "n"], h0 = ["n"] }
assume = "sum(y, axis=1) == 1"
equations = '''
h[0] = h0
h[t] = tanh(U @ x[t-1] + W @ h[t-1])
o[t] = V @ h[t+1]
p = softmax(o)
E = -sum(y*log(p))
'''
"""
FORWARD = (r"h_t = \tanh(U x_t + W h_{t-1})", r"o_t = V h_t", r"p_t = \mathrm{softmax}(o_t)", r"E = \sum_t E_t")


def verdicts(*rows):
    return [row.verdict for row in check(derive.loads(ELMAN), "\n".join(f"$${row}$$" for row in rows), explain=False).rows]


@pytest.mark.parametrize("cost", ["E_t", "E^{(t)}", "L_t"])
def test_a_letter_with_a_step_is_the_cost_of_that_step(cost):
    right = rf"\frac{{\partial {cost}}}{{\partial V}} = (p_t - y_t) h_t^T"
    wrong = rf"\frac{{\partial {cost}}}{{\partial V}} = (p_t - y_t) h_{{t-1}}^T"
    forward = [row.replace("E_t", cost) for row in FORWARD]
    assert verdicts(*forward, right, wrong)[-2:] == ["holds", "wrong"]


def test_the_cost_of_one_step_is_not_that_of_all():
    assert verdicts(*FORWARD, r"\frac{\partial E}{\partial V} = (p_t - y_t) h_t^T")[-1] != "holds"


def test_a_specification_that_names_it_is_left_alone():
    named = ELMAN.replace("E = -sum(y*log(p))", "E[t] = -sum(y[t,k]*log(p[t,k]), k)\nC = sum(E)")
    model = derive.loads(named)
    assert with_costs_of_steps(model) is model
    assert cost_of_steps(with_costs_of_steps(derive.loads(ELMAN))).name == "E_t"
