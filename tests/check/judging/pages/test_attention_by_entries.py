"""Attention by entries: an array called D, an index d beside a size d, and gradients that a bare nabla means."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { T = ["n", "e"] }
parameters = { Q = ["n", "d"], K = ["n", "d"], V = ["n", "e"] }
equations = '''
A = Q @ K.T/sqrt(d)
D = softmax(A)
O = D @ V
L = sum((O - T)**2)/2
'''
[notation]
"d_k" = "size d"
"A_{cd}" = "A[c,d]"
"D_{ab}" = "D[a,b]"
"""
ROWS = (
    r"A = Q K^T / \sqrt{d_k}",
    r"\frac{\partial D_{ab}}{\partial A_{cd}} = \delta_{a,c} D_{ab} (\delta_{b,d} - D_{ad})",
    r"\frac{\partial L}{\partial A_{cd}}"
    r" = D_{cd} \left(\frac{\partial L}{\partial D_{cd}} - \sum_b D_{cb} \frac{\partial L}{\partial D_{cb}}\right)",
    r"\nabla D_{ab} = \sum_m \frac{\partial L}{\partial O_{am}} V_{bm}",
)


def verdicts(*rows: str) -> list[str]:
    text = "\n".join(f"$$ {row} $$" for row in rows)
    found = check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows
    return [row.verdict.removesuffix(" under") for row in found]


def test_the_rows_hold():
    assert verdicts(*ROWS) == ["holds"] * len(ROWS)


@pytest.mark.parametrize(
    ("at", "old", "new"),
    [(1, "D_{ad})", "D_{ab})"), (2, "D_{cb} ", "D_{cd} "), (2, "D_{cd}} -", "D_{cd}} +"), (3, "V_{bm}", "V_{am}")],
)
def test_a_slip_is_wrong(at, old, new):
    assert old in ROWS[at]
    assert verdicts(ROWS[0], ROWS[at].replace(old, new))[-1] == "wrong"
