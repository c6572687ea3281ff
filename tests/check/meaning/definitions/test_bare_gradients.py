"""Gradients of the cost that are written without it."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["n"], c = ["m"] }
parameters = { W = ["m", "n"] }
equations = '''
u = W @ x
q = tanh(u)
E = sum(c*q)
'''
"""


def verdicts(*rows):
    return [row.verdict for row in check(derive.loads(SPEC), " ".join(f"$${row}$$" for row in rows), explain=False).rows]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\nabla_u = \nabla_q \odot (1 - q^2)", "holds under"),
        (r"\nabla_u = \nabla_q \odot (1 + q^2)", "wrong"),
        (r"\nabla_W = \nabla_u x^T", "holds under"),
        (r"\nabla_x = W \nabla_u", "cannot tell"),
        (r"\nabla_{q_k} = c_k", "holds under"),
    ],
)
def test_an_operator_alone_is_a_gradient(row, expected):
    assert verdicts(row) == [expected]


def test_in_front_of_its_variable_it_is_a_factor():
    assert verdicts(r"\nabla_q = c", r"E = \sum_k \nabla_{q_k} q_k") == ["holds under", "holds under"]
    assert verdicts(r"\nabla_q = c", r"E = 2 \sum_k \nabla_{q_k} q_k") == ["holds under", "wrong"]


def test_where_none_is_defined_it_is_an_operator():
    assert verdicts(r"E = \sum_k \nabla_{q_k} q_k") == ["wrong"]
