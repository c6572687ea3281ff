"""Rows that speak of sizes of their own: sums written out to the third term, a single example."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

STEPS = """
[model]
inputs = { y = ["T"], x = ["T"] }
parameters = { u = [], h0 = [] }
equations = '''
h[0] = h0
h[t] = tanh(h[t-1] + x[t-1])
l[t] = (y[t] - u*h[t+1])**2
L = sum(l)
'''
[notation]
"L_t" = "l[t-1]"
"L_1" = "l[0]"
"L_2" = "l[1]"
"L_3" = "l[2]"
"L_4" = "l[3]"
"""

EXAMPLES = """
[model]
inputs = { X = ["N", "m"], Y = ["N"] }
parameters = { w = ["m"] }
equations = '''
Z = X @ w
L = sum((Z - Y)**2)/2
'''
[notation]
"x" = "X[r]"
"z" = "Z[r]"
"y" = "Y[r]"
"""


def verdict(spec: str, text: str) -> tuple[str, str]:
    sums = r"$$\sum_j u = \sum_k u$$ "  # a text that writes its sums has none that are silent
    row = check(derive.loads(spec), sums + text, read_declarations(spec), explain=False).rows[-1]
    return row.verdict, row.convention or ""


@pytest.mark.parametrize(("last", "expected"), [("_3", "holds under"), ("_2", "wrong"), ("_4", "wrong")])
def test_a_sum_written_out_to_its_third_term(last, expected):
    terms = " + ".join(rf"\frac{{\partial L{n}}}{{\partial u}}" for n in ("_1", "_2", last))
    found, words = verdict(STEPS, rf"$$\frac{{\partial L}}{{\partial u}} = {terms}$$")
    assert found == expected
    assert words == ("T = 3" if expected == "holds under" else "")


def test_a_text_that_goes_on_with_a_single_example():
    row = r"$$\frac{\partial L}{\partial w} = (z - y) x$$"
    assert verdict(EXAMPLES, f"We derive it for a single observation: {row}") == ("holds under", "for a single example")
    assert verdict(EXAMPLES, row)[0] == "wrong"
    assert verdict(EXAMPLES, f"We derive it for a single observation: {row.replace('z - y', 'z + y')}")[0] == "wrong"


def test_layers_of_one_unit_each_are_numbers():
    layer = '{ layer = "dense", units = 1, activation = "sigmoid" }'
    spec = f'[network]\ninput = 1\ncost = "quadratic"\nbatch = "none"\nlayers = [{layer}, {layer}, {layer}]'
    rows = [r"\delta^l = \delta^{l+1} w^{l+1} \sigma'(z^l)", r"\frac{\partial C}{\partial w^l} = \delta^l a^{l-1}"]
    text = "\n".join(f"$$ {row} $$" for row in (*rows, rows[0].replace("z^l", "z^{l+1}"), rows[1].replace("a^{l-1}", "a^l")))
    found = check(derive.loads(spec), text).rows
    assert [row.verdict for row in found] == ["holds", "holds", "wrong", "wrong"]
