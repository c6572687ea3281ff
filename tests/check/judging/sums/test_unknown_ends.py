"""Sums that end with a letter that nothing explains, and entries that are counted from zero."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

POISSON = """
[model]
inputs = { x = ["n", "q"], y = ["n"] }
parameters = { beta = ["q"] }
equations = '''
m = exp(x @ beta)
l = sum(y*log(m) - m)
'''
"""
FROM_ZERO = r"\log m_i = \beta_0 x_{i0} + \sum_{j=1}^p \beta_j x_{ij}"


def verdicts(*rows):
    return [row.verdict for row in check(derive.loads(POISSON), "\n".join(f"$${row}$$" for row in rows), explain=False).rows]


@pytest.mark.parametrize(("row", "verdict"), [
    (r"\log m_i = \sum_{j=1}^p \beta_j x_{ij}", "holds"),
    (r"\log m_i = \sum_{j=0}^p \beta_j x_{ij}", "holds"),
    (r"\log m_i = \sum_{j=2}^p \beta_j x_{ij}", "wrong"),
    (r"\frac{\partial l}{\partial \beta_a} = \sum_{i=1}^n (y_i - e^{\sum_{k=1}^p \beta_k x_{ik}}) x_{ia}", "holds"),
    (r"\frac{\partial l}{\partial \beta_a} = \sum_{i=1}^n (y_i - e^{\sum_{k=1}^p \beta_k x_{ik}})", "wrong"),
])  # fmt: skip
def test_such_a_sum_runs_over_all(row, verdict):
    assert verdicts(row) == [verdict]


def test_whoever_names_a_zero_counts_from_it():
    assert verdicts(FROM_ZERO, r"\log m_i = \sum_{j=0}^p \beta_j x_{ij}") == ["holds", "holds"]
    assert verdicts(FROM_ZERO, r"\log m_i = \sum_{j=1}^p \beta_j x_{ij}") == ["holds", "wrong"]


def test_a_sum_from_one_to_the_number_of_entries_counts_from_one():
    assert verdicts(r"\log m_i = \sum_{j=1}^q \beta_j x_{ij}", r"\beta_0 = 1")[0] == "holds"
