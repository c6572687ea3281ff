"""Sums that leave out several values of their letter."""

from __future__ import annotations

import pytest

from derive.check.reading import parse
from derive.check.reading.syntax import Big


@pytest.mark.parametrize("below", [r"k \neq i, j", r"k \ne \{i, j\}", r"k \neq \lbrace i, j \rbrace", r"k \notin \{i, j\}"])
def test_each_value_that_is_left_out(below):
    node = parse(rf"\sum_{{{below}}} x_k")
    assert isinstance(node, Big)
    assert node.under == (parse(r"k \ne i"), parse(r"k \ne j"))


def test_two_letters_are_no_exclusion():
    assert parse(r"\sum_{i, k \neq j} x_{ik}").under == (parse("i"), parse(r"k \ne j"))
    assert len(parse(r"\sum_{k \in \{i, j\}} x_k").under) == 1
