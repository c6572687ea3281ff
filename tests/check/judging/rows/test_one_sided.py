"""An index that stands on one side only, tables with a single row, products entry by entry, examples of a class."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

ROWS = """
[model]
inputs = { x = [1, "D"], y = [1, "K"] }
parameters = { W = ["D", "K"] }
equations = '''
z = x @ W
p = sigmoid(z)
C = sum((p - y)**2)/2
'''
"""

TABLE = """
[model]
inputs = { G = ["N", "D"] }
parameters = { x = ["N", "D"], g = ["D"] }
equations = '''
m = mean(x, axis=0)
s = mean((x - m)**2, axis=0)
h = (x - m)/sqrt(s)
y = g*h
C = sum(G*y)
'''
[notation]
"x_n" = "x[n]"
"""

HINGE = """
[model]
inputs = { X = ["N", "D"], y = { shape = ["N"], integer = true, below = "K" } }
parameters = { W = ["K", "D"] }
equations = '''
s = X @ W.T
l[i] = sum(where(j == y[i], 0, maximum(0, s[i,j] - s[i,y[i]] + 1)), j)
C = sum(l)
'''
[notation]
"l_i" = "l[i]"
"""


def judged(spec: str, text: str) -> list[tuple[str, str | None]]:
    rows = check(derive.loads(spec), f"$${text}$$", read_declarations(spec), explain=False).rows
    return [(row.verdict, row.convention) for row in rows]


def test_the_entry_of_a_function_is_that_of_its_argument():
    assert judged(ROWS, r"\sigma(z)_i = \frac{1}{1 + e^{-z}}") == [("holds under", "z stands for its entry i")]
    assert judged(ROWS, r"\sigma(z)_i = \frac{1}{1 + e^{z}}")[0][0] != "holds under"


def test_an_index_of_a_table_with_one_row_counts_its_columns():
    assert judged(ROWS, r"z_k = \sum_j x_j W_{jk}") == [("holds", None)]
    assert judged(ROWS, r"z_k = \sum_j x_j W_{kj}")[0][0] != "holds"


def test_a_column_of_a_table_where_only_the_statistics_have_its_index():
    told = "h stands for its entry j; x stands for its entry j"
    assert judged(TABLE, r"h = \frac{x - m_j}{\sqrt{s_j}}") == [("holds under", told)]
    assert judged(TABLE, r"h = \frac{x + m_j}{\sqrt{s_j}}")[0][0] == "wrong"


def test_two_digits_are_the_row_and_the_column_where_only_rows_are_declared():
    assert judged(TABLE, r"h_{21} = \frac{x_{21} - m_1}{\sqrt{s_1}}") == [("holds", None)]


def test_products_are_taken_entry_by_entry_as_formulas_take_them():
    row = r"\frac{\partial C}{\partial h} = \frac{\partial C}{\partial y} g"
    ((verdict, convention),) = judged(TABLE, row)
    assert verdict == "holds under" and "products of arrays side by side entry by entry" in (convention or "")
    assert judged(TABLE, row.replace("} g", "} m"))[0][0] != "holds under"


@pytest.mark.parametrize(("shown", "expected"), [("s_{12} - s_{11}", "holds under"), ("s_{12} - s_{21}", "wrong")])
def test_the_class_of_an_example_that_is_named_by_its_number(shown: str, expected: str):
    row = rf"l_1 = \max(0, {shown} + 1) + \max(0, s_{{13}} - s_{{11}} + 1)"
    ((verdict, convention),) = judged(HINGE, row)
    assert verdict == expected
    assert (convention or "").startswith("where y_1 = 1") == (expected == "holds under")
