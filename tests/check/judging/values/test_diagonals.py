"""Diagonal matrices that a text defines by an entry."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { X = ["n", "d"], t = ["n"] }
parameters = { w = ["d"] }
equations = '''
p = sigmoid(X @ w)
J = -sum(t*log(p) + (1 - t)*log(1 - p))
'''
[notation]
"p_i" = "p[i]"
"""


@pytest.mark.parametrize(
    ("entry", "right", "expected"),
    [
        ("p_i (1 - p_i)", "X^T R X", "holds"),
        ("p_i (1 - p_i)", "X R X^T", "wrong"),
        ("p_i (1 + p_i)", "X^T R X", "wrong"),
    ],
)
def test_the_letter_of_an_entry_runs_over_the_diagonal(entry, right, expected):
    text = rf"Let $R = \mathrm{{diag}}({entry})$. $$ \nabla_w^2 J(w) = {right} $$"
    assert check(derive.loads(SPEC), text, read_declarations(SPEC)).rows[-1].verdict == expected
