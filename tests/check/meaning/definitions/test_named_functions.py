"""Functions to which a text gives a letter of its own."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

UNIT = """
[model]
inputs = { x = ["d"], y = ["n"] }
parameters = { A = ["n", "d"] }
equations = '''
s = A @ x
q = tanh(s)
E = sum((q - y)**2)/2
'''
"""


def _verdicts(text: str, **declared: str) -> list[str]:
    return [row.verdict for row in check(derive.loads(UNIT), text, declared).rows]


def test_a_letter_that_stands_for_a_function():
    slope = r"$$ \frac{\partial E}{\partial s} = (\Psi(s) - y) \odot \Psi'(s) $$"
    assert _verdicts(f"With $\\Psi = \\tanh$:\n{slope}") == ["not a claim", "holds"]
    assert _verdicts(f"With $\\Psi = \\tanh$:\n{slope.replace('-', '+')}") == ["not a claim", "wrong"]
    assert _verdicts(f"With $\\Psi = \\sin$:\n{slope}")[1] == "wrong"
    assert _verdicts(slope) == ["cannot tell"]


def test_what_is_declared_counts_more():
    declared = {r"\Psi": "function tanh"}
    assert _verdicts(r"$\Psi = \sin$ and $q = \Psi(s)$", **declared)[1] == "holds"


def test_a_text_alone_may_name_its_function():
    text = r"$$ h = \psi(V x) $$ with $\psi = \tanh$. $$ \frac{\partial h_i}{\partial V_{ij}} = %s x_j $$"
    for slope, verdict in ((r"(1 - h_i^2)", "holds"), (r"(1 + h_i^2)", "wrong")):
        assert check(None, text % slope).rows[-1].verdict == verdict


@pytest.mark.parametrize(("declared", "verdict"), [({}, "holds"), ({r"g_{\text{softmax}}": "function tanh"}, "wrong")])
def test_a_function_with_its_name_below(declared, verdict):
    model = derive.loads("[model]\nparameters = { x = ['n'] }\nequations = 'a = softmax(x); L = sum(a**2)'")
    rows = check(model, r"$$ a = g_{\text{softmax}}(x) $$", declared, explain=False).rows
    assert [row.verdict for row in rows] == [verdict]
