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


@pytest.mark.parametrize(
    ("row", "claims"),
    [
        (r"\text{Gradient for } v_{11} : \frac{\partial E}{\partial v_{11}} = a = b", 2),
        (r"W_1: \frac{\partial L}{\partial W_1} = g x^T", 1),
        (r"f: A \to B", 0),
        (r"\forall x: x = 0", 0),
    ],
)
def test_what_stands_before_a_colon_says_what_an_equation_is_about(row, claims):
    (found,) = read(f"$$ {row} $$").rows
    assert found.problem is None and len(found.claims) == claims


@pytest.mark.parametrize(("chain", "claims"), [(r"a = \cdots = b", 1), (r"a = b = \dots = c", 2), (r"a = \dots", 1)])
def test_steps_left_out_of_a_chain(chain, claims):
    (found,) = read(f"$$ {chain} $$").rows
    assert len(found.claims) == claims and (claims == 1 or found.claims[-1].left == Name("b"))
