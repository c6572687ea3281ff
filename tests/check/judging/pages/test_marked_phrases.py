"""Symbols that are declared with scripts behind a bracket, and chains whose ends differ."""

from __future__ import annotations

import derive
from derive.check import check

FILTERS = """
[model]
inputs = { p0 = [5, 6], t = [3, 3] }
parameters = { k1 = [2, 3], k2 = [2, 2] }
equations = '''
s1[i,j] = sum(k1[m,n]*p0[i+m,j+n], m, n)
p1 = tanh(s1)
s2[i,j] = sum(k2[m,n]*p1[i+m,j+n], m, n)
C = sum((s2 - t)**2)/2
'''
"""
MARKED = {
    "s^l_{i,j}": "s1[i,j]",
    "s^{l+1}_{i,j}": "s2[i,j]",
    "p^l_{i,j}": "p1[i,j]",
    "(k')^{l+1}_{m,n}": "k2[m,n]",
    "d^{l+1}_{i,j}": "grad s2[i,j]",
}


def _verdicts(*rows: str) -> list[str]:
    text = "\n\n".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in check(derive.loads(FILTERS), text, MARKED, explain=False).rows]


def test_the_indices_of_a_symbol_in_brackets_stand_for_any():
    forward = r"s^{l+1}_{i,j} = \sum_m \sum_n p^l_{i+m,j+n} (k')^{l+1}_{m,n}"
    back = r"\frac{\partial C}{\partial p^l_{i,j}} = \sum_x \sum_y d^{l+1}_{x,y} (k')^{l+1}_{i-x,j-y}"
    assert _verdicts(forward, back, back.replace("i-x,j-y", "x-i,y-j")) == ["holds", "holds", "wrong"]


def test_the_ends_of_a_chain_differ_whatever_stands_between():
    row = r"\frac{\partial C}{\partial s^{l+1}_{i,j}} = (\Omega_i + \Omega_j^2) = d^{l+1}_{i,j}"
    assert _verdicts(row) == ["cannot tell"]  # nobody knows Omega
    assert _verdicts(row.replace("= d", "= 2 d")) == ["wrong"]
