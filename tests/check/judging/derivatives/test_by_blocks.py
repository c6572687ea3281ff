"""One matrix for a list of vectors, where the model has a matrix for each; and the other way round."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPLIT = """
[model]
inputs = { u = ["T", "d"], y = ["T", "m"] }
parameters = { A = ["m", "m"], B = ["m", "d"], e = ["m"], s0 = ["m"] }
equations = '''
s[0,j] = s0[j]
q[t,j] = sum(A[j,k]*s[t-1,k], k) + sum(B[j,i]*u[t-1,i], i) + e[j]
s[t,j] = tanh(q[t,j])
J = sum((s[1:] - y)**2)/2
'''
"""
STEPS = {"s_t": "s[t]", "u_t": "u[t-1]", "q_t": "q[t]", r"\delta_t": "grad q[t]"}


@pytest.mark.parametrize("meaning", ["[A, B]", "(A, B)", r"\begin{bmatrix} A & B \end{bmatrix}"])
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"q_t = W [s_{t-1}, u_t] + e", "holds"),
        (r"q_t = W [s_t, u_t] + e", "wrong"),
        (r"\frac{\partial J}{\partial W} = \sum_t \delta_t [s_{t-1}, u_t]^T", "holds"),
        (r"\frac{\partial J}{\partial W} = \sum_t \delta_t [s_t, u_t]^T", "wrong"),
    ],
)
def test_blocks_of_a_declared_matrix(meaning, row, expected):
    found = check(derive.loads(SPLIT), f"$${row}$$", {**STEPS, "W": meaning}).rows[0].verdict
    assert found.removesuffix(" under") == expected


JOINT = """
[model]
inputs = { X = ["N", "d"], P = ["N", "h"], S = ["N", "h"] }
parameters = { W = ["d+h", "h"] }
equations = '''
Z = X @ W[:d] + P @ W[d:]
J = sum(S*tanh(Z))
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Z = [X, P] W", "holds"),
        (r"Z = [X, P] \times W", "holds"),
        ("Z = [P, X] W", "wrong"),
        (r"\frac{\partial J}{\partial W} = [X, P]^T D", "holds"),
        (r"\frac{\partial J}{\partial W} = [X, X]^T D", "wrong"),
        (r"\frac{\partial J}{\partial [X, P]} = D W^T", "holds"),
        (r"\frac{\partial J}{\partial [X, P]} = S W^T", "wrong"),
    ],
)
def test_tables_beside_each_other(row, expected):
    assert check(derive.loads(JOINT), f"$${row}$$", {"D": "grad Z"}).rows[0].verdict == expected


CELL = """
[model]
inputs = { u = ["d"], s = ["m"], r = ["m"] }
parameters = { A = ["m", "m"], B = ["m", "d"] }
equations = '''
q = A @ s + B @ u
o = tanh(q)
J = sum(r*o)
'''
"""


@pytest.mark.parametrize(("link", "verdict"), [("q", "holds"), ("o", "wrong")])
def test_a_chain_that_ends_at_blocks(link, verdict):
    row = rf"\frac{{dJ}}{{dW}} = \frac{{dJ}}{{d{link}}} \cdot \frac{{dq}}{{dW}}"
    found = check(derive.loads(CELL), f"$${row}$$", {"W": "[A, B]"}).rows[0].verdict
    assert (found == verdict) if verdict == "holds" else (found != "holds")
