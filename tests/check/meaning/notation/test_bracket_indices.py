"""Entries of a model's vectors in brackets."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { r = ["n"], x = ["m"], V = ["n", "m"] }
parameters = { Q = ["n"] }
equations = '''
p = softmax(Q)
f = V @ x
J = sum(p*r)
'''
"""


def verdicts(*rows):
    return [row.verdict for row in check(derive.loads(SPEC), "\n".join(f"$${row}$$" for row in rows)).rows]


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial J}{\partial Q_t(a)} = p_t(a) (r(a) - J)", "holds"),
    (r"\frac{\partial J}{\partial Q(a)} = p(a) (r(a) - J)", "holds"),
    (r"\frac{\partial p_t(b)}{\partial Q_t(a)} = p_t(b) (\mathbf{1}_{a=b} - p_t(a))", "holds"),
    (r"\frac{\partial p_t(b)}{\partial Q_t(a)} = p_t(b) (\mathbf{1}_{a=b} - p_t(b))", "wrong"),
    (r"p_t(a) = \frac{e^{Q_t(a)}}{\sum_b e^{Q_t(b)}}", "holds"),
    (r"p_t(a) = \frac{e^{Q_t(a)}}{\sum_b Q_t(b)}", "wrong"),
    (r"\frac{\partial J}{\partial Q_t(a)} = \sum_b r(b) p_t(b) (\mathbf{1}_{a=b} - p_t(a))", "holds"),
])  # fmt: skip
def test_letters_in_brackets_count(row, expected):
    assert verdicts(row) == [expected]


def test_a_comparison_of_letters_makes_no_numbers_of_them():
    assert verdicts("b = a", r"p(b) = \frac{e^{Q(b)}}{\sum_a e^{Q(a)}}")[1] == "holds"


def test_what_the_model_has_is_an_argument():
    assert verdicts("f(x) = V x") == ["holds"]


def test_what_is_a_number_elsewhere_is_none():
    assert verdicts("J = a - 1", r"\frac{\partial J}{\partial Q(a)} = p(a) (r(a) - J)")[1] == "cannot tell"


def test_a_script_that_a_sum_runs_over_is_no_mark():
    assert verdicts(r"J = \sum_t p_t r_t", r"p_t(b) = p_b")[1] != "holds"
