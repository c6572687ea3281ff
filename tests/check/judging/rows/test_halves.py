"""Sums over pairs, weights of which a model uses one half, letters that the meaning of symbols hides."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

PAIRS = """
[model]
inputs = { v = ["n"] }
parameters = { c = ["n", "n"] }
equations = '''
F = sum(sum(where(i < j, c[i,j]*v[i]*v[j], 0), i), j)
'''
[notation]
"c_{ij}" = "c[i,j]"
"v_i" = "v[i]"
"""

EXAMPLES = """
[model]
inputs = { x = ["m", "n"], y = ["m"] }
parameters = { w = ["n"] }
equations = '''
f = x @ w
L = sum((y - f)**2)/(2*m)
'''
[notation]
"f(x)" = "f[s]"
"y" = "y[s]"
"x_j" = "x[s,j]"
"w_j" = "w[j]"
"m" = "size m"
"n" = "size n"
"""


def last(row, spec):
    return check(derive.loads(spec), f"$${row}$$", read_declarations(spec), explain=False).rows[-1]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"F = \sum_{i < j} c_{ij} v_i v_j", "holds"),
        (r"F = \frac{1}{2} \sum_{i \neq j} c_{ij} v_i v_j", "holds under"),
        (r"F = \sum_{i \neq j} c_{ij} v_i v_j", "wrong"),
        (r"F = \frac{1}{2} \sum_j \sum_{i \neq j} c_{ij} v_i v_j", "holds under"),
        (r"\sum_j v_j \sum_{i \neq j} v_i = (\sum_j v_j)^2 - \sum_j v_j^2", "holds"),
        (r"\frac{\partial F}{\partial c_{ij}} = v_i v_j", "holds under"),
        (r"\frac{\partial F}{\partial c_{ij}} = 2 v_i v_j", "wrong"),
        (r"\frac{\partial F}{\partial v_i} = \sum_{j \neq i} c_{ij} v_j", "holds under"),
    ],
)
def test_pairs_and_halves(row, expected):
    found = last(row, PAIRS)
    assert found.verdict == expected
    assert expected != "holds under" or "symmetric" in found.convention


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"L = \frac{1}{2m} \sum_{i=1}^m (y - f(x))^2", "holds"),
        (r"\frac{\partial L}{\partial w_j} = -\frac{1}{m} \sum_{i=1}^m (y - f(x)) x_j", "holds"),
        (r"\frac{\partial L}{\partial w_j} = -\frac{2}{m} \sum_{i=1}^m (y - f(x)) x_j", "wrong"),
    ],
)
def test_a_sum_over_examples_whose_index_nobody_writes(row, expected):
    assert last(row, EXAMPLES).verdict == expected
