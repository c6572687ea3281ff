"""Rows about two steps that hold for the earlier one only."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["T", "n"], y = ["T", "n"] }
parameters = { W = ["n", "n"] }
equations = '''
h[0,j] = 0
s[t,j] = sum(W[j,k]*h[t-1,k], k) + x[t-1,j]
h[t,j] = tanh(s[t,j])
e[t] = sum((h[t+1,j] - y[t,j])**2, j)
E = sum(e)
'''

[notation]
"s_k" = "s[k]"
"h_k" = "h[k]"
"E_t" = "e[t-1]"
"\\\\delta_k^{(t)}" = "\\\\frac{\\\\partial E_t}{\\\\partial s_k}"
"""


def judged(text):
    return check(derive.loads(SPEC), text, read_declarations(SPEC)).rows


def test_the_recursion_begins_at_the_later_step():
    (row,) = judged(r"$$\delta_k^{(t)} = (W^T \delta_{k+1}^{(t)}) \odot (1 - h_k \odot h_k)$$")
    assert (row.verdict, row.convention) == ("holds under", "for k < t")


def test_a_slip_is_one_for_all_steps():
    (row,) = judged(r"$$\delta_k^{(t)} = (W^T \delta_{k+1}^{(t)}) \odot (1 + h_k \odot h_k)$$")
    assert row.verdict == "wrong"


def test_a_row_that_says_when_it_holds_is_taken_at_its_word():
    (row,) = judged(r"$$\delta_k^{(t)} = (W^T \delta_{k+1}^{(t)}) \odot (1 - h_k \odot h_k) \quad \text{for } k \le t$$")
    assert row.verdict == "wrong"


def test_an_inequality_for_the_states_that_are_computed():
    model = derive.loads("""
[model]
inputs = { x = ["T", "d"] }
parameters = { W = ["n", "n"], U = ["n", "d"], h0 = ["n"] }
equations = '''
h[0,j] = h0[j]
h[t,j] = tanh(sum(W[j,k]*h[t-1,k], k) + sum(U[j,i]*x[t-1,i], i))
L = sum(h**2)
'''
""")
    found = derive.check(model, r"$$ 0 \leq 1 - h_t^2 $$ $$ h_t^2 \geq 1 $$").rows
    assert [row.verdict for row in found] == ["holds under", "wrong"]
    assert str(found[0].convention).startswith("for t from 1 on")
