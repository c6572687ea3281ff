"""Conditions in the prose before a display."""

from __future__ import annotations

import pytest

import derive

HINGE = """
[model]
inputs = { x = ["d"], y = [] }
parameters = { w = ["d"] }
constants = { lambda = 0.3 }
equations = "J = lambda/2*sum(w**2) + maximum(0, 1 - y*sum(w*x))"
"""


def last(words, row):
    text = rf"$$ J = \frac\lambda2 \|w\|^2 + \max(0, 1 - y w^T x) $$ {words} $$ \frac{{\partial J}}{{\partial w}} = {row} $$"
    return derive.check(derive.loads(HINGE), text, explain=False).rows[-1]


@pytest.mark.parametrize(
    "words", [r"When $y w^T x \ge 1$, then", r"\u5f53 $y w^T x > 1$ \u65f6", r"Falls $1 \leq y w^T x$ gilt:"]
)
def test_a_row_holds_where_the_prose_says(words):
    row = last(words.encode().decode("unicode_escape") if "\\u" in words else words, r"\lambda w")
    assert row.verdict == "holds under"
    assert "as the text says" in (row.convention or "")


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (r"When $y w^T x \ge 1$, then", r"2 \lambda w"),
        (r"When $y w^T x < 1$, then", r"\lambda w"),
        (r"We have $y w^T x \ge 1$ here.", r"\lambda w"),
        ("Then", r"\lambda w"),
    ],
)
def test_other_rows_stay_wrong(words, row):
    assert last(words, row).verdict == "wrong"
