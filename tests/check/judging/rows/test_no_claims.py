"""Rows that say less than they seem to."""

import pytest

import derive
from derive.check import check

RECURRENT = """
[model]
inputs = { x = ["T", "d"], y = ["T", "n"] }
parameters = { W = ["n", "n"], U = ["n", "d"], h0 = ["n"] }
equations = '''
h[0,j] = h0[j]
h[t,j] = tanh(sum(W[j,k]*h[t-1,k], k) + sum(U[j,i]*x[t-1,i], i))
e[t] = sum((h[t+1,j] - y[t,j])**2, j)
L = sum(e)
'''
[notation]
"\\\\ell_t" = "e[t]"
"""


def verdict(text):
    (row,) = derive.check(derive.loads(RECURRENT), text).rows
    return row.verdict, row.reason


def test_a_side_that_stands_again():
    """The gradient of one step's cost by a later state is zero: the row holds, and says nothing of the slope in it."""
    row = r"\frac{\partial L}{\partial h_0} = \frac{\partial L}{\partial h_0} + \frac{\partial \ell_1}{\partial h_T} \tanh(h_0)"
    assert verdict(f"$${row}$$")[0] == "cannot tell"


def test_an_index_in_brackets_is_an_argument():
    model = derive.loads("""
[model]
inputs = { x = ["m", "d"] }
parameters = { W = ["s", "d"], b = ["s"] }
equations = '''
z = x @ W.T + b
S = sum(z**2)
'''
[notation]
"z_j" = "z[i,j]"
"x_k" = "x[i,k]"
""")
    (row,) = derive.check(model, r"$$z_j(i) = \sum_k W_{jk} x_k(i) + b_j$$").rows
    assert row.verdict in ("holds", "holds under")
    (row,) = derive.check(model, r"$$z_j(i) = \sum_k W_{kj} x_k(i) + b_j$$").rows
    assert row.verdict != "holds"


def test_the_next_value_in_bold_is_an_update():
    rows = [r"\pmb{W_{jk}} = W_{jk} - \gamma g_j x_k", r"\mathbf{W} = W - \eta \frac{\partial L}{\partial W}"]
    assert [verdict(f"$$ {row} $$")[0] for row in rows] == ["not a claim"] * 2


BANDIT = derive.loads("[model]\ninputs = { q = ['k'] }\nparameters = { H = ['k'] }\nequations = 'J = sum(softmax(H)*q)'")


@pytest.mark.parametrize(
    "row",
    [
        r"H_{t+1}(a) = H_t(a) + \alpha \frac{\partial J}{\partial H_t(a)}",
        r"H^{new} = H^{old} - \eta \nabla_H J",
        r"H_a^{(new)} = H_a^{(old)} - \eta \frac{\partial J}{\partial H_a}",
    ],
)
def test_updates(row):
    rows = check(BANDIT, f"$$ {row} $$", {"H_t(a)": "H[a]"}, explain=False).rows
    assert [(found.verdict, found.reason) for found in rows] == [("not a claim", "an update")]


def test_a_recurrence_is_no_update():
    model = derive.loads("[model]\nparameters = { x = ['T'] }\nequations = 'h[0] = 1; h[t] = h[t-1] + x[t-1]; L = sum(h)'")
    rows = check(model, r"$$ h_{t+1} = h_t + x_t $$ $$ h_{t+1} = h_t - x_t $$", {"x_t": "x[t]"}, explain=False).rows
    assert [found.verdict for found in rows] == ["holds", "wrong"]


@pytest.mark.parametrize(("by", "wrong"), [("Z", False), ("A", True)])
def test_what_a_declared_mark_stands_for(by, wrong):
    """The author says what a mark is short for, and leaves out that it is of each example."""
    model = derive.loads("""
[network]
input = 4
cost = "quadratic"
batch = "mean"
layers = [{ layer = "dense", units = 3, activation = "sigmoid" }]
""")
    text = rf"$$ dZ = \frac{{\partial C}}{{\partial {by}}} $$ $$ dW = \frac{{1}}{{m}} dZ^T X $$"
    table = {"dZ": "grad z1 of Cn", "dW": "grad W1", "Z": "z1", "A": "a1", "X": "x", "m": "size N"}
    rows = check(model, text, table, explain=False).rows
    assert [found.verdict == "wrong" for found in rows] == [wrong, False]
