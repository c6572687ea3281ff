"""Letters that are declared with what stands above them, and data whose values the specification says."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

CLASS = """
[model]
inputs = { c = { shape = [], integer = true, below = "V" } }
parameters = { u = ["V"] }
equations = "y = softmax(u); E = -log(y[c])"
[notation]
"j^*" = "c"
"y_j" = "y[j]"
"""
LABELS = """
[model]
inputs = { X = ["m", "n"], y = ["m"] }
parameters = { mu = ["n"] }
assume = "y**2 == 1"
equations = "q = (1 + y)/2; l = -sum(q*sum((X - mu)**2, axis=1))/2"
[notation]
"x^{(i)}" = "X[i]"
"y^{(i)}" = "y[i]"
"""


def verdict(spec: str, row: str) -> str:
    return check(derive.loads(spec), f"$$ {row} $$", read_declarations(spec), explain=False).rows[0].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial u_j} = y_j - \mathbb{1}\{j=j^*\}", "holds"),
        (r"\frac{\partial E}{\partial u_j} = \mathbb{1}\{j=j^*\} - y_j", "wrong"),
    ],
)
def test_a_declared_letter_is_no_power_of_an_index(row, expected):
    assert verdict(CLASS, row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\sum_{i=1}^m 1\{y^{(i)} = 1\} x^{(i)} = \sum_{i=1}^m \frac{1+y^{(i)}}{2} x^{(i)}", "holds"),
        (r"\nabla_{\mu} l = \sum_{i=1}^m 1\{y^{(i)} = 1\} (x^{(i)} - \mu)", "holds"),
        (r"\nabla_{\mu} l = \sum_{i=1}^m 1\{y^{(i)} = -1\} (x^{(i)} - \mu)", "wrong"),
        (r"\nabla_{\mu} l = \sum_{i=1}^m 1\{y^{(i)} = 1\} (\mu - x^{(i)})", "wrong"),
    ],
)
def test_the_specification_says_which_values_labels_take(row, expected):
    """And not the text, which names one of them."""
    assert verdict(LABELS, row) == expected
