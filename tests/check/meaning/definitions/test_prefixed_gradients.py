"""Texts that say once what a d in front of a symbol means."""

from __future__ import annotations

import pytest

from derive.check import check

ATTENTION = r"""
Let $Q, K \in \mathbb{R}^{n\times d}$, $V\in\mathbb{R}^{n\times d_v}$ and
\[ S = \frac{QK^\top}{\sqrt d},\quad P = \mathrm{softmax}(S),\quad O = PV. \]
Given $dO = \partial L/\partial O$,
\[ dP = dO\, V^\top \]
"""


def verdicts(*rows):
    return [row.verdict for row in check(None, ATTENTION + "".join(f"$${row}$$" for row in rows), explain=False).rows[5:]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"dV = P^\top dO", "holds"),
        (r"dV = P\, dO", "wrong"),
        (r"dS_{ij} = P_{ij}\Big(dP_{ij} - \sum_k P_{ik}\,dP_{ik}\Big)", "holds"),
        (r"dS_{ij} = P_{ij}\Big(dP_{ij} + \sum_k P_{ik}\,dP_{ik}\Big)", "wrong"),
        (r"dK = \frac{1}{\sqrt d} dS^\top Q", "holds"),
        (r"dK = \frac{1}{\sqrt d} dS\, Q", "wrong"),
        (r"dK = \frac{1}{d} dS^\top Q", "wrong"),
    ],
)
def test_the_letter_of_a_size_marks_gradients_too(row, expected):
    assert verdicts(row) == [expected]


def test_a_definition_may_be_made_from_gradients():
    assert verdicts(r"D_i = \sum_j P_{ij} dP_{ij}", r"dS = P\circ(dP - D\mathbf 1^\top)")[1] == "holds"
    assert verdicts(r"D_i = \sum_j P_{ij} dP_{ij}", r"dS = P\circ(dP + D\mathbf 1^\top)")[1] == "wrong"
