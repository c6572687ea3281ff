"""Specifications by formulas for a batch, beside texts that number no example."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.specification.one_of_batch import one_of_batch

BATCH = """
[model]
inputs = { x = ["N", "m"], y = ["N", "K"] }
parameters = { W1 = ["H", "m"], b1 = ["H"], W2 = ["K", "H"], b2 = ["K"] }
equations = '''
z1 = x @ W1.T + b1
a1 = sigmoid(z1)
z2 = a1 @ W2.T + b2
a2 = sigmoid(z2)
C = sum((a2 - y)**2)/2
'''
"""
CAPITALS = BATCH.replace("x", "X").replace("y", "Y").replace("z", "Z").replace("a1", "A1").replace("a2", "A2")
FORWARD = (r"z^1 = W^1 x + b^1", r"a^1 = \sigma(z^1)", r"z^2 = W^2 a^1 + b^2", r"a^2 = \sigma(z^2)")
BACKWARD = (
    r"\delta_j = \frac{\partial C}{\partial z_j}",
    r"\delta^2_k = (a^2_k - y_k) \sigma'(z^2_k)",
    r"\delta^1_j = \sigma'(z^1_j) \sum_k W^2_{kj} \delta^2_k",
    r"\frac{\partial C}{\partial W^2_{kj}} = \delta^2_k a^1_j",
    r"\frac{\partial C}{\partial b^1_j} = \delta^1_j",
)
MEAN = """
[model]
inputs = { X = ["N", "d"], y = ["N"] }
parameters = { w = ["d"], b = [] }
equations = '''
z = X @ w + b
p = sigmoid(z)
L = -mean(y*log(p) + (1 - y)*log(1 - p))
'''
"""
NORM = """
[model]
inputs = { x = ["N", "d"], y = ["N", "d"] }
parameters = { g = ["d"] }
equations = '''
m = mean(x, axis=0)
u = x - m
C = sum((g*u - y)**2)
'''
"""


def judged(spec, *rows):
    return check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows), explain=False)


def verdicts(spec, *rows):
    return [row.verdict for row in judged(spec, *rows).rows]


@pytest.mark.parametrize("spec", [BATCH, CAPITALS], ids=["small letters", "capitals"])
def test_a_text_on_one_example_is_read_so(spec):
    found = judged(spec, *FORWARD, *BACKWARD)
    assert [row.verdict for row in found.rows[4:]] == ["not a claim"] + ["holds"] * 4
    assert "the text numbers no examples: read for one of the batch" in found.understood


@pytest.mark.parametrize(
    "row",
    [
        r"\frac{\partial C}{\partial W^2_{kj}} = -\delta^2_k a^1_j",
        r"\frac{\partial C}{\partial W^2_{kj}} = \delta^2_k a^1_j \sigma'(z^2_k)",
        r"\frac{\partial C}{\partial b^1_j} = -\delta^1_j",
        r"\delta^1_j = \sum_k W^2_{kj} \delta^2_k",
    ],
)
def test_its_slips_are_wrong(row):
    assert verdicts(BATCH, *FORWARD, *BACKWARD, row)[-1] == "wrong"


def test_the_mean_over_examples_is_the_cost_of_the_only_one():
    rows = (r"z = w^T x + b", r"p = \sigma(z)", r"L = -y \log p - (1 - y)\log(1 - p)")
    right, wrong = r"\frac{\partial L}{\partial w_j} = (p - y) x_j", r"\frac{\partial L}{\partial w_j} = (y - p) x_j"
    assert verdicts(MEAN, *rows, right, wrong)[3:] == ["holds", "wrong"]


def test_texts_on_all_examples_stay_so():
    rows = (r"z_i = w^T x_i + b", r"p_i = \sigma(z_i)", r"\frac{\partial L}{\partial w} = \frac1N \sum_i (p_i - y_i) x_i")
    assert verdicts(MEAN, *rows)[-1] == "holds"
    assert verdicts(MEAN, *rows[:-1], rows[-1].replace(r"\frac1N ", ""))[-1] == "wrong"


def test_a_declaration_about_examples_settles_it():
    noted = BATCH + '[notation]\n"x_n" = "x[n]"\n'
    assert not any("numbers no examples" in words for words in judged(noted, *FORWARD, *BACKWARD).understood)


PAIRS = """
[model]
inputs = { x = ["N", "d"], S = ["N", "N"] }
parameters = { W = ["d", "d"] }
equations = "C = sum((x @ W @ x.T - S)**2)"
"""


@pytest.mark.parametrize("spec", [NORM, PAIRS])
def test_examples_that_act_on_one_another_are_no_single_one(spec):
    model = derive.loads(spec)
    size = next(size for size in model.sizes if str(size) == "N")
    assert one_of_batch(model, size) is None
