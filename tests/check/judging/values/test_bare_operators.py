"""Primes on brackets and an operator D that do not say by what they differentiate: the chain's first derivative does."""

from __future__ import annotations

import pytest

import derive

SPEC = """
[model]
inputs = { t = [], s = [] }
parameters = { a = ["K"] }
equations = '''
q = softmax(a)
u = tanh(sum(a))
J = (t - u)**2/2 + (s - u)**2
'''
[notation]
"q_k" = "q[k]"
"a_k" = "a[k]"
"S" = "\\\\sum_j e^{a_j}"
"""


def verdicts(*rows: str) -> list[str]:
    text = "\n\n".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in derive.check(derive.loads(SPEC), text).rows]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial J}{\partial u} = \left\{ \frac{1}{2}(t - u)^2 + (s - u)^2 \right\}' = -(t - u) - 2(s - u)", "holds"),
        (r"\frac{\partial J}{\partial u} = \left\{ \frac{1}{2}(t - u)^2 - (s - u)^2 \right\}'", "wrong"),
        (r"\frac{\partial q_k}{\partial a_k} = \frac{S \mathbf{D} e^{a_k} - e^{a_k} \mathbf{D} S}{S^2}", "holds"),
        (r"\frac{\partial q_k}{\partial a_k} = \frac{S \mathbf{D} e^{a_k} + e^{a_k} \mathbf{D} S}{S^2}", "wrong"),
        (r"q_k = \frac{S \mathbf{D} e^{a_k}}{S^2}", "cannot tell"),
    ],
)
def test_the_chain_says_by_what(row, verdict):
    assert verdicts(row) == [verdict]
