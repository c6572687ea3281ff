"""Sums over repeated indices without a sign, inside of functions and brackets."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

WORDS = r"""
[model]
inputs = { y = ["W"] }
parameters = { U = ["W", "d"], v = ["d"] }
assume = "sum(y) == 1"
equations = '''
s = U @ v
p = softmax(s)
J = -sum(y*log(p))
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"p_a = \frac{\exp(U_{aj} v_j)}{\exp(U_{wk} v_k)}", "holds under"),
        (r"p_a = \frac{\exp(U_{aj} v_j)}{\exp(U_{ak} v_k)}", "wrong"),
        (r"\frac{\partial p_a}{\partial v_i} = p_a \big[ U_{ai} - p_z U_{zi} \big]", "holds under"),
        (r"\frac{\partial p_a}{\partial v_i} = p_a \big[ U_{ai} + p_z U_{zi} \big]", "wrong"),
        (r"\frac{\partial J}{\partial v_i} = -\frac{y_a}{p_a} \big[ p_a U_{ai} - p_a p_z U_{zi} \big]", "holds under"),
        (r"\frac{\partial J}{\partial v_i} = -\frac{y_a}{p_a} \big[ p_a U_{ai} - p_z U_{zi} \big]", "wrong"),
    ],
)
def test_sums_inside(row, expected):
    text = rf"We use Einstein's convention. \[ {row} \]"
    assert check(derive.loads(WORDS), text, read_declarations(WORDS), explain=False).rows[-1].verdict == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial J}{\partial v} = \sum_a (p_a - y_a) U_{a,:}", "holds"),
        (r"\frac{\partial J}{\partial v} = \sum_a (p_a - y_a) U[a,:]", "holds"),
        (r"\frac{\partial J}{\partial v} = \sum_a (y_a - p_a) U_{a:}", "wrong"),
    ],
)
def test_a_whole_axis_of_a_declared_symbol(row, expected):
    spec = WORDS + '[notation]\n"U_{a,j}" = "U[a,j]"\n'
    assert check(derive.loads(spec), rf"\[ {row} \]", read_declarations(spec), explain=False).rows[-1].verdict == expected


def test_a_sum_too_many_is_no_silent_one():
    """The index of the left side is bound on the right side: nobody means its sum on the left."""
    spec = """
[model]
inputs = { x = ["d"], t = [] }
parameters = { v = ["n"], W = ["n", "d"] }
equations = '''
h = tanh(W @ x)
E = (dot(v, h) - t)**2/2
'''
"""
    first = r"$$\frac{\partial E}{\partial h_i} = (v^T h - t) v_i$$ "
    row = r"$$\frac{\partial E}{\partial h_i} = \sum_i (v^T h - t) v_i$$"
    assert [judged.verdict for judged in derive.check(derive.loads(spec), first + row).rows] == ["holds", "wrong"]
