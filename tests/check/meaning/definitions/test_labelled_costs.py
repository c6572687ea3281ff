"""The cost with a word below it that no row defines."""

from __future__ import annotations

import pytest

import derive

SPEC = """
[model]
inputs = { y = ["K"], x = ["n"] }
parameters = { W = ["K", "n"] }
assume = "sum(y) == 1"
equations = '''
z = W @ x
a = softmax(z)
J = -sum(y*log(a))
'''
"""


def verdicts(*rows):
    found = derive.check(derive.loads(SPEC), "\n".join(f"$$ {row} $$" for row in rows), explain=False)
    return [row.verdict for row in found.rows]


@pytest.mark.parametrize("cost", [r"J_{CE}", r"\mathcal{L}_{\text{CE}}", r"E_{total}", r"J_{naive-softmax}", r"J_{CE}(W)"])
def test_the_only_cost_that_is_differentiated(cost):
    right, wrong = (rf"\frac{{\partial {cost}}}{{\partial W}} = ({slope}) x^T" for slope in ("a - y", "y - a"))
    assert verdicts(right, wrong) == ["holds", "wrong"]


def test_costs_that_the_text_tells_apart():
    rows = [r"\frac{\partial L_{CE}}{\partial W} = (a - y) x^T", r"\frac{\partial L_{reg}}{\partial W} = W"]
    assert verdicts(*rows) == ["cannot tell"] * 2
    assert verdicts(rows[1], r"\frac{\partial J}{\partial W} = (a - y) x^T") == ["cannot tell", "holds"]


def test_a_cost_that_the_text_defines_is_its_own():
    assert verdicts(r"L_{reg} = \sum_i W_{1i}^2", r"\frac{\partial L_{reg}}{\partial W_{12}} = 2 W_{12}")[1] == "holds"
