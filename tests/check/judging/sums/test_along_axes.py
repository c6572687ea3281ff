"""Sums whose index stands nowhere behind them: ``\\sum_{i=1}^m dZ`` adds up the columns of dZ."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { X = ["m", "n"], Y = ["m", "k"] }
parameters = { W = ["n", "k"], b = ["k"] }
equations = '''
Z = X @ W + b
J = sum((Z - Y)**2)/m
'''

[notation]
"m" = "size m"
"c" = "index m"
"""


def judged(text):
    return check(derive.loads(SPEC), text, read_declarations(SPEC)).rows


def test_the_axis_is_the_one_of_that_length():
    for sign in (r"\sum_{i=1}^m", r"\sum_c"):
        (row,) = judged(rf"$$\frac{{\partial J}}{{\partial b}} = \frac{{2}}{{m}} {sign} (Z - Y)$$")
        assert row.verdict == "holds"


def test_a_row_that_holds_under_no_reading_of_the_sum_is_wrong():
    right, wrong = judged(
        r"""
        $$\frac{\partial J}{\partial b} = \frac{2}{m} \sum_c (Z - Y)$$
        $$\frac{\partial J}{\partial b} = \frac{1}{m} \sum_c \frac{\partial J}{\partial Z}$$
        """
    )
    assert (right.verdict, wrong.verdict) == ("holds", "wrong")
    assert wrong.explanation == (
        "The factor $\\frac{1}{m}$ is too many: with $\\sum_{c} \\frac{\\partial J}{\\partial Z}$ it holds."
    )


def test_an_index_that_no_axis_has_counts_equal_terms():
    number, matrix = judged(r"$$\sum_{i=1}^m J = m J$$ and $$\sum_{i=1}^m Z = m Z$$")
    assert number.verdict == "holds"
    words = "the sum, whose index does not stand behind it, of equal terms"
    assert (matrix.verdict, matrix.convention) == ("holds under", words)
