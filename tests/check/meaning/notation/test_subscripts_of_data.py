"""Subscripts that say what a number was computed from: ``x_{uij}`` beside vectors u, i and j."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

RANKING = """
[model]
inputs = { u = ["d"], i = ["d"], j = ["d"] }
parameters = { lam = [] }
equations = '''
x = sum(u*i) - sum(u*j)
L = -log(sigmoid(x)) + lam*(sum(u**2) + sum(i**2) + sum(j**2))
'''
"""


@pytest.mark.parametrize(("row", "verdict"), [
    (r"x_{uij} = u^T i - u^T j", "holds"),
    (r"x_{ui} = u^T i - u^T j", "holds"),
    (r"x_{uij} = u^T i + u^T j", "wrong"),
    (r"\frac{\partial L}{\partial x_{uij}} = -(1 - \sigma(x_{uij}))", "holds"),
    (r"\frac{\partial L}{\partial j} = -(1-\sigma(x_{uij})) u + 2 \lambda j", "wrong"),
])  # fmt: skip
def test_they_index_nothing(row, verdict):
    assert check(derive.loads(RANKING), f"$${row}$$", explain=False).rows[0].verdict == verdict
