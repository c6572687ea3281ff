"""Symbols that a text defines, though the specification has them under another name: they are the model's own."""

from __future__ import annotations

import pytest

import derive

CLASSIFIER = """
[network]
input = 3
cost = "cross_entropy"
batch = "mean"
layers = [ { layer = "dense", units = 4, activation = "relu" }, { layer = "dense", units = 2, activation = "softmax" } ]
"""
FORWARD = (
    r"Z_1 = X W_1 + b_1",
    r"H = \max(0, Z_1)",
    r"Z_2 = H W_2 + b_2",
    r"P = \mathrm{softmax}(Z_2)",
    r"dZ_2 = \frac1N (P - Y)",
)


def judged(spec, rows):
    return derive.check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows), explain=False)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (r"dH = dZ_2 W_2^T", False),
        (r"dZ_1 = dH \odot 1(Z_1 > 0)", False),
        (r"dH = -dZ_2 W_2^T", True),
    ],
)
def test_gradients_by_such_a_symbol_are_no_zeros(row, wrong):
    found = judged(CLASSIFIER, (*FORWARD, row))
    assert all(one.verdict in ("holds", "holds under") for one in found.rows[:-1])
    assert (found.rows[-1].verdict == "wrong") == wrong
    assert {"H: the model's a1", "P: the model's a2"} <= set(found.understood)


def test_entries_keep_their_indices():
    rows = (
        r"z^1_j = \sum_i w^1_{ji} x_i + b^1_j",
        r"u_j = \tanh(z^1_j)",
        r"\frac{\partial C}{\partial u_j} = \sum_k w^2_{kj} \delta^2_k",
    )
    found = judged((CLASSIFIER.replace('"relu"', '"tanh"').replace('"mean"', '"none"')), rows)
    assert [row.verdict for row in found.rows] == ["holds"] * 3
    assert any(said.startswith("u_{j}: the model's a1") for said in found.understood)


def test_what_is_nothing_in_the_model_stays_the_texts_own():
    found = judged(CLASSIFIER, (r"Z_1 = X W_1 + b_1", r"Q = \sqrt{1 + Z_1^2}", r"Q = \max(0, Z_1) + 1"))
    assert not any("the model's" in said for said in found.understood)
