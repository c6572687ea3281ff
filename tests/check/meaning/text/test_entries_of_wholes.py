"""What an array was defined as, said once more entry by entry: a claim, and no second definition."""

from __future__ import annotations

import derive
from derive.check import check

SPEC = """
[model]
inputs = { A = ["m", "d"], B = ["m", "q"] }
parameters = { W = ["d", "q"] }
equations = '''
Z = A @ W
F = sum((Z - B)**2)/2
'''
"""
LETTERS = {"a_n": "A[n]", "a_{nk}": "A[n,k]"}


def _verdicts(text: str) -> list[str]:
    return [row.verdict for row in check(derive.loads(SPEC), text, LETTERS).rows]


def test_entries_of_a_defined_matrix_are_judged():
    whole = r"$$ G = A^T A $$" + "\n"
    assert _verdicts(whole + r"$$ G_{ij} = \sum_n A_{ni} A_{nj} $$") == ["not a claim", "holds"]
    assert _verdicts(whole + r"$$ G_{ij} = \sum_n A_{ni} A_{ni} $$") == ["not a claim", "wrong"]


def test_entries_typed_as_programs_write_them():
    whole = r"$$ R_n = a_n a_n^T $$" + "\n"
    assert _verdicts(whole + r"$$ R_n [k, l] = a_{nk} a_{nl} $$") == ["not a claim", "holds"]
    assert _verdicts(whole + r"$$ R_n [k, l] = a_{nk} a_{nk} $$") == ["not a claim", "wrong"]


def test_what_has_other_axes_is_something_else():
    assert _verdicts("$$ v = W^T a_n $$\n$$ v_n = A_{n1}^2 $$")[1] == "not a claim"


def test_the_slip_is_sought_in_the_case_of_which_the_text_speaks():
    text = "$$ R_n = a_n a_n^T + \\operatorname{diag}(a_n) $$\nFor $k \\ne l$:\n$$ R_n[k, l] = %s a_{nk} a_{nl} $$"
    assert _verdicts(text % "")[-1] == "holds under"
    assert _verdicts(text % "-")[-1] == "wrong"
