"""A declared symbol with a condition below it: ``\\delta_{k=c_n}`` speaks of the class of example n, as the text may."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { X = ["N", "D"], c = { shape = ["N"], integer = true, below = "K" } }
parameters = { W = ["D", "K"] }
equations = '''
a = X @ W
q = softmax(a)
L = -mean(log(q[arange(N), c]))
'''
[notation]
"\\delta_{k=c_n}" = "\\mathbb{1}(k = c_n)"
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial L}{\partial a_{nk}} = \frac1N (q_{nk} - \delta_{k=c_n})", "holds"),
        (r"\frac{\partial L}{\partial a_{nk}} = \frac1N (q_{nk} + \delta_{k=c_n})", "wrong"),
        (r"\frac{\partial L}{\partial a_{nk}} = \frac1N (q_{nk} - \mathbb{1}(k = c_n))", "holds"),
    ],
)
def test_the_class_of_an_example(row, expected):
    assert check(derive.loads(SPEC), f"$${row}$$", read_declarations(SPEC), explain=False).rows[0].verdict == expected
