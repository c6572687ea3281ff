"""Rows that write the sizes of the specification as numbers; sizes that are numbers themselves are no news."""

from __future__ import annotations

import derive
from derive.check import check

MEAN = """
[model]
inputs = { X = ["N", 3], y = ["N"] }
parameters = { w = [3] }
sizes = { N = 4 }
equations = '''
z = X @ w
C = mean((z - y)**2)
'''
"""


def rows(text: str) -> list[tuple[str, str | None]]:
    return [(row.verdict, row.convention) for row in check(derive.loads(MEAN), text, explain=False).rows]


def test_a_mean_over_as_many_examples_as_the_specification_says():
    stated = ("holds under", "with N = 4, as the specification says")
    assert rows(r"$$C = \frac{1}{4} \sum_{i=1}^4 (z_i - y_i)^2$$") == [stated]
    assert rows(r"$$\frac{\partial C}{\partial w} = \frac{2}{4} X^T (z - y)$$") == [stated]
    assert [verdict for verdict, _ in rows(r"$$\frac{\partial C}{\partial w} = \frac{1}{4} X^T (z - y)$$")] == ["wrong"]


def test_sizes_that_are_numbers_are_not_named_in_a_counter_example():
    (row,) = check(derive.loads(MEAN), r"$$\frac{\partial C}{\partial w} = X^T (z - y)$$", explain=False).rows
    assert "N = " in row.reason and "3 = 3" not in row.reason
