r"""Chains that end with zero, ``\sum_i \partial p_i / \partial z_j = \partial 1 / \partial z_j = 0``."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[model]
inputs = { y = ["n"] }
parameters = { z = ["n"] }
equations = "p = softmax(z); C = -sum(y*log(p))"
""")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\sum_i \frac{\partial p_i}{\partial z_j} = \frac{\partial}{\partial z_j} 1 = 0", "holds"),
        (r"\sum_i p_i (\delta_{ij} - p_j) = p_j - p_j \sum_i p_i = p_j - p_j = 0", "holds"),
        (r"\sum_i p_i (\delta_{ij} + p_j) = p_j - p_j \sum_i p_i = p_j - p_j = 0", "wrong"),
        (r"\sum_i p_i (\delta_{ij} - p_j) = p_j - 2 p_j \sum_i p_i = 0", "wrong"),
        (r"\sum_i p_i (\delta_{ij} - p_j) = p_j - p_j \sum_i p_i", "holds"),
    ],
)
def test_zero_is_said_by_the_whole_chain(row, verdict):
    assert check(MODEL, f"$$ {row} $$", explain=False).rows[0].verdict == verdict
