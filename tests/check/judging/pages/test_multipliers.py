"""A constraint with a multiplier: a function of its own, a condition, and the solution that satisfies it."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { n = ["S"] }
parameters = { q = ["S"] }
equations = "F = sum(n*log(q))"
[notation]
"\\mathcal{F}" = "F"
"q_s" = "q[s]"
"n_s" = "n[s]"
"\\nu" = []
"""
START = (r"\mathcal{F} = \sum_s n_s \log q_s", r"\mathfrak{F} = \mathcal{F} + \nu (\sum_s q_s - 1)")
SET = r"\frac{\partial \mathfrak{F}}{\partial q_s} = n_s/q_s + \nu = 0"


def verdicts(*rows):
    text = "\n\n".join(rf"$${row}$$" for row in (*START, *rows))
    return [row.verdict for row in check(derive.loads(SPEC), text, read_declarations(SPEC), explain=False).rows]


def test_a_letter_in_another_style_is_defined():
    assert verdicts(SET.removesuffix(" = 0")) == ["holds", "not a claim", "holds"]
    assert verdicts(r"\frac{\partial \mathfrak{F}}{\partial q_s} = n_s/q_s - \nu")[-1] == "wrong"


@pytest.mark.parametrize(
    ("row", "holds"),
    [(r"q_s = -n_s / \nu", True), (r"q_s = n_s / \nu", False), (r"n_s = -\nu q_s", True), (r"n_s = \nu q_s", False)],
)
def test_the_solution_of_the_condition(row, holds):
    assert (verdicts(SET, row)[-1] in ("holds", "holds under")) is holds


def test_the_condition_is_no_claim_then():
    assert verdicts(SET, r"q_s = -n_s / \nu")[2] == "holds"
