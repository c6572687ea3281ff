"""Derivatives of a product of matrices by one of them, with a column for each example: what stands beside it."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

NET = r"""
[network]
input = 3
cost = "quadratic"
batch = "mean"
layers = [ { layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 5, activation = "tanh" } ]
[notation]
"S" = "z2.T"
"Q" = "W2"
"H" = "a1.T"
"R" = "z1.T"
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial S}{\partial H} = Q", ("holds", "holds under")),
        (r"\frac{\partial S}{\partial Q} = H", ("holds under",)),
        (r"\frac{\partial S}{\partial H} = 2 Q", ("wrong", "cannot tell")),
        (r"\frac{\partial S}{\partial Q} = R", ("wrong", "cannot tell")),
        (r"\frac{\partial S}{\partial R} = Q", ("wrong", "cannot tell")),
    ],
)
def test_one_factor_by_the_other(row, expected):
    text = rf"$$ S = Q H + b_2 $$ $$ H = \tanh(R) $$ $$ {row} $$"
    found = check(derive.loads(NET), text, read_declarations(NET)).rows
    assert [judged.verdict for judged in found[:2]] == ["holds", "holds"]
    assert found[2].verdict in expected
