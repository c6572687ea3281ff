"""How far products over an index reach."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { a = ["T", "K"], g = [] }
parameters = { w = ["K"] }
equations = '''
r = exp(a @ w)
v = exp(sum(a @ w))
C = g*v
'''
"""


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial v}{\partial w_k} = \prod_t r_t \cdot \sum_s a_{sk}", "holds"),
    (r"\frac{\partial v}{\partial w_k} = \prod_t r_t \sum_s a_{sk}", "holds"),
    (r"\frac{\partial v}{\partial w_k} = \prod_t r_t \cdot \sum_s a_{sk}^2", "wrong"),
    (r"\frac{\partial v}{\partial w_k} = \prod_t r_t + \sum_s a_{sk}", "wrong"),
    (r"C = \prod_t r_t \cdot g", "holds under"),
])  # fmt: skip
def test_what_the_letter_does_not_stand_in(row, expected):
    assert (
        check(derive.loads(SPEC), rf"$$r_t = e^{{\sum_k a_{{tk}} w_k}}$$ $$v = \prod_t r_t$$ $${row}$$").rows[-1].verdict
        == expected
    )
