"""An operator in front of several brackets may mean the derivative of their product."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = r"""
[model]
inputs = { A = ["m", "k"], t = ["m"] }
parameters = { u = ["k"] }
equations = "C = sum((t - A @ u)**2)"
"""


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (r"\frac{d}{du} (t^T - u^T A^T)(t - A u)", "holds under"),
        (r"\frac{d}{du} (t^T - u^T A^T)(t + A u)", "wrong"),
        (r"\frac{d}{du} [t^T t - 2 t^T A u + u^T A^T A u]", "holds"),
        (r"-2 A^T (t - A u)", "holds"),
    ],
)
def test_the_product_of_two_brackets(right, expected):
    row = check(derive.loads(SPEC), rf"$$ \frac{{d C}}{{d u}} = {right} $$").rows[0]
    assert row.verdict == expected


def test_a_bracket_ends_the_reach_where_the_chain_rule_goes_on():
    rights = (r"2 \frac{d}{dx} (3 - x) (3 - x)", r"\frac{d}{dx} (3 - x) (3 - x)")
    text = " ".join(rf"$$ \frac{{d}}{{dx}} (3 - x)^2 = {right} $$" for right in rights)
    first, second = check(derive.loads(SPEC.replace('u = ["k"]', 'u = ["k"], x = []').replace("A @ u)", "A @ u*x)")), text).rows
    assert (first.verdict, first.convention) == ("holds", None)
    assert second.verdict == "holds under"
