"""Remarks in brackets behind a formula, wide spaces in brackets, marks, and equations in bold as a whole."""

from __future__ import annotations

import pytest

from derive.check.reading import read
from derive.check.reading.syntax import Name, Relation
from derive.check.reading.tree import walk


@pytest.mark.parametrize(
    "behind",
    [
        r"&&&& (\text{Because } \frac{\partial y}{\partial x} = 1 \text{ there})",
        r"\quad (\text{since } y = x)",
        r"(\text{chain rule})",
        r"\;\; (\because \sum_k p_k = 1)",
        r"\boldsymbol{(\text{Let } y = t)}",
        "(\u203b)",
    ],
)
def test_remarks_claim_nothing(behind):
    (row,) = read(rf"\begin{{align}} a &= b c {behind} \end{{align}}").rows
    assert row.problem is None and len(row.claims) == 1 and not row.conditions


@pytest.mark.parametrize("behind", [r"(\text{if } i = j)", r"\quad (\text{for } i = j)", r"\text{ (if }i = j\text{)}"])
def test_conditions_in_brackets(behind):
    (row,) = read(rf"$$a_i = b_j {behind}$$").rows
    assert [type(node) for node in row.conditions] == [Relation] and len(row.claims) == 1


def test_wide_spaces_in_brackets_part_nothing():
    (row,) = read(r"$$J = tr(\quad X W^T \quad V)$$").rows
    assert row.problem is None and len(row.claims) == 1


def test_an_equation_in_bold():
    (row,) = read(r"$$\mathbf{a^{(l)} = W^T x + b}$$").rows
    (claim,) = row.claims
    bold = {node.base for node in walk(claim.right) if isinstance(node, Name) and node.style == "bold"}
    assert bold == {"W", "x", "b"} and claim.left.style == "bold"
