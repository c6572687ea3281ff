"""Two letters for the cost: the one of the left side counts all, the other one may be direct; a one beside a Jacobian."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """name = "residual-steps"
[model]
inputs = { s = ["T"], r = ["T", "D"] }
parameters = { B = ["D", "D"], u0 = ["D"] }
equations = '''
u[0,j] = u0[j]
f[t,j] = tanh(sum(B[j,k]*u[t-1,k], k)) + 0*s[t-1]
u[t,j] = u[t-1,j] + s[t-1]*f[t,j]
q[t,j] = u[t+1,j]
E = sum((q - r)**2)/2
'''
[notation]
"\\\\mathcal{E}" = "E"
"u_{k+1}" = "u[k]"
"u_k" = "u[k-1]"
"f_k" = "f[k]"
"s_k" = "s[k-1]"
"""
TWO = r"\frac{\partial \mathcal{E}}{\partial u_k} = \frac{\partial \mathcal{E}}{\partial u_{k+1}}"


def verdict(row):
    return check(derive.loads(SPEC), f"$${row}$$", read_declarations(SPEC), explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (TWO + r"\frac{\partial u_{k+1}}{\partial u_k} + \frac{\partial E}{\partial u_k}", "holds under"),
        (TWO + r"\frac{\partial u_{k+1}}{\partial u_k} - \frac{\partial E}{\partial u_k}", "wrong"),
        (TWO + r"\frac{\partial u_{k+1}}{\partial u_k} + \frac{\partial \mathcal{E}}{\partial u_k}", "wrong"),
        (TWO + r"\left(1 + \frac{\partial f_k}{\partial u_k} s_k\right) + \frac{\partial E}{\partial u_k}", "holds under"),
        (r"\frac{\partial u_{k+1}}{\partial u_k} = 1 + s_k \frac{\partial f_k}{\partial u_k}", "holds under"),
        (r"\frac{\partial u_{k+1}}{\partial u_k} = 1 + \frac{\partial f_k}{\partial u_k}", "wrong"),
        (r"\frac{\partial u_{k+1}}{\partial u_k} = 2 + s_k \frac{\partial f_k}{\partial u_k}", "wrong"),
    ],
)
def test_residual_steps(row, expected):
    assert verdict(row) == expected
