"""The sign that ends a proof is no factor."""

from __future__ import annotations

import pytest

from derive.check.reading import parse, read


@pytest.mark.parametrize(
    "end", [r". \;\blacksquare", r"\blacksquare", r"\qed", r".\quad\blacksquare", r". \square", r".\;\Box"]
)
def test_the_sign_is_left_out(end):
    (row,) = read(rf"$$a = \frac{{b}}{{n}} {end}$$").rows
    assert row.problem is None
    assert row.claims[0].right == parse(r"\frac{b}{n}")


@pytest.mark.parametrize("formula", [r"a = \square", r"a = b + \blacksquare", r"a = b \square", r"a = b^\blacksquare"])
def test_a_square_that_stands_for_something_stays(formula):
    (row,) = read(rf"$${formula}$$").rows
    assert row.claims[0].right == parse(formula.removeprefix("a = "))
