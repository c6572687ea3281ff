"""A letter that a text defines for two layers, where the specification has one quantity of that name."""

from __future__ import annotations

import derive
from derive.check import check

TWO = """
[model]
inputs = { x = ["T", "d"], z = ["T", "h"] }
parameters = { U = ["h", "d"], V = ["h", "h"] }
equations = '''
s[0,j] = 0
a[t,j] = sum(U[j,i]*x[t-1,i], i) + sum(V[j,i]*s[t-1,i], i)
s[t,j] = tanh(a[t,j])
r[t,j] = tanh(sum(V[j,i]*s[t+1,i], i))
E = sum((r - z)**2)/2
'''
"""
FIRST = r"a_j^t &= \sum_i U_{ji} x_i^t + \sum_k V_{jk} s_k^{t-1}"


def verdicts(*rows: str) -> list[str]:
    display = r" \\ ".join(rows)
    return [row.verdict for row in check(derive.loads(TWO), rf"\begin{{align}} {display} \end{{align}}").rows]


def test_a_letter_of_two_layers_makes_no_row_wrong():
    found = verdicts(FIRST, r"s_j^t &= \tanh(a_j^t)", r"a_k^t &= \sum_j w_{kj} s_j^t", r"r_k^t &= \tanh(a_k^t)")
    assert found == ["holds", "holds", "cannot tell", "cannot tell"]


def test_a_slip_beside_one_definition_is_wrong():
    found = verdicts(FIRST, r"s_j^t &= \tanh(a_j^t)", r"r_k^t &= \tanh(a_k^t)")
    assert found == ["holds", "holds", "wrong"]


def test_definitions_that_hold_leave_no_doubt():
    again = r"a_k^t &= \sum_j V_{kj} s_j^{t-1} + \sum_i U_{ki} x_i^t"
    assert verdicts(FIRST, again, r"r_k^t &= \tanh(a_k^t)") == ["holds", "holds", "wrong"]
