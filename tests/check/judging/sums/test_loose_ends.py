"""Sums that end one past the last entry: a habit of a whole text, or a slip of one row."""

from __future__ import annotations

import derive
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { t = ["n"] }
parameters = { u = ["n"] }
equations = '''
p = softmax(u)
J = sum(t*p)
'''
[notation]
"u_k" = "u[k]"
"p_k" = "p[k]"
first = 0
"""
PARTS = r"p_k = \frac{e^{u_k}}{\sum_{m=0}^{n} e^{u_m}}"
SLOPE = r"\frac{\partial p_k}{\partial u_k} = \frac{e^{u_k} (\sum_{m=0}^{n} e^{u_m} - e^{u_k})}{(\sum_{m=0}^{n} e^{u_m})^2}"
WRONG = r"\frac{\partial p_k}{\partial u_k} = \frac{e^{u_k} (\sum_{m=0}^{n} e^{u_m} - e^{u_k})}{\sum_{m=0}^{n} e^{u_m}}"
LAST = r"J = \sum_{m=0}^{n-1} t_m p_m"


def report(*rows: str):
    return derive.check(derive.loads(SPEC), "\n\n".join(f"$${row}$$" for row in rows), read_declarations(SPEC))


def verdicts(*rows: str) -> list[str]:
    return [row.verdict for row in report(*rows).rows]


def test_a_habit_is_named():
    assert verdicts(PARTS, SLOPE, WRONG) == ["holds", "holds", "wrong"]
    assert any(words.startswith("sums from zero to n") for words in report(PARTS, SLOPE, WRONG).understood)


def test_beside_other_ends_it_is_no_habit():
    found = verdicts(PARTS, SLOPE, SLOPE, LAST)
    assert found[-1] == "holds" and "holds" not in found[:-1]
