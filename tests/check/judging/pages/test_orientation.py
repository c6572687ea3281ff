"""Vectors are columns, or rows, throughout a text."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[network]
input = "n"
cost = "cross_entropy"
layers = [{ layer = "dense", units = "h", activation = "tanh" }, { layer = "dense", units = "k", activation = "softmax" }]
"""
COLUMNS = r"$$ z_1 = W_1 x + b_1 $$ $$ z_2 = W_2 a_1 + b_2 $$ $$ \delta_1 = W_2^T \delta_2 \odot (1 - a_1^2) $$"
ROWS = r"$$ z_1 = x W_1^T + b_1 $$ $$ z_2 = a_1 W_2^T + b_2 $$ $$ \delta_1 = \delta_2 W_2 \odot (1 - a_1^2) $$"
OUTER = r"$$ \frac{\partial C}{\partial W_2} = \delta_2^T a_1 $$"


def judged(text):
    return check(derive.loads(SPEC), text).rows


def test_a_row_is_judged_like_the_others_of_its_text():
    assert judged(ROWS + OUTER)[-1].verdict == "holds under"
    alone = judged(OUTER)[-1]
    assert alone.verdict == "holds under"
    assert "vectors are rows" in alone.convention
    wrong = judged(COLUMNS + OUTER)[-1]
    assert wrong.verdict == "wrong"
    assert r"A transpose is missing on $a_{1}$" in wrong.explanation or "too many" in wrong.explanation


def test_a_correction_keeps_to_the_orientation_of_the_text():
    missing = r"$$ \frac{\partial C}{\partial W_2} = \delta_2 a_1 $$"
    assert r"a_{1}^{T}" in judged(COLUMNS + missing)[-1].correction
    assert r"\delta_{2}^{T}" in judged(ROWS + missing)[-1].correction


def test_one_row_that_needs_columns_settles_against_one_that_needs_rows():
    column = r"$$ z_2 = W_2 a_1 + b_2 $$"
    assert judged(column + OUTER)[-1].verdict == "wrong"
    assert judged(r"$$ z_2 = a_1 W_2^T + b_2 $$" + OUTER)[-1].verdict == "holds under"
