"""Chains that go on past an equation set between their rows, and rows that begin with words and a typed arrow."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { A = ["m", "k"], t = ["m"] }
parameters = { v = ["k"] }
equations = '''
u = A @ v
E = mean((u - t)**2)
'''
"""


def verdicts(*rows):
    text = r"\begin{align*}" + "\\\\\n".join(rows) + r"\end{align*}"
    return [row.verdict for row in check(derive.loads(SPEC), text, {"a_i": "A[i]"}, explain=False).rows]


def test_a_chain_goes_on_past_a_reason_set_between_its_rows():
    rows = (r"E &= \frac1m\sum_i (u_i - t_i)^2", r"\because u_i &= a_i^T v", r"&= \frac1m\sum_i (a_i^T v - t_i)^2")
    assert verdicts(*rows) == ["holds", "holds", "holds under"]
    assert verdicts(*rows, r"&= \frac1m\sum_i (t_i - a_i^T v)^2")[3] == "holds under"


def test_a_slip_past_a_reason_is_found():
    rows = (r"E &= \frac1m\sum_i (u_i - t_i)^2", r"\because u_i &= a_i^T v", r"&= \frac1m\sum_i (a_i^T v + t_i)^2")
    assert verdicts(*rows)[2] == "wrong"
    assert verdicts(*rows[:2], r"&= \frac1m\sum_i (a_i^T v - t_i)^2", r"&= \frac1m\sum_i (a_i^T v - t_i)")[3] == "wrong"


def test_past_an_equation_without_a_word():
    rows = (r"\nabla_v E &= \frac2m A^T (u - t)", r"u &= A v", r"&= \frac2m A^T (A v - t)")
    assert verdicts(*rows) == ["holds", "holds", "holds under"]


def test_what_goes_on_with_the_equation_above_is_judged_by_that():
    rows = (r"E &= \frac1m\sum_i (u_i - t_i)^2", r"\because u_i &= a_i^T v", r"&= v^T a_i", r"&= v^T a_i + t_i")
    assert verdicts(*rows)[2:] == ["holds", "wrong"]


def test_a_reason_at_the_end_of_a_row_begins_no_chain():
    rows = (r"E &= \frac1m\sum_i (u_i - t_i)^2 \quad \because u_i = a_i^T v", r"&= \frac1m\sum_i (a_i^T v - t_i)^2")
    assert verdicts(*rows) == ["holds", "holds"]


@pytest.mark.parametrize("arrow", ["=>", "==>", "<=>", r"\Rightarrow"])
def test_words_and_an_arrow_before_an_equation(arrow):
    rows = (rf"\text{{From (1) and (2)}} {arrow} \nabla_v E &= \frac2m A^T (u - t)", r"&= \frac2m A^T (A v - t)")
    assert verdicts(*rows) == ["holds", "holds"]
    assert verdicts(rows[0].replace("A^T (u - t)", "A^T (u + t)"))[0] == "wrong"
