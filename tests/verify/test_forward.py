"""The forward pass that everything is compared with."""

from __future__ import annotations

import numpy as np

import derive
from derive.verify.forward import blocks
from derive.verify.instances import sample

GATE = """
name = "gate"
[model]
inputs = { x = [3, 2], h0 = [4] }
parameters = { W = [4, 4], P = [4, 2] }
equations = '''
h[0] = h0
g[t] = tanh(P @ x[t-1])
f[t] = sigmoid(W @ h[t-1])
h[t] = f[t]*h[t-1] + g[t]
L = sum(h[3]**2)
'''
"""


def test_what_reads_no_state_may_stand_among_the_steps():
    model = derive.loads(GATE)
    names = [[equation.tensor.name for equation in block] for block in blocks(model)]
    assert [block for block in names if "h" in block] == [["h", "z1", "f", "h"]]
    values = {tensor.name: array for tensor, array in sample(model, 1, adjoints=False).instance.values.items()}
    state = values["h0"]
    for step in range(3):
        gate = 1 / (1 + np.exp(-values["W"] @ state))
        state = gate * state + np.tanh(values["P"] @ values["x"][step])
        np.testing.assert_allclose(values["h"][step + 1], state, rtol=1e-12)
    np.testing.assert_allclose(values["L"], np.sum(state**2), rtol=1e-12)
