"""Sets with a word as their name."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.reading import parse
from derive.check.reading.syntax import Big, Name, Relation

SPEC = """
[model]
inputs = { x = ["n"] }
parameters = { a = ["n"] }
equations = "C = sum(a*x**2)"
"""


@pytest.mark.parametrize(("written", "name"), [("Krz", Name("Krz")), ("kids_m", parse("D_m"))])
def test_letters_behind_the_sign_of_membership_are_one_name(written, name):
    node = parse(rf"\sum_{{i \in {written}}} x_i")
    assert isinstance(node, Big)
    (item,) = node.under
    assert isinstance(item, Relation)
    assert isinstance(item.right, Name)
    assert item.right == Name(written.split("_")[0], sub=name.sub)


def test_elsewhere_they_are_a_product():
    assert not isinstance(parse("Krz"), Name)


@pytest.mark.parametrize(("row", "expected"), [
    (r"C = \sum_{i \in Krz} a_i x_i^2", "holds"),
    (r"C = \sum_{i \in Krz} a_i x_i", "wrong"),
])  # fmt: skip
def test_a_sum_over_such_a_set(row, expected):
    assert check(derive.loads(SPEC), f"$${row}$$").rows[0].verdict == expected
