"""A text that transposes its Jacobians lays all of them out in one way."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["T", "d"], y = ["T", "K"] }
parameters = { A = ["m", "m"], B = ["m", "d"], V = ["K", "m"], s0 = ["m"] }
equations = '''
s[0,j] = s0[j]
u[t,j] = sum(A[j,i]*s[t-1,i], i) + sum(B[j,i]*x[t-1,i], i)
s[t,j] = tanh(u[t,j])
o[t,k] = sum(V[k,j]*s[t+1,j], j)
J = sum((o - y)**2)/2
'''
"""
TABLE = {
    "s_t": "s[t]",
    "u_t": "u[t]",
    "o_t": "o[t-1]",
    "\\mu_t": "grad o[t-1]",
    "\\nu_t": "grad u[t]",
}
SHOWN = r"$$ \frac{\partial o_t}{\partial s_t}^T \frac{\partial J}{\partial o_t} = V^T \mu_t $$"
SLIP = r"$$ \left(\frac{\partial u_{t+1}}{\partial s_t}\right)^T \frac{\partial J}{\partial u_{t+1}} = A \nu_{t+1} $$"
DENOMINATOR = r"$$ \frac{\partial o_t}{\partial s_t} \frac{\partial J}{\partial o_t} = V^T \mu_t $$"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHOWN + SLIP, "wrong"),
        (SHOWN + SLIP.replace("A ", "A^T "), "holds"),
        (SLIP, "holds under"),  # nothing shows the layout
        (DENOMINATOR + SLIP, "holds under"),
        (SHOWN + DENOMINATOR, "holds"),
    ],
)
def test_one_layout_for_all_rows(text, expected):
    assert check(derive.loads(SPEC), text, TABLE, explain=False).rows[-1].verdict == expected


FIRST = r"$$ \frac{\partial s_t}{\partial s_{t-1}} = \mathrm{diag}(1 - s_t^2) A $$"
SECOND = r"$$ \frac{\partial o_t}{\partial s_t} = V $$"
TURNED = r"$$ \frac{\partial s_t}{\partial s_{t-1}} = A^T \mathrm{diag}(1 - s_t^2) $$"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FIRST + SECOND + TURNED, "wrong"),  # it contradicts the first row
        (SECOND + TURNED, "holds under"),
        (TURNED, "holds under"),
        (TURNED + FIRST, "holds"),
    ],
)
def test_a_jacobian_is_not_claimed_in_both_layouts(text, expected):
    assert check(derive.loads(SPEC), text, TABLE, explain=False).rows[-1].verdict == expected
