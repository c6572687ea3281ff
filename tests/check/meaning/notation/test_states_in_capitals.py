"""A state with a small letter in the specification, and a capital one in the text: ``S_t`` beside ``s[t]``."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["T", "D"], y = ["T", "n"] }
parameters = { U = ["n", "D"], V = ["n", "n"], P = ["n", "D"], h0 = ["n"], s0 = ["n"] }
equations = '''
h[0] = h0
s[0] = s0
f[t] = sigmoid(U @ x[t-1] + V @ h[t-1])
g[t] = tanh(P @ x[t-1] + V @ h[t-1])
s[t] = f[t]*s[t-1] + g[t]
o[t] = sigmoid(P @ x[t-1] + V @ h[t-1])
h[t] = o[t]*tanh(s[t])
e[t] = h[t+1] - y[t]
L = sum(e**2)/2
'''
"""
ROWS = {
    r"S_t = f_t \odot S_{t-1} + g_t": "holds",
    r"h_t = o_t \odot \tanh(S_t)": "holds",
    r"\frac{\partial L}{\partial f_t} = \frac{\partial L}{\partial S_t} \odot S_{t-1}": "holds",
    r"\frac{\partial L}{\partial g_t} = \frac{\partial L}{\partial S_t}": "holds",
    r"\frac{\partial L}{\partial o_t} = \frac{\partial L}{\partial h_t} \odot \tanh(S_t)": "holds",
    r"\frac{\partial L}{\partial f_t} = \frac{\partial L}{\partial S_t} \odot S_t": "wrong",
    r"\frac{\partial L}{\partial o_t} = \frac{\partial L}{\partial h_t} \odot S_t": "wrong",
}


def test_a_state_in_capitals():
    report = check(derive.loads(SPEC), "\n\n".join(f"$${row}$$" for row in ROWS), read_declarations(SPEC))
    assert dict(zip(ROWS, (row.verdict for row in report.rows), strict=True)) == ROWS
