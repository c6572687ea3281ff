"""Texts that write vectors both ways, symbols that are said much later, costs that the specification shares with the text."""

from __future__ import annotations

import derive
from derive.check import check

DOT = """
[model]
inputs = { x = [3], t = [] }
parameters = { w = [3] }
equations = '''
y = dot(x, w)
C = (y - t)**2
'''
"""

SCALED = """
[model]
inputs = { x = ["m"] }
parameters = { mu = [], v = [] }
equations = "C = sum((x - mu)**2)/(2*v) + m*log(v)/2"
"""

SOFTMAX = """
[model]
inputs = { p = ["n"] }
parameters = { z = ["n"] }
assume = "sum(p) == 1"
equations = '''
q = softmax(z)
C = -sum(p*log(q))
'''
"""


def judged(spec: str, *rows: str) -> list[str]:
    text = "\n\n".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in check(derive.loads(spec), text, explain=False).rows]


def test_a_row_and_a_column_side_by_side():
    product = "y = x w"
    vectors = r"x = \begin{bmatrix} x_1 & x_2 & x_3 \end{bmatrix}", r"w = \begin{bmatrix} w_1 \\ w_2 \\ w_3 \end{bmatrix}"
    slopes = r"\frac{\partial y}{\partial w} = \begin{bmatrix} x_1 & x_2 & x_3 \end{bmatrix}"
    found = judged(DOT, *vectors, "y = x_1 w_1 + x_2 w_2 + x_3 w_3", slopes, r"y = x^T w", product)
    assert "wrong" not in found


def test_a_symbol_that_is_said_far_below_may_be_anything_until_then():
    row = r"\frac{\partial C}{\partial \mu} = -\Sigma^{-1} \sum_{i=1}^m (x_i - \mu)"
    between = [r"C = \frac{1}{2 v} \sum_{i=1}^m (x_i - \mu)^2 + \frac{m}{2} \log v", r"\frac{\partial C}{\partial C} = 1"]
    assert judged(SCALED, row, *between, r"\Sigma = \frac{1}{m} \sum_{i=1}^m (x_i - \mu)^2")[0] == "cannot tell"


def test_rows_that_differ_are_wrong_where_the_cost_is_the_specification_s():
    lost = [
        r"\frac{\partial C}{\partial z_i} = -p_i (1 - q_i)",
        r"\frac{\partial C}{\partial z_j} = -p_j q_j",
        r"\frac{\partial C}{\partial z_k} = -p_k + p_k q_k + q_k^2",
    ]
    assert judged(SOFTMAX, r"C = -\sum_i p_i \log q_i", *lost) == ["holds", *["wrong"] * 3]
