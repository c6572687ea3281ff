"""Derivatives that are carried forward in time, beside rows that forget the earlier steps."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["T"], y = [] }
parameters = { r = [], s = [] }
equations = '''
h[0] = 0
u[t] = s*x[t-1] + r*h[t-1]
h[t] = tanh(u[t])
E = (h[T] - y)**2
'''
[notation]
"h_t" = "h[t]"
"u_t" = "u[t]"
"x_t" = "x[t-1]"
"""

CARRIED = r"\frac{\partial u_t}{\partial r} = h_{t-1} + r \frac{\partial h_{t-1}}{\partial r}"
FORGOTTEN = r"\frac{\partial h_t}{\partial r} = \tanh'(u_t) h_{t-1}"
WHOLE = r"\frac{\partial h_t}{\partial r} = \tanh'(u_t) \left( h_{t-1} + r \frac{\partial h_{t-1}}{\partial r} \right)"


def verdicts(*rows):
    text = " ".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows]


def test_a_row_that_forgets_them_cannot_be_told():
    assert verdicts(FORGOTTEN) == ["holds under"]
    assert verdicts(CARRIED, FORGOTTEN) == ["holds", "cannot tell"]
    assert verdicts(CARRIED, WHOLE) == ["holds", "holds"]


def test_another_parameter_is_carried_on_its_own():
    assert verdicts(CARRIED, r"\frac{\partial h_t}{\partial s} = \tanh'(u_t) x_t") == ["holds", "holds under"]
