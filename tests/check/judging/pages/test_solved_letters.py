"""Letters of a text that are not the model's, found by the definitions that hold with them."""

from __future__ import annotations

import pytest

import derive

RECURRENT = """
[model]
inputs = { x = ["T", "d"], y = ["T", "k"] }
parameters = { Wx = ["n", "d"], Wh = ["n", "n"], Wy = ["k", "n"], bh = ["n"], by = ["k"], h0 = ["n"] }
equations = '''
h[0] = h0
z[t] = Wx @ x[t-1] + Wh @ h[t-1] + bh
h[t] = tanh(z[t])
o[t] = Wy @ h[t+1] + by
p = softmax(o)
L = -sum(y*log(p))
'''
"""
TEXT = r"""
$$s_t = \tanh(U x_t + W s_{t-1} + b)$$
$$q_t = V s_t + c$$
$$\hat y_t = \mathrm{softmax}(q_t)$$
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial L}{\partial V} = \sum_t (\hat y_t - y_t) s_t^T", "holds under"),
        (r"\frac{\partial L}{\partial V} = \sum_t (\hat y_t - y_t) s_{t-1}^T", "wrong"),
        (r"\frac{\partial L}{\partial c} = -\sum_t (\hat y_t - y_t)", "wrong"),
    ],
)
def test_the_letters_of_a_recurrent_network(row, verdict):
    report = derive.check(derive.loads(RECURRENT), f"{TEXT}$${row}$$")
    assert [found.verdict for found in report.rows] == ["holds", "holds", "holds", verdict]
    assert {"U: the model's Wx", "W: the model's Wh", "b: the model's bh"} <= set(report.understood)


def test_a_definition_with_a_slip_says_nothing_of_its_letters():
    wrong = TEXT.replace("V s_t + c", "V s_{t-1} + c")
    assert derive.check(derive.loads(RECURRENT), wrong).rows[1].verdict != "holds"


@pytest.mark.parametrize("rows", [(0,), (0, 1)])
def test_a_recurrence_by_itself_and_two_definitions_in_one_row(rows):
    """What has a symbol in the text has no other letter there."""
    lines = TEXT.strip().splitlines()
    text = lines[0] if len(rows) == 1 else lines[0] + lines[1][:-2] + r", \qquad " + lines[2][2:]
    report = derive.check(derive.loads(RECURRENT), text)
    assert [row.verdict for row in report.rows] == ["holds"] * len(rows)


def test_a_gradient_says_nothing_of_letters():
    """It may be what is wrong in the text."""
    row = r"\frac{\partial L}{\partial o_t} = u_t - y_t"
    assert derive.check(derive.loads(RECURRENT), f"$${row}$$").rows[0].verdict == "cannot tell"


LOGISTIC = """
[model]
inputs = { X = ["m", "n"], y = ["m"] }
parameters = { w = ["n"], b = [] }
equations = '''
s = X @ w + b
yh = sigmoid(s)
L = -sum(y*log(yh) + (1 - y)*log(1 - yh))
'''
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial L}{\partial w_0} = \sum_i (\hat y^{(i)} - y^{(i)})", "holds"),
        (r"\frac{\partial L}{\partial w_0} = \sum_i (y^{(i)} - \hat y^{(i)})", "wrong"),
        (r"\frac{\partial L}{\partial w_j} = \sum_i (\hat y^{(i)} - y^{(i)}) x_j^{(i)}", "holds"),
        (r"\frac{\partial L}{\partial w_j} = \sum_i (\hat y^{(i)} + y^{(i)}) x_j^{(i)}", "wrong"),
    ],
)
def test_predictions_by_example_and_the_bias_by_the_letter_of_the_weights(row, verdict):
    forward = r"$$s^{(i)} = w_0 + \sum_j w_j x_j^{(i)}$$ $$\hat y^{(i)} = \sigma(s^{(i)})$$"
    assert derive.check(derive.loads(LOGISTIC), f"{forward} $${row}$$").rows[-1].verdict == verdict
