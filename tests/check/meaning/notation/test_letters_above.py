"""Indices above vectors, and entries of vectors that are declared with an arrow."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { V = ["n", "n"], c = ["n"] }
equations = '''
u = V @ x + c
p = sigmoid(u)
J = -sum(t*log(p) + (1 - t)*log(1 - p))
'''
"""


def verdict(row, symbols=None):
    return check(derive.loads(SPEC), f"$${row}$$", symbols).rows[0].verdict.removesuffix(" under")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"u^k = \sum_j V_{kj} x^j + c^k", "holds"),
        (r"u^k = \sum_j V_{kj} x^j - c^k", "wrong"),
        (r"J = -\sum_k \left[ t^k \ln p^k + (1 - t^k) \ln(1 - p^k) \right]", "holds"),
        (r"J = -\sum_k \left[ t^k \ln p^k + (1 + t^k) \ln(1 - p^k) \right]", "wrong"),
        (r"\frac{\partial J}{\partial x^j} = \sum_k V_{kj} (p^k - t^k)", "holds"),
        (r"\frac{\partial p^k}{\partial u^k} = p^k - (p^k)^2", "holds"),
    ],
)
def test_a_letter_above_a_vector_is_an_index(row, expected):
    assert verdict(row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial J}{\partial g_k} = h_k - t_k", "holds"),
        (r"\frac{\partial J}{\partial g_k} = h_k + t_k", "wrong"),
    ],
)
def test_entries_of_arrows(row, expected):
    assert verdict(row, {r"\vec g": "u", r"\vec h": "p"}) == expected
