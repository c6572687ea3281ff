"""The cost by its usual letters, whatever the specification calls it; the loss of one example beside it."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

ONE = """
[model]
inputs = {{ x = ["n"], y = [] }}
parameters = {{ w = ["n"] }}
equations = '''
h = sum(w*x)
{cost} = (h - y)**2
'''
"""
MEAN = """
[model]
inputs = {{ X = ["m", "n"], y = ["m"] }}
parameters = {{ w = ["n"], b = [] }}
equations = '''
z = X @ w + b
a = sigmoid(z)
{cost} = -sum(y*log(a) + (1 - y)*log(1 - a))/m
'''
"""


def verdicts(spec: str, text: str) -> list[str]:
    return [row.verdict for row in check(derive.loads(spec), text, explain=False).rows]


@pytest.mark.parametrize("cost", ["loss", "C", "l"])
@pytest.mark.parametrize("letter", [r"\ell", "J", r"\mathcal{L}"])
def test_the_only_letter_that_is_differentiated(cost, letter):
    text = (
        rf"$$\frac{{\partial {letter}}}{{\partial w_i}} = 2 (h - y) x_i$$ $$\frac{{\partial {letter}}}{{\partial h}} = h - y$$"
    )
    assert verdicts(ONE.format(cost=cost), text) == ["holds", "wrong"]


@pytest.mark.parametrize("cost", ["J", "C"])
@pytest.mark.parametrize("letter", [r"\ell", r"\mathcal{L}"])
def test_the_loss_of_one_example_is_not_the_mean(cost, letter):
    text = rf"""
$${letter}(a, y) = -(y \log a + (1 - y) \log(1 - a))$$
$$J(w, b) = \frac1m \sum_{{i=1}}^m {letter}(a^{{(i)}}, y^{{(i)}})$$
$$\frac{{\partial {letter}}}{{\partial z}} = a - y$$
$$\frac{{\partial {letter}}}{{\partial z}} = y - a$$
"""
    assert verdicts(MEAN.format(cost=cost), text) == ["not a claim", "holds", "holds", "wrong"]
    lost = text.replace(r"\frac1m \sum", r"\sum")
    assert verdicts(MEAN.format(cost=cost), lost)[1] == "wrong"


def test_the_number_of_the_last_layer_is_no_part_of_the_cost():
    layers = '{ layer = "dense", units = 3, activation = "softmax" }'
    model = derive.loads(f'[network]\ninput = 4\ncost = "cross_entropy"\nbatch = "none"\nlayers = [{layers}]')
    rows = [r"\mathcal{L} = -\sum_i y_i \log a^L_i", r"\frac{\partial \mathcal{L}}{\partial z^L_j} = a^L_j - y_j"]
    found = derive.check(model, "\n".join(f"$$ {row} $$" for row in (*rows, rows[0].replace("-", ""))))
    assert [row.verdict.removesuffix(" under") for row in found.rows] == ["holds", "holds", "wrong"]
