"""A cost of an array, J(C) = ...: a quantity that is defined, and no function of any number."""

from __future__ import annotations

import pytest

from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[notation]
"C" = ["p", "p"]
"R" = ["p", "p"]
"k" = "size k"
"u_i" = ["p"]
"""
COST = r"$$J(C) = \frac{k}{2} \log |C| + \frac{1}{2} \sum_{i=1}^k u_i^T C^{-1} u_i$$"


def verdicts(text, spec=SPEC):
    return [row.verdict for row in check(None, text, read_declarations(spec), explain=False).rows]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"J(C) = \frac{k}{2} \log |C| + \frac{1}{2} \operatorname{tr}(C^{-1} \sum_{i=1}^k u_i u_i^T)", "holds"),
        (r"J(C) = \frac{k}{2} \log |C| + \operatorname{tr}(C^{-1} \sum_{i=1}^k u_i u_i^T)", "wrong"),
        (r"\frac{\partial}{\partial C} J(C) = \frac{k}{2} C^{-T} - \frac12 C^{-T} \sum_{i=1}^k u_i u_i^T C^{-T}", "holds"),
    ],
)
def test_a_cost_of_a_matrix(row, expected):
    assert verdicts(f"{COST}\n\n$${row}$$") == ["not a claim", expected]


def test_the_declared_cost_is_no_function():
    spec = SPEC + 'cost = "Q"\n'
    text = r"$$Q(v) = \sum_{i=1}^k v^T u_i$$ $$\nabla_v Q(v) = \sum_{i=1}^k u_i$$"
    assert verdicts(text, spec) == ["not a claim", "holds"]


def test_an_activation_stays_a_function():
    text = r"$$g(z) = \frac{1}{1 + e^{-z}}$$ $$a = g(C u)$$ $$g'(z) = g(z)(1 - g(z))$$"
    assert verdicts(text, SPEC + '"u" = ["p"]\n"z" = ["p"]\n')[-1] == "holds"


SET = r"$$k C^{-1} - C^{-1} R C^{-1} = 0$$"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"k C^{-1} = C^{-1} R C^{-1}", {"holds under"}),
        (r"2 C^{-1} R C^{-1} - 2 k C^{-1} = 0", {"holds under"}),
        (r"k C^{-1} = C^{-1} R", {"cannot tell", "wrong"}),
    ],
)
def test_a_condition_that_is_rearranged_in_the_next_display(row, expected):
    assert verdicts(f"{SET}\n\nHence\n\n$${row}$$")[-1] in expected


def test_each_display_goes_on_with_the_one_before():
    steps = (r"k C^{-1} = C^{-1} R C^{-1}", r"k C C^{-1} C = C C^{-1} R C^{-1} C", r"k C = R")
    text = SET + "".join(f"\n\n$${step}$$" for step in steps)
    assert verdicts(text)[1:] == ["holds under", "holds under", "holds under"]
    assert verdicts(text.replace("k C = R", "C = k R"))[-1] != "holds under"
