"""An inline formula whose relation stands behind an open bracket is reported: it might be a claim."""

from __future__ import annotations

import pytest

from derive.check.reading import read


@pytest.mark.parametrize("formula", [r"\frac{\partial C}{\partial x = 3", "a ( b = c"])
def test_a_relation_behind_an_open_bracket_is_not_passed_over(formula):
    row = read(f"Thus ${formula}$ and ${'x'}$.").rows
    assert len(row) == 1
    assert row[0].problem is not None
    assert "never closed" in row[0].problem.reason


def test_an_expression_is_no_claim():
    assert read("Thus $(x + 1$ and $f(x)$.").rows == ()
