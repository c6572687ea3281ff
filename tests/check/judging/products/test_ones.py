"""Vectors of ones whose length stands nowhere: ``1 1^T`` is a square table of ones, as large as what it is multiplied by."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { y = ["n"] }
parameters = { w = ["n"] }
equations = '''
c[t] = w[t] - mean(w)
C = sum((c - y)**2)
'''
"""

ONES = r"\boldsymbol{1}"


def verdicts(*rows: str) -> list[str]:
    text = " ".join(f"$${row.replace('ONES', ONES)}$$" for row in rows)
    return [row.verdict for row in check(derive.loads(SPEC), text, explain=False).rows]


@pytest.mark.parametrize(
    "row",
    [
        r"c = w - \frac{1}{n} ONES ONES^T w",
        r"c = (I - \frac{1}{n} ONES ONES^T) w",
        r"c^T = w^T (I - \frac{1}{n} ONES ONES^T)",
        r"c = (I - \frac{2}{n} ONES ONES^T + \frac{1}{n^2} ONES ONES^T ONES ONES^T) w",
        r"w^T (ONES ONES^T ONES ONES^T) w = n w^T ONES ONES^T w",
        r"\frac{\partial c}{\partial w} = I - \frac{1}{n} ONES ONES^T",
        r"c c^T = (I - \frac{1}{n} ONES ONES^T) w w^T (I - \frac{1}{n} ONES ONES^T)",
    ],
)
def test_a_table_of_ones_takes_the_size_of_what_stands_beside_it(row: str):
    assert verdicts(row) == ["holds"]
    assert verdicts(row.replace("{n}", "{n - 1}").replace("= n w", "= 2 w"))[0] == "wrong"


def test_nothing_says_how_many_ones_are_added_up():
    assert verdicts(r"C = ONES^T ONES") == ["cannot tell"]
