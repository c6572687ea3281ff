"""Rows that speak of one example, beside a cost that adds up all of them."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.judging.pages.verdict import Judged
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { X = ["n", "d"], T = ["n"] }
parameters = { w = ["d"] }
equations = '''
s = X @ w
E = sum((s - T)**2)/2
'''
[notation]
"x" = ["d"]
"t" = []
"q" = ["d"]
"E(w)" = "E"
"x^{(i)}" = "X[i]"
"t^{(i)}" = "T[i]"
"""
COST = r"$$E(w) = \frac{1}{2} \sum_{i=1}^n (w^T x^{(i)} - t^{(i)})^2$$ "
ONE = COST + "For a single training example we have "


def row(text: str, before: str = "") -> Judged:
    return check(derive.loads(SPEC), f"{before}\n\n$${text}$$", read_declarations(SPEC)).rows[-1]


def test_symbols_of_an_example_that_are_declared_apart():
    found = row(r"\frac{\partial E}{\partial w_j} = (w^T x - t) x_j")
    assert found.verdict == "holds under" and found.convention == "for a single example t, x"


def test_they_are_no_excuse():
    assert row(r"\frac{\partial E}{\partial w_j} = (t - w^T x) x_j").verdict != "holds under"
    assert row(r"\frac{\partial E}{\partial w} = (w^T q - t) q").verdict == "cannot tell"


def test_an_example_that_one_side_names():
    text = r"\frac{\partial}{\partial w_j} E(w) = (w^T x^{(i)} - t^{(i)}) x_j^{(i)}"
    assert row(text, ONE).convention == "for a single example"
    assert row(text.replace("- t", "+ t"), ONE).verdict == "wrong"
    assert row(text, COST).verdict == "wrong"


def test_units_are_no_examples():
    """With one unit, any index would be right."""
    assert row(r"\frac{\partial E}{\partial w_j} = \frac{\partial E}{\partial w_k}", ONE).verdict not in (
        "holds",
        "holds under",
    )
    text = r"\sum_i (s_i - t^{(i)}) x_j^{(i)} = \sum_i (s_i - t^{(i)}) x_k^{(i)}"
    assert row(text, ONE).verdict not in ("holds", "holds under")


def test_steps_are_no_examples():
    spec = """
[model]
inputs = { x = ["T", "D"], y = ["T", "K"] }
parameters = { W = ["n", "n"], U = ["n", "D"], V = ["K", "n"], h0 = ["n"] }
equations = '''
h[0,j] = h0[j]
h[t,j] = tanh(sum(W[j,k]*h[t-1,k], k) + sum(U[j,i]*x[t-1,i], i))
o[t,k] = sum(V[k,j]*h[t+1,j], j)
L = sum((o - y)**2)/2
'''
"""
    text = r"$$\frac{\partial L}{\partial V_{kj}} = \sum_t (o_{t,k} - y_{t,k}) h_{t,j}$$"
    found = check(derive.loads(spec), f"For a single training example {text} {text.replace('sum_t', ',')}").rows
    assert found[0].verdict == "holds" and found[1].verdict not in ("holds", "holds under")
