"""Functions told by cases."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["n"], g = ["m"] }
parameters = { W = ["m", "n"] }
equations = '''
r = maximum(0, W @ x)
C = sum(g*r)
'''
"""


def test_cases_of_another_shape_than_their_condition_do_not_fit():
    text = r"$$\frac{\partial C}{\partial x} = \begin{cases} 0 & x < 0 \\ g & \text{otherwise} \end{cases}$$"
    (row,) = check(derive.loads(SPEC), text, explain=False).rows
    assert row.verdict == "cannot tell"
    assert "a condition on each entry of one array, and branches of another shape" in row.reason


def test_cases_entry_by_entry():
    text = r"$$r = \begin{cases} 0 & W x < 0 \\ W x & \text{otherwise} \end{cases}$$"
    assert check(derive.loads(SPEC), text, explain=False).rows[0].verdict == "holds"


@pytest.mark.parametrize("words", [("if", "otherwise"), ("si", "sinon"), ("für", "sonst"), ("если", "иначе"), ("若", "否则")])
def test_cases_in_other_languages(words):
    row = r"$$ r = \begin{cases} 0 & \text{%s} \; W x %s 0 \\ W x & \text{%s} \end{cases} $$"
    for sign, verdict in (("<", "holds"), (">", "wrong")):
        text = row % (words[0], sign, words[1])
        assert check(derive.loads(SPEC), text, explain=False).rows[0].verdict == verdict
