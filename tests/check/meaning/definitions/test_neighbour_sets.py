"""Sums over the units that a unit is connected with: whole layers, where the text says in words what the set is."""

from __future__ import annotations

import pytest

import derive

SPEC = r"""
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "tanh" },
]
"""
TOLD = "where $S_j$ is the set of units downstream of unit j."
RIGHT = r"\frac{\partial C}{\partial z^1_j} = \sum_{k \in S_j} \frac{\partial C}{\partial z^2_k} w^2_{kj} \tanh'(z^1_j)"


@pytest.mark.parametrize(
    ("words", "row", "verdict"),
    [
        (TOLD, RIGHT, "holds"),
        (TOLD, RIGHT.replace(r"\tanh'(z^1_j)", "a^1_j"), "wrong"),
        ("where $S_j$ is drawn at random.", RIGHT, "cannot tell"),
        (TOLD.replace("S_j", "S_{j}"), RIGHT, "holds"),
        ("Then $S_j$ is drawn. Units downstream of j are k.", RIGHT, "cannot tell"),
    ],
)
def test_words_say_what_a_set_is(words, row, verdict):
    assert [found.verdict for found in derive.check(derive.loads(SPEC), f"{words} $${row}$$").rows] == [verdict]
