"""Letters that say how far one step is from another: nothing else in the row tells their range."""

from __future__ import annotations

import pytest

import derive
from derive.check.meaning.notation.declared import read_declarations

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
PRODUCT = r"\frac{\partial s_t}{\partial s_{t-\tau}} = \prod_{j=t-\tau+1}^{t} \frac{\partial s_j}{\partial s_{j-1}}"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (PRODUCT, "holds under"),  # the last step first
        (PRODUCT.replace(r"t-\tau+1", r"t-\tau"), "wrong"),
        (PRODUCT.replace(r"s_{t-\tau}", r"s_{q-\tau}"), "cannot tell"),
    ],
)
def test_any_number_of_steps(row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(SPEC), f"$${row}$$", read_declarations(SPEC)).rows] == [
        verdict
    ]
