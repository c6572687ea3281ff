"""A colon between arrays: the sum of the products of all entries in the same place."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.reading import read
from derive.check.reading.printer import latex

MODEL = """
[model]
inputs = { B = ["p", "r"] }
parameters = { H = ["p", "q"], X = ["q", "r"] }
equations = '''
R = H @ X - B
E = sum(R**2)/2
'''
"""


def verdicts(*rows, spec=MODEL):
    model = derive.loads(spec) if spec else None
    return [row.verdict for row in check(model, "\n".join(rf"$${row}$$" for row in rows), explain=False).rows]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"E = \tfrac12 R:R", "holds"),
        (r"E = R:R", "wrong"),
        (r"\tfrac12 E = \tfrac14 R:R = \tfrac14 \|R\|_F^2", "holds"),
        (r"\tfrac12 E = \tfrac14 R:R = \tfrac12 \|R\|_F^2", "wrong"),
        (r"E = \tfrac12 R:(HX - B)", "holds"),
        (r"E = \tfrac12 R:HX - \tfrac12 R:B", "holds"),
        (r"E = \tfrac12 R:HX + \tfrac12 R:B", "wrong"),
        (r"E = \tfrac12 R:R = \tfrac12 \operatorname{tr}(R^T R)", "holds"),
        (r"E = \tfrac12 R:R = \operatorname{tr}(R^T R)", "wrong"),
        (r"dE = R:dR", "holds"),
        (r"dE = R:H\,dX + R:dH\,X", "holds"),
        (r"dE = R:H\,dX - R:dH\,X", "wrong"),
        (r"dE = R : dR = H^T R : dX + R X^T : dH", "holds"),
        (r"dE = R : dR = H^T R : dX - R X^T : dH", "wrong"),
    ],
)
def test_products_of_matrices(row, expected):
    assert verdicts(r"dE = \operatorname{tr}(R^T dR)", row)[-1] == expected


def test_a_text_of_its_own():
    rows = [r"w \in \mathbb{R}^n", r"A \in \mathbb{R}^{m \times n}", r"v = Aw - c", r"\mathcal{L} = \tfrac12 v:v"]
    assert verdicts(*rows, r"\nabla_w \mathcal{L} = A^T v", r"\nabla_w \mathcal{L} = 2 A^T v", spec="")[-2:] == [
        "holds",
        "wrong",
    ]


@pytest.mark.parametrize(
    "row",
    [r"y_i = 1 : i = k", r"y_i = x_i : x_i > 0", r"f : A \to B", r"y = 3", r"S = \{ i : x_i w > 0 \}", r"r = 1 : 2"],
)
def test_other_colons_join_no_factors(row):
    (read_row,) = read(f"$${row}$$").rows
    assert ":" not in "".join(latex(claim.right) for claim in read_row.claims if not latex(claim.right).startswith(r"\left\{"))


def test_a_ratio_of_numbers_is_not_judged():
    assert verdicts(r"E = E : E")[-1] != "wrong"


def test_a_letter_of_a_condition_is_no_factor():
    assert latex(read(r"$$y = A x : x = 0$$").rows[0].claims[0].right) == "A x"
