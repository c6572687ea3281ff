"""Derivatives by what a quantity of the model is computed as."""

from __future__ import annotations

import derive
from derive.check import check

SCORES = """
[model]
parameters = { p = ["d"], Q = ["K", "d"], h = ["d"] }
equations = '''
s = dot(p, h)
t = Q @ h
F = -log(sigmoid(s)) - sum(log(sigmoid(-t)))
'''
"""
LETTERS = {"q_k": "Q[k]"}


def _verdicts(*rows: str, **others: object) -> list[str]:
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(derive.loads(SCORES), text, {**LETTERS, **others}).rows]


def test_a_quantity_may_be_written_out_below_the_line():
    assert _verdicts(
        r"\frac{\partial F}{\partial (p^\top h)} = \sigma(p^\top h) - 1",
        r"\frac{\partial F}{\partial p \cdot h} = \sigma(p \cdot h)",
        r"\frac{\partial F}{\partial q_j . h} = \sigma(q_j . h)",
        r"\frac{\partial F}{\partial q_j^\top h} = \sigma(q_j^\top h) - 1",
        r"\frac{\partial F}{\partial q_j} = \frac{\partial F}{\partial q_j^\top h} \frac{\partial q_j^\top h}{\partial q_j}",
    ) == ["holds", "wrong", "holds", "wrong", "holds"]


def test_what_no_quantity_has_as_its_value_stays_open():
    assert _verdicts(r"\frac{\partial F}{\partial (p^\top p)} = 0") == ["cannot tell"]


def test_a_part_may_say_otherwise_what_a_formula_stands_for():
    other = {"begins": "$$ \\frac{\\partial F}{\\partial v", "v.h": "t[j]", "v": "Q[j]"}
    first, second = (rf"\frac{{\partial F}}{{\partial {space}v.h}} = \sigma(v.h)" for space in ("\\,", ""))
    assert _verdicts(first + " - 1", second, **{"v": "p", "v.h": "s"}, part=[other]) == ["holds", "holds"]
    assert _verdicts(first, second + " - 1", **{"v": "p", "v.h": "s"}, part=[other]) == ["wrong", "wrong"]
