"""Entries with their indices above, in a specification by formulas that nobody explains."""

from __future__ import annotations

import pytest

import derive

SPEC = """
[model]
inputs = { G = ["nq", "dv"] }
parameters = { Q = ["nq", "dk"], K = ["nk", "dk"], V = ["nk", "dv"] }
equations = '''
S = Q @ K.T/sqrt(dk)
A = softmax(S)
O = A @ V
L = sum((O - G)**2)/2
'''
"""
ROWS = [
    r"S^{ij} = \frac{1}{\sqrt{d_k}} Q^{ia} K^{ja}",
    r"O^{ib} = A^{ij} V^{jb}",
    r"\frac{\partial L}{\partial V^{mn}} = A^{im} \frac{\partial L}{\partial O^{in}}",
    r"\frac{\partial L}{\partial A} = \frac{\partial L}{\partial O} V^T",
    r"\frac{\partial L}{\partial S^{ij}} = A^{ij} "
    r"(\frac{\partial L}{\partial A^{ij}} - \sum_{j'} A^{ij'} \frac{\partial L}{\partial A^{ij'}})",
]


def verdicts(rows):
    found = derive.check(derive.loads(SPEC), "\n".join(f"$$ {row} $$" for row in rows), explain=False)
    return [row.verdict.removesuffix(" under") for row in found.rows]


def test_indices_above_are_indices():
    assert verdicts(ROWS) == ["holds"] * 5


@pytest.mark.parametrize(("row", "right", "slip"), [(1, "V^{jb}", "V^{bj}"), (2, "A^{im}", "A^{mi}"), (4, "A^{ij'} ", "")])
def test_a_slip_in_one_of_them(row, right, slip):
    rows = [*ROWS[:row], ROWS[row].replace(right, slip), *ROWS[row + 1 :]]
    found = verdicts(rows)
    assert found[row] != "holds" and found[:row] + found[row + 1 :] == ["holds"] * 4


def test_two_below_and_none_above():
    assert (
        verdicts([r"O_{ib} = A_{ij} V_{jb}", r"\frac{\partial L}{\partial V} = A^T \frac{\partial L}{\partial O}"])
        == ["holds"] * 2
    )
