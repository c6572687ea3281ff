"""Jacobians by their letter."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { t = ["n"] }
parameters = { s = ["n"] }
equations = '''
q = softmax(s)
E = -sum(t*log(q))
'''
"""


def verdicts(*rows, words="The Jacobian matrix:"):
    return [row.verdict for row in check(derive.loads(SPEC), "\n".join([words, *(f"$${row}$$" for row in rows)])).rows]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"J_q(s) = diag(q) - q q^T", "holds"),
        (r"J_q(s) = diag(q)", "wrong"),
        (r"\nabla_s E = J_q(s)^T \nabla_q E", "holds"),
        (r"\nabla_s E = 2 J_q(s)^T \nabla_q E", "wrong"),
    ],
)
def test_the_letter_with_an_argument_is_a_derivative(row, verdict):
    assert verdicts(row) == [verdict]


def test_without_an_argument_it_is_the_same_again():
    assert verdicts(r"J_q(s) = diag(q) - q q^T", r"J_q = diag(q)") == ["holds", "wrong"]


def test_in_a_text_that_speaks_of_none_it_is_a_letter():
    assert verdicts(r"J_q(s) = diag(q)", words="Let") == ["not a claim"]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"J_s(q) = diag(q) - q q^T", "holds"),
        (r"J_s(q) = diag(q) + q q^T", "wrong"),
        (r"J_q(E) = -J_q\bigl(\sum_i t_i \log q_i\bigr) = - t / q", "holds"),
        (r"J_q(E) = -J_q\bigl(\sum_i t_i \log q_i\bigr) = t / q", "wrong"),
    ],
)
def test_the_variable_may_stand_below(row, verdict):
    assert verdicts(row) == [verdict]
