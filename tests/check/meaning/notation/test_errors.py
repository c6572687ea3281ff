"""Errors that are derivatives by the activations, or negative ones, as the text says or as its steps show."""

from __future__ import annotations

import pytest

import derive

SPEC = """
[network]
input = 5
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "sigmoid" },
  { layer = "dense", units = 3, activation = "sigmoid" },
]
"""
NEGATIVE = [
    r"\delta^l = -\frac{\partial C}{\partial z^l}",
    r"\delta^L = (y - a^L) \odot \sigma'(z^L)",
    r"\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
    r"\frac{\partial C}{\partial W^l} = -\delta^l (a^{l-1})^T",
]
OF_ACTIVATIONS = [
    r"\delta^l = \frac{\partial C}{\partial a^l}",
    r"\delta^L = a^L - y",
    r"\delta^l = (W^{l+1})^T (\delta^{l+1} \odot \sigma'(z^{l+1}))",
    r"\frac{\partial C}{\partial b^l} = \delta^l \odot \sigma'(z^l)",
]
BY_UNITS = [
    r"\delta_k = -\frac{\partial E}{\partial net_k}",
    r"\delta_j = -\frac{\partial E}{\partial net_j}",
    r"net_k = \sum_j w_{kj} o_j + b_k",
    r"net_j = \sum_i w_{ji} x_i + b_j",
    r"\delta_k = o_k (1 - o_k) (t_k - o_k)",
    r"\delta_j = o_j (1 - o_j) \sum_k w_{kj} \delta_k",
    r"\frac{\partial E}{\partial w_{kj}} = -\delta_k o_j",
]
STEPS = [
    r"\delta^L = (y - a^L) \odot \sigma'(z^L)",
    r"\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
]


def verdicts(rows, declared=""):
    found = derive.check(derive.loads(SPEC + declared), "\n".join(f"$$ {row} $$" for row in rows), explain=False)
    return [row.verdict for row in found.rows]


@pytest.mark.parametrize("text", [NEGATIVE, OF_ACTIVATIONS, BY_UNITS])
def test_errors_are_what_the_text_says(text):
    assert set(verdicts(text)) == {"holds"}


@pytest.mark.parametrize(
    ("text", "row", "slip"),
    [
        (NEGATIVE, 1, r"\delta^L = (a^L - y) \odot \sigma'(z^L)"),
        (NEGATIVE, 3, r"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T"),
        (OF_ACTIVATIONS, 2, r"\delta^l = (W^{l+1})^T \delta^{l+1}"),
        (OF_ACTIVATIONS, 3, r"\frac{\partial C}{\partial b^l} = \delta^l"),
        (BY_UNITS, 4, r"\delta_k = o_k (1 - o_k) (o_k - t_k)"),
        (BY_UNITS, 6, r"\frac{\partial E}{\partial w_{kj}} = \delta_k o_j"),
    ],
)
def test_a_slip_in_such_a_text_is_wrong(text, row, slip):
    found = verdicts([*text[:row], slip, *text[row + 1 :]])
    assert found[row] == "wrong"
    assert set(found[:row] + found[row + 1 :]) == {"holds"}


@pytest.mark.parametrize(
    "slip", [r"\delta^l = -\frac{\partial C}{\partial z^l}", r"\delta^l = \frac{\partial C}{\partial a^l}"]
)
def test_a_definition_against_which_the_text_speaks_is_the_slip(slip):
    rest = [r"\delta^L = (a^L - y) \odot \sigma'(z^L)", NEGATIVE[2], r"\frac{\partial C}{\partial b^l} = \delta^l"]
    assert verdicts([slip, *rest]) == ["wrong", "holds", "holds", "holds"]


def test_the_sign_of_a_step_shows_that_of_errors():
    assert verdicts([*STEPS, r"\Delta W^l = \eta \delta^l (a^{l-1})^T"])[:2] == ["holds", "holds"]
    assert verdicts([*STEPS, r"W^l \leftarrow W^l - \eta \delta^l (a^{l-1})^T"])[:2] == ["wrong", "holds"]
    assert verdicts(STEPS) == ["wrong", "holds"]


def test_one_gradient_with_another_sign_is_a_slip():
    gradients = [r"\frac{\partial C}{\partial W^l} = -\delta^l (a^{l-1})^T", r"\frac{\partial C}{\partial b^l} = -\delta^l"]
    assert verdicts([STEPS[1], gradients[0]]) == ["holds", "wrong"]
    assert verdicts([STEPS[1], *gradients]) == ["holds"] * 3


def test_a_negative_gradient_is_declared():
    declared = '[notation]\n"e" = "-grad z2"\n'
    assert verdicts([r"e = (y - a^2) \odot \sigma'(z^2)"], declared) == ["holds"]
    assert verdicts([r"e = (a^2 - y) \odot \sigma'(z^2)"], declared) == ["wrong"]


def test_definitions_that_disagree_say_nothing():
    rows = [r"\delta^1 = -\frac{\partial C}{\partial z^1}", r"\delta^2 = \frac{\partial C}{\partial z^2}"]
    assert sorted(verdicts(rows)) == ["holds", "wrong"]


RECURRENT = """
[model]
inputs = { x = ["T", "D"], y = ["T", "K"] }
parameters = { U = ["n", "D"], W = ["n", "n"], V = ["K", "n"], h0 = ["n"] }
equations = '''
h[0,j] = h0[j]
a[t,j] = sum(U[j,i]*x[t-1,i], i) + sum(W[j,k]*h[t-1,k], k)
h[t,j] = tanh(a[t,j])
o[t,q] = sum(V[q,j]*h[t+1,j], j)
p = softmax(o)
l[t] = -sum(y[t,q]*log(p[t,q]), q)
L = sum(l)
'''
"""
BACKWARD = [
    r"h_t = \tanh(U x_t + W h_{t-1})",
    r"\hat y_t = \mathrm{softmax}(V h_t)",
    r"\delta_t = V^T (\hat y_t - y_t) + W^T ((1 - h_{t+1}^2) \odot \delta_{t+1})",
    r"\delta_T = V^T (\hat y_T - y_T)",
    r"\frac{\partial L}{\partial W} = \sum_t ((1 - h_t^2) \odot \delta_t) h_{t-1}^T",
    r"\frac{\partial L}{\partial U} = \sum_t ((1 - h_t^2) \odot \delta_t) x_t^T",
]


def recurrent(rows):
    found = derive.check(derive.loads(RECURRENT), "\n".join(f"$$ {row} $$" for row in rows))
    return [row.verdict.removesuffix(" under") for row in found.rows]


def test_errors_that_nobody_defines_are_what_the_rows_need():
    """Those of a recurrent network, each by the next: derivatives by its states, as the gradients say."""
    assert recurrent(BACKWARD) == ["holds"] * 6


@pytest.mark.parametrize(
    ("row", "right", "slip"),
    [
        (2, "h_{t+1}^2", "h_t^2"),
        (2, r"\delta_{t+1}", r"\delta_t"),
        (3, r"\hat y_T - y_T", r"y_T - \hat y_T"),
        (4, "h_{t-1}^T", "h_t^T"),
    ],
)
def test_a_slip_in_one_of_them(row, right, slip):
    rows = [*BACKWARD[:row], BACKWARD[row].replace(right, slip), *BACKWARD[row + 1 :]]
    found = recurrent(rows)
    assert found == ["holds"] * row + ["wrong"] + ["holds"] * (5 - row)


TWO_LAYERS = """
[model]
inputs = { x = ["m"], y = ["K"] }
parameters = { W1 = ["H", "m"], b1 = ["H"], W2 = ["K", "H"], b2 = ["K"] }
equations = '''
z1 = W1 @ x + b1
a1 = sigmoid(z1)
z2 = W2 @ a1 + b2
a2 = sigmoid(z2)
C = sum((a2 - y)**2)/2
'''
"""
AGAINST = (
    r"z^1 = W^1 x + b^1",
    r"z^2 = W^2 a^1 + b^2",
    r"\delta_j = -\frac{\partial C}{\partial z_j}",
    r"\delta^2_k = (y_k - a^2_k) \sigma'(z^2_k)",
    r"\delta^1_j = \sigma'(z^1_j) \sum_k W^2_{kj} \delta^2_k",
    r"\frac{\partial C}{\partial b^1_j} = -\delta^1_j",
)


def of_formulas(*rows):
    """The verdicts by a specification that has formulas and no layers."""
    found = derive.check(derive.loads(TWO_LAYERS), "\n".join(f"$$ {row} $$" for row in rows), explain=False).rows
    return [row.verdict for row in found]


def test_what_a_text_says_of_its_errors_counts_where_the_specification_has_no_layers():
    assert of_formulas(*AGAINST) == ["holds", "holds", "not a claim", "holds", "holds", "holds"]


@pytest.mark.parametrize(("at", "slip"), [(3, r"\delta^2_k = (a^2_k - y_k) \sigma'(z^2_k)"), (5, AGAINST[5].replace("-", ""))])
def test_a_slip_in_their_sign_there(at, slip):
    rows = [slip if number == at else row for number, row in enumerate(AGAINST)]
    assert "wrong" in of_formulas(*rows)
