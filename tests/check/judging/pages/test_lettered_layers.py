"""A letter that a text defines for two layers, where the specification has one quantity of that name."""

from __future__ import annotations

import derive
from derive.check import check

TWO = """
[model]
inputs = { x = ["d"], t = ["m"] }
parameters = { U = ["h", "d"], V = ["m", "h"] }
equations = '''
a = U @ x
s = tanh(a)
o = V @ s
r = tanh(o)
E = sum((r - t)**2)/2
'''
"""


def verdicts(*rows: str) -> list[str]:
    display = r" \\ ".join(rows)
    return [row.verdict for row in check(derive.loads(TWO), rf"\begin{{align}} {display} \end{{align}}").rows]


def test_a_letter_of_two_layers_makes_no_row_wrong():
    found = verdicts(r"a_j &= \sum_i u_{ji} x_i", r"a_k &= \sum_j v_{kj} s_j", r"r_k &= \tanh(a_k)")
    assert "wrong" not in found


def test_a_slip_beside_one_definition_is_wrong():
    found = verdicts(r"a_j &= \sum_i U_{ji} x_i", r"s_j &= \tanh(a_j)", r"r_k &= \tanh(a_k)")
    assert found[:2] == ["holds", "holds"] and found[2] == "wrong"


def test_definitions_that_hold_leave_no_doubt():
    found = verdicts(r"a_j &= \sum_i U_{ji} x_i", r"a_k &= \sum_i x_i U_{ki}", r"r_k &= \tanh(a_k)")
    assert found == ["holds", "holds", "wrong"]
