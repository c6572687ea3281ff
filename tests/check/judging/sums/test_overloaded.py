"""A sum over a letter that also stands at the variable of the row."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = r"""
[model]
inputs = { x = ["m"], t = ["n"] }
parameters = { w = ["n", "m"] }
assume = "sum(t) == 1"
equations = '''
s = w @ x
o = softmax(s)
E = -sum(t*log(o))
'''
"""


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (r"-\sum_{r=1}^n t_r \frac{\partial \log o_r}{\partial w_{kj}}", "holds"),
        (r"-\sum_{k=1}^n t_k \frac{\partial \log o_k}{\partial w_{kj}}", "holds under"),
        (r"\sum_{k=1}^n t_k \frac{\partial \log o_k}{\partial w_{kj}}", "wrong"),
        (r"-\sum_{k=1}^n t_j \frac{\partial \log o_k}{\partial w_{kj}}", "wrong"),
        (r"-\sum_{k=1}^n (t_k - o_k) x_j", "wrong"),
    ],
)
def test_the_letter_of_the_variable_stays(right, expected):
    row = check(derive.loads(SPEC), rf"$$ \frac{{\partial E}}{{\partial w_{{kj}}}} = {right} $$").rows[0]
    assert row.verdict == expected


def test_a_sum_over_the_only_index_of_the_variable_is_wrong():
    """The usual slip: the letter of the sum is that of the variable, whose entries it adds up."""
    right = r"\sum_{k=1}^n \frac{\partial E}{\partial o_k} \frac{\partial o_k}{\partial s_k}"
    row = check(derive.loads(SPEC), rf"$$ \frac{{\partial E}}{{\partial s_k}} = {right} $$").rows[0]
    assert row.verdict == "wrong"


@pytest.mark.parametrize(("brackets", "verdict"), [(("(", ")"), "holds under"), (("", ""), "wrong")])
def test_a_sum_ends_with_its_brackets_where_its_letter_is_that_of_the_row(brackets, verdict):
    model = derive.loads("[model]\ninputs = { x = ['n'] }\nparameters = { g = ['n'] }\nequations = 's = sum(g*x); L = s**2'")
    left, right = brackets
    row = rf"\frac{{\partial L}}{{\partial g_i}} = 2 \sum_{{i=1}}^n {left}g_i \cdot x_i{right} \cdot x_i"
    assert [found.verdict for found in check(model, f"$$ {row} $$", explain=False).rows] == [verdict]
