"""An index in brackets behind a cost or a derivative is no factor: nobody multiplies by the number of a step."""

from __future__ import annotations

import pytest

import derive

SPEC = """
[model]
inputs = { x = ["T", "D"], y = ["T", "n"] }
parameters = { W = ["n", "n"], U = ["n", "D"], s0 = ["n"] }
equations = '''
s[0] = s0
s[t] = tanh(W @ s[t-1] + U @ x[t-1])
e[t] = sum((s[t+1,k] - y[t,k])**2, k)
L = sum(e)
'''
"""


@pytest.mark.parametrize(
    "row",
    [
        r"L = \sum_{t=1}^{T} L(t)",
        r"\frac{\partial L}{\partial s_{t,k}}(t) = 2 \frac{\partial L}{\partial s_{t,k}}",
        r"\frac{\partial L}{\partial W}(t) = \frac{\partial L}{\partial s_t} \frac{\partial s_t}{\partial W}",
    ],
)
def test_an_index_multiplies_nothing(row):
    (found,) = derive.check(derive.loads(SPEC), f"$${row}$$").rows
    assert found.verdict == "cannot tell"


def test_a_number_in_brackets_does():
    (found,) = derive.check(derive.loads(SPEC), r"$$\frac{\partial L}{\partial W}(2) = \frac{\partial L}{\partial W}$$").rows
    assert found.verdict == "wrong"
