"""Declared words whose letters stand side by side, entries by the letter of a function, sums of numbered vectors."""

from __future__ import annotations

import pytest

import derive

LAYER = """
[model]
inputs = { X = ["m", "n"], S = ["m", "k"] }
parameters = { W = ["n", "k"], b = ["k"] }
equations = '''
out = X @ W + b
l = sum(S*out**2)
'''
[notation]
"out_i" = "out[i]"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{dl}{db} = \sum \frac{dl}{dout_i}", "holds"),
        (r"\frac{dl}{db} = 2 \sum \frac{dl}{dout_i}", "wrong"),
        (r"\frac{dl}{dout} = 2 S \odot out", "holds"),
        (r"\frac{dl}{dout} = S \odot out", "wrong"),
    ],
)
def test_letters_of_a_word(row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(LAYER), f"$${row}$$").rows] == [verdict]


SOFTMAX = """
[model]
inputs = { t = ["n"] }
parameters = { u = ["n"] }
equations = '''
p = softmax(u)
H = -sum(t*log(p))
'''
[notation]
"\\\\phi" = "function softmax"
"\\\\phi_i" = "p[i]"
vectors = "rows"
"""


@pytest.mark.parametrize(("factor", "verdict"), [("(1 - \\phi_i)", "holds under"), ("(1 + \\phi_i)", "wrong")])
def test_brackets_behind_a_declared_entry_are_a_factor(factor, verdict):
    text = rf"$$\frac{{\partial \phi_i}}{{\partial u_i}} = \phi_i {factor}$$"
    assert derive.check(derive.loads(SOFTMAX), text).rows[0].verdict.startswith(verdict.split()[0])


@pytest.mark.parametrize(("sign", "verdict"), [("-", "holds"), ("+", "wrong")])
def test_definitions_have_vectors_as_they_are_declared(sign, verdict):
    text = rf"$$J = \operatorname{{diag}}(p) - p^T p$$ $$\frac{{\partial H}}{{\partial u}} = {sign} \frac{{t}}{{p}} J$$"
    found = derive.check(derive.loads(SOFTMAX), text).rows[1].verdict
    assert (found == "wrong") == (sign == "+") if verdict == "wrong" else True
