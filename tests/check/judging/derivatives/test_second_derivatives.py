"""Second derivatives by quantities that lie close to a pole: the probabilities of a log-likelihood."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

LOGISTIC = """
[model]
inputs = { x = ["d"], t = [] }
parameters = { w = ["d"] }
equations = '''
a = sum(w*x)
y = sigmoid(a)
L = -t*log(y) - (1 - t)*log(1 - y)
'''
"""
SOFTMAX = """
[model]
inputs = { z = ["K"], t = ["K"] }
parameters = { u = ["K"] }
equations = '''
p = softmax(z + u)
L = -sum(t*log(p))
'''
"""


@pytest.mark.parametrize(("spec", "row", "verdict"), [
    (LOGISTIC, r"\frac{\partial^2 L}{\partial y^2} = \frac{t}{y^2} + \frac{1-t}{(1-y)^2}", "holds"),
    (LOGISTIC, r"\frac{\partial^2 L}{\partial y^2} = \frac{t}{y^2} - \frac{1-t}{(1-y)^2}", "wrong"),
    (LOGISTIC, r"\frac{d^2 L}{d a^2} = y(1-y)", "holds"),
    (LOGISTIC, r"\frac{\partial^3 L}{\partial a^3} = y(1-y)(1-2y)", "holds"),
    (SOFTMAX, r"\frac{\partial^2 L}{\partial p_i \partial p_j} = \delta_{ij} \frac{t_i}{p_i^2}", "holds"),
    (SOFTMAX, r"\frac{\partial^2 L}{\partial p_i \partial p_j} = \delta_{ij} \frac{t_i}{p_i}", "wrong"),
])  # fmt: skip
def test_near_a_pole(spec, row, verdict):
    assert check(derive.loads(spec), f"$${row}$$", explain=False).rows[0].verdict == verdict
