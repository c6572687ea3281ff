"""Targets and outputs that a word below their letter tells apart."""

from __future__ import annotations

import pytest

import derive

SPEC = """
[network]
input = 4
cost = "cross_entropy"
batch = "none"
layers = [
  { layer = "dense", units = 5, activation = "tanh" },
  { layer = "dense", units = 3, activation = "softmax" },
]
"""
FORMULAS = """
[model]
inputs = { x = ["n"], y = [] }
parameters = { w = ["n"] }
equations = "p = dot(w, x); L = (p - y)**2/2"
"""


def verdicts(spec, *rows):
    return [row.verdict for row in derive.check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows)).rows]


@pytest.mark.parametrize("target", [r"y_{true}", r"y_{\text{label}}", r"Y_{\text{onehot}}", r"y_{actual}"])
def test_words_for_targets(target):
    assert verdicts(SPEC, rf"\delta_2 = a_2 - {target}", rf"\delta_2 = {target} - a_2") == ["holds", "wrong"]


def test_words_for_outputs():
    rows = [r"\frac{\partial C}{\partial z_2} = y_{pred} - y_{true}", r"C = -\sum_k y_{\text{true},k} \log y_{\text{pred},k}"]
    assert verdicts(SPEC, *rows) == ["holds", "holds"]
    rows = [r"\frac{\partial L}{\partial w} = (y_{pred} - y_{true}) x", r"\frac{\partial L}{\partial w} = y_{pred} x"]
    assert verdicts(FORMULAS, *rows) == ["holds", "wrong"]


def test_what_is_read_is_told():
    found = derive.check(
        derive.loads(SPEC), r"$$ \delta_2 = a_2 - y_{\text{true}} $$ $$ \delta_{2,k} = a_{2,k} - y_{\text{true},k} $$"
    )
    assert [words for words in found.understood if "true" in words] == [r"read y_{\text{true}} as y"]


def test_a_plain_letter_beside_one_with_a_word_is_another():
    assert verdicts(SPEC, r"\delta_2 = a_2 - y_{true} + y - y") == ["cannot tell"]
