"""Marks of a class beside targets with an entry for each."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

NET = """
[network]
input = 5
cost = "cross_entropy"
batch = "mean"
layers = [{ layer = "dense", units = 3, activation = "softmax" }]
"""
FORMULAS = """
[model]
inputs = { X = ["m", "n"], Y = ["m", "K"] }
parameters = { W = ["K", "n"], b = ["K"] }
equations = '''
P = softmax(X @ W.T + b)
J = -sum(Y*log(P))/m
'''
"""
COST = r"J = -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K 1\{y^{(i)} = k\} \log p_k^{(i)}"
GRADIENT = r"\nabla_{W_k} J = \frac1m \sum_{i=1}^m (p_k^{(i)} - 1\{y^{(i)} = k\}) x^{(i)}"


def verdicts(spec: str, *rows: str) -> list[str]:
    found = check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows), explain=False).rows
    return [row.verdict for row in found]


@pytest.mark.parametrize("spec", [NET, FORMULAS])
def test_a_mark_is_the_entry_of_the_targets(spec):
    assert verdicts(spec, COST, GRADIENT) == ["holds under"] * 2


@pytest.mark.parametrize("spec", [NET, FORMULAS])
@pytest.mark.parametrize(
    ("row", "old", "new"),
    [
        (COST, r"-\frac", r"\frac"),
        (COST, r"\log p", "p"),
        (GRADIENT, r"p_k^{(i)} - 1\{y^{(i)} = k\}", r"1\{y^{(i)} = k\} - p_k^{(i)}"),
        (GRADIENT, r"\frac1m", r"\frac12"),
    ],
)
def test_a_slip_beside_it_is_not_accepted(spec, row, old, new):
    assert old in row
    assert verdicts(spec, COST, GRADIENT, row.replace(old, new))[-1] in ("wrong", "cannot tell")


def test_the_mark_says_what_was_taken_for_granted():
    found = check(derive.loads(NET), f"$$ {COST} $$", explain=False).rows[0]
    assert "a mark of a class is the entry of the targets for it" in found.convention


def test_a_letter_that_counts_is_no_target():
    spec = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { w = ["n"] }
equations = "z = w*x; L = sum((z - t)**2)/2"
"""
    row = r"\frac{\partial z_k}{\partial w_j} = 1\{j = k\} x_t"
    assert verdicts(spec, row.replace("x_t", "x_k")) == ["holds"]
    assert verdicts(spec, row.replace(r"1\{j = k\} x_t", r"1\{t = k\} x_j")) != ["holds"]
