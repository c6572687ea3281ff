"""Texts whose steps are declared: the number of steps may be called N, a number above a state is an exponent."""

from __future__ import annotations

from functools import cache

import pytest

import derive
from derive.check import check
from derive.check.judging.pages.verdict import Report

MODEL = """
[model]
inputs = { u = ["N", "d"], y = ["N", "m"] }
parameters = { A = ["r", "r"], B = ["r", "d"], G = ["m", "r"], s0 = ["r"] }
equations = '''
s[0,j] = s0[j]
s[n,j] = tanh(sum(A[j,i]*s[n-1,i], i) + sum(B[j,i]*u[n-1,i], i))
q[n,k] = sum(G[k,j]*s[n+1,j], j)
l[n] = sum((q[n,k] - y[n,k])**2, k)/2
J = sum(l)
'''
"""
DECLARED = {"u_n": "u[n-1]", "y_n": "y[n-1]", "q_n": "q[n-1]", "s_n": "s[n]", "l_n": "l[n-1]"}
FORWARD = r"""
$$s_n = \tanh(A s_{n-1} + B u_n)$$
$$q_n = G s_n$$
$$l_n = \frac12 \sum_{i=1}^m ((q_n)_i - (y_n)_i)^2$$
$$J = \sum_{n=1}^N l_n$$
"""
LINK = r"\frac{\partial s_j}{\partial s_{j-1}}"
ENDS = r"\frac{\partial l_n}{\partial q_n} \frac{\partial q_n}{\partial s_n}", r"\frac{\partial s_i}{\partial A}"


@cache
def judged(*rows: str) -> Report:
    return check(derive.loads(MODEL), FORWARD + "".join(f"\n$$ {row} $$\n" for row in rows), DECLARED, explain=False)


def verdicts(*rows: str) -> list[str]:
    return [row.verdict for row in judged(*rows).rows]


def test_a_size_that_counts_steps_counts_no_examples() -> None:
    assert verdicts(r"\frac{\partial q_n}{\partial s_n} = G") == ["holds"] * 5
    assert verdicts(r"\frac{\partial q_n}{\partial s_{n-1}} = G")[-1] == "wrong"


def test_the_letter_of_a_sum_runs_as_far_as_a_product_may_be_empty() -> None:
    whole = (
        rf"\frac{{\partial J}}{{\partial A}} = \sum_{{n=1}}^N \sum_{{i=1}}^n {ENDS[0]} \left(\prod_{{j=i+1}}^n {LINK}\right)"
    )
    assert verdicts(f"{whole} {ENDS[1]}")[-1] == "holds under"
    assert verdicts(f"{whole.replace('i+1', 'i')} {ENDS[1]}")[-1] == "wrong"


@pytest.mark.parametrize(("step", "verdict"), [("j", "holds"), ("j-1", "wrong")])
def test_the_number_above_a_declared_step_is_an_exponent(step: str, verdict: str) -> None:
    right = rf"{LINK} = \operatorname{{diag}}(1 - s_{{{step}}}^2) A"
    found = judged(right).rows[-1]
    assert found.verdict == verdict
    assert " as s" not in (found.convention or "")
