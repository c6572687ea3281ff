"""Symbols that usage gives to a quantity of the model, and the text to something that is computed later."""

from __future__ import annotations

import pytest

import derive

NEWTON = """
[model]
inputs = { A = ["n", "d"], y = ["n"] }
parameters = { w = ["d"] }
equations = '''
s = sigmoid(A @ w)
l = -sum(y*log(s) + (1 - y)*log(1 - s))
'''
[notation]
"B" = "\\\\operatorname{diag}(s \\\\odot (1 - s))"
"v" = "w - (A^T B A)^{-1} A^T (s - y)"
"""


@pytest.mark.parametrize(("factor", "verdict"), [("B z", "holds"), ("z", "wrong")])
def test_the_working_response_is_no_weighted_input(factor, verdict):
    rows = (r"z = A w - B^{-1} (s - y)", rf"v = (A^T B A)^{{-1}} A^T {factor}")
    text = "\n\n".join(f"$${row}$$" for row in rows)
    rows = derive.check(derive.loads(NEWTON), text).rows
    assert [row.verdict for row in rows] == ["not a claim", verdict]


def test_a_slip_in_the_weighted_input_stays_one():
    assert derive.check(derive.loads(NEWTON), "$$z = 2 A w$$").rows[0].verdict == "wrong"
