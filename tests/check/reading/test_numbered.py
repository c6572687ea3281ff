"""Index letters with a number below."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["T", "d"], S = ["T", "n"] }
parameters = { U = ["n", "n"], W = ["n", "d"] }
equations = '''
h[0,j] = 0
a[t,j] = sum(W[j,i]*x[t-1,i], i) + sum(U[j,k]*h[t-1,k], k)
h[t,j] = tanh(a[t,j])
C = sum(S[t,j]*h[t+1,j]**2, t, j)
'''
[notation]
"h_t" = "h[t]"
"a_t" = "a[t]"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (
            r"\frac{\partial h_{r_1}}{\partial h_{r_0+1}} = \prod_{t=r_0+2}^{r_1} \frac{\partial h_t}{\partial a_t} U",
            "holds under",
        ),
        (r"\frac{\partial h_{r_1}}{\partial h_{r_0+1}} = \prod_{t=r_0+1}^{r_1} \frac{\partial h_t}{\partial a_t} U", "wrong"),
        (
            r"\frac{\partial h_{r_1}}{\partial h_{r_0}} = \prod_{t=r_0+1}^{r_1} \frac{\partial h_t}{\partial a_t} U",
            "holds under",
        ),
    ],
)
def test_they_count_steps_as_others_do(row, verdict):
    (found,) = check(derive.loads(SPEC), f"$${row}$$", read_declarations(SPEC)).rows
    assert found.verdict == verdict


def test_a_numbered_symbol_below_another_is_no_index():
    text = r"$x_1 \in \mathbb{R}^{n}$, $y = A x_1$ $$\frac{\partial y}{\partial x_1} = A \quad \nabla_{x_1} (c^T x_1) = c$$"
    assert check(None, text).rows[-1].verdict == "holds"
