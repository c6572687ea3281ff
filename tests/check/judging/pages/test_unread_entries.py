"""Entries of a matrix that nothing reads, and conditions of the prose for more than one display."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

PAIRS = """
[model]
inputs = { x = ["n"] }
parameters = { w = ["n", "n"] }
equations = '''
H = sum(where(i == j, 0, w[i,j]*x[i]*x[j]), i, j)
'''
[notation]
"w_{ij}" = "w[i,j]"
"x_i" = "x[i]"
"""

HINGE = """
[model]
inputs = { u = ["d"], m = [] }
parameters = { v = ["d"] }
equations = '''
s = dot(u, v)
J = maximum(m - s, 0)
'''
[notation]
"""


def rows(spec: str, text: str):
    return check(derive.loads(spec), text, read_declarations(spec)).rows


def test_the_diagonal_that_no_formula_reads():
    text = r"$$\frac{\partial H}{\partial w_{ij}} = x_i x_j$$ $$\frac{\partial H}{\partial w_{ij}} = x_i x_i$$"
    found = rows(PAIRS, text)
    assert [row.verdict for row in found] == ["holds under", "wrong"]
    assert found[0].convention == "for i other than j: no formula of the model reads the diagonal of w"


def test_a_condition_reaches_the_displays_that_follow():
    gradient = r"$$\frac{\partial J}{\partial v} = -u$$"
    text = f"When $m - s > 0$:\n\n$$J = m - s$$\n\nHence\n\n{gradient}\n\n"
    assert [row.verdict for row in rows(HINGE, text) if not row.row.inline][:2] == ["holds under"] * 2
    assert rows(HINGE, text + f"otherwise\n\n{gradient}")[-1].verdict == "wrong"
    assert rows(HINGE, text + f"## The gradient\n\n{gradient}")[-1].verdict == "wrong"
