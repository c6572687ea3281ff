"""Rows that say what a function of a bare letter is: the letter is any number, whatever else it means in the model."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { X = ["N", "d"], y = ["N"] }
parameters = { w = ["d"] }
equations = '''
z = X @ w
p = sigmoid(z)
C = -sum(y*log(p) + (1 - y)*log(1 - p))/N
'''
"""


def verdict(row):
    return check(derive.loads(SPEC), f"$${row}$$", explain=False).rows[0].verdict


@pytest.mark.parametrize("row", [r"\sigma'(z) = \sigma(z)(1 - \sigma(z))", r"\sigma(z) = \frac{1}{1 + e^{-z}}"])
def test_identities_hold(row):
    assert verdict(row) == "holds"


@pytest.mark.parametrize(
    "row",
    [
        r"\sigma'(z) = \sigma(z)(1 + \sigma(z))",
        r"\sigma'(z) = \sigma(z)(1 - \sigma'(z))",
        r"\sigma'(z) = \sigma(z)(2 - \sigma(z))",
    ],
)
def test_slips_in_them_are_wrong_though_vectors_side_by_side_are_no_product(row):
    assert verdict(row) == "wrong"


@pytest.mark.parametrize("row", [r"\sigma'(z) = p (1 - p)", r"\sigma'(z) = p (1 + z)"])
def test_a_row_that_speaks_of_something_else_is_no_identity(row):
    assert verdict(row) != "wrong"
