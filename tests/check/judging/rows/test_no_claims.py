"""Rows that say less than they seem to."""

import derive

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
