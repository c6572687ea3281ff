"""What stands below a symbol: indices or labels."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[model]
inputs = { u = ["n"], S = ["n"] }
parameters = { g = ["n"] }
equations = '''
m = mean(u)
p = u - m
y = g*p
C = sum(S*y**2)
'''
"""
ROWS = [
    r"m = \frac{1}{n} \sum_i u_i",
    r"\hat{u}_i = u_i - m",
    r"\frac{\partial C}{\partial g_i} = \frac{\partial C}{\partial y_i} \hat{u}_i",
    r"\frac{\partial C}{\partial g_i} = \frac{\partial C}{\partial y_i} u_i",
]


def verdicts(*rows):
    return [row.verdict for row in check(derive.loads(SPEC), "\n".join(f"$${row}$$" for row in rows)).rows]


def test_another_number_of_scripts_says_nothing_of_one_alone():
    batch = r"v_{b,i} = \hat{u}_{b,i}"
    assert verdicts(*ROWS, batch)[:4] == ["holds", "holds", "holds", "wrong"]
