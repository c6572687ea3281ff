"""Errors that are derivatives by the activations, or negative ones, as the text says or as its steps show."""

from __future__ import annotations

import pytest

import derive
from derive.check.meaning.notation.stated_errors import stated_errors
from derive.check.reading import read

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


def test_a_negative_gradient_is_declared():
    declared = '[notation]\n"e" = "-grad z2"\n'
    assert verdicts([r"e = (y - a^2) \odot \sigma'(z^2)"], declared) == ["holds"]
    assert verdicts([r"e = (a^2 - y) \odot \sigma'(z^2)"], declared) == ["wrong"]


def test_definitions_that_disagree_say_nothing():
    assert (
        stated_errors(
            read(r"$$\delta_1 = -\frac{\partial C}{\partial z_1}$$ $$\delta_2 = \frac{\partial C}{\partial z_2}$$").rows
        )
        is None
    )
    assert stated_errors(read(r"$$\delta_1 = \frac{\partial C}{\partial z_1}$$").rows) is None
