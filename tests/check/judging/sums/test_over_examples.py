"""Sums over the examples by a word; brackets around a counted-on layer; capital biases; the cost of one example."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[network]
input = 4
cost = "cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = 5, activation = "tanh" },
  { layer = "dense", units = 3, activation = "softmax" },
]
[notation]
"m" = "size N"
"P" = "a2"
vectors = "rows"
"""
LAYERS = r"""
"W_r" = "W[r].T"
"B_r" = "b[r]"
"S_r" = "z[r]"
"H_r" = "a[r]"
"\\epsilon_r" = "grad z[r] of Cn"
"""


def verdicts(spec: str, rows: dict[str, str]) -> dict[str, str]:
    report = check(derive.loads(spec), "\n\n".join(f"$${row}$$" for row in rows), read_declarations(spec))
    return dict(zip(rows, (row.verdict for row in report.rows), strict=True))


def test_a_word_below_a_sum_names_the_examples():
    gradient = r"\frac{\partial C}{\partial B_r} = "
    rows = {
        gradient + r"\frac1m \sum_{\text{examples}} \epsilon_r": "holds",
        gradient + r"\frac1m \sum_{\text{training samples}} \epsilon_r": "holds",
        gradient + r"\frac1m \sum_{batch} \epsilon_r": "holds",
        gradient + r"\sum_{\text{examples}} \epsilon_r": "wrong",
        gradient + r"-\frac1m \sum_{\text{examples}} \epsilon_r": "wrong",
        gradient + r"\frac1m \sum_{\text{whatever}} \epsilon_r": "cannot tell",
    }
    assert verdicts(SPEC + LAYERS, rows) == rows


def test_brackets_around_the_number_of_the_next_layer():
    rows = {
        r"\epsilon_r = (\epsilon_{(r+1)} W_{(r+1)}^T) \odot \tanh'(S_r)": "holds",
        r"\epsilon_r = (\epsilon_{(r+1)} W_{(r+1)}^T) \odot \tanh(S_r)": "wrong",
    }
    assert verdicts(SPEC + LAYERS, rows) == rows


def test_biases_with_a_capital_letter():
    rows = {r"Z_1 = X W_1 + B_1": "holds", r"Z_1 = X W_1 - B_1": "wrong"}
    assert verdicts(SPEC, rows) == rows


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        (r"-\sum_i Y_i \log(P_i)", "cannot tell"),
        (r"-\frac1m \sum_n \sum_i Y_{ni} \log(P_{ni})", "holds"),
        (r"-\sum_{n=1}^m \sum_i Y_{ni} \log(P_{ni})", "wrong"),
        (r"\sum_i Y_i \log(P_i)", "wrong"),
    ],
)
def test_the_cost_of_one_example_beside_the_mean_of_a_batch(right, verdict):
    cost = "C = " + right
    assert verdicts(SPEC, {"Z_1 = X W_1 + b_1": "", cost: ""})[cost] == verdict
