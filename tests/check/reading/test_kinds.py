"""What trails a row without a word: conditions beside equations of their own."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.reading import parse, read

SPEC = """
[model]
inputs = { g = { shape = [], integer = true, below = "K" } }
parameters = { u = ["K"] }
equations = "q = softmax(u); C = -log(q[g])"
[notation]
"g_n" = "g"
"""


@pytest.mark.parametrize("row", [r"v_k = q_k - 1 \quad k = g_n", r"v_k &= q_k - 1 & k &= g_n", r"v_k = q_k - 1, \ k = g_n"])
def test_an_index_that_is_a_class(row):
    (found,) = read(rf"\begin{{align}} {row} \end{{align}}").rows
    assert found.conditions == (parse("k = g_n"),)
    assert len(found.claims) == 1


@pytest.mark.parametrize("row", [r"v_k = q_k - k \quad k = g_n", r"v_k = q_k \quad r = g_n", r"v = k q, \ k = g_n"])
def test_other_equations_are_claims(row):
    (found,) = read(f"$${row}$$").rows
    assert len(found.claims) == 2


@pytest.mark.parametrize(("row", "expected"), [
    (r"\frac{\partial C}{\partial u_k} = q_k - 1 \quad k = g_n", "holds"),
    (r"\frac{\partial C}{\partial u_k} = q_k \quad k = g_n", "wrong"),
    (r"\frac{\partial C}{\partial u_k} = q_k - 1", "wrong"),
])  # fmt: skip
def test_such_a_row_is_judged_there(row, expected):
    assert check(derive.loads(SPEC), f"$${row}$$").rows[0].verdict == expected


def test_a_list_that_counts_down_is_a_condition():
    (row,) = read(r"For each $l = L-1, L-2, \ldots, 2$ compute").rows
    assert not row.claims
    assert len(row.conditions) == 1
    (row,) = read(r"$$ x = a, \quad y = b, \quad z = c $$").rows
    assert len(row.claims) == 3


def test_equations_in_a_table_inside_a_brace():
    text = r"""$$ \begin{cases} \begin{eqnarray}
      \nabla_{w_{y_i}} L &=& -(n - 1) x \quad &j=&y_i \\ \nabla_{w_j} L &=& x \quad &j \ne& y_i
    \end{eqnarray} \end{cases} $$"""
    first, second = read(text).rows
    assert len(first.claims) == 1
    assert not first.conditions, "a letter that stands nowhere else"
    assert [condition.op for condition in second.conditions] == ["!="]


@pytest.mark.parametrize("sign", [r"\in", r"\sim"])
def test_a_column_says_of_what_shape_something_is(sign):
    text = (
        rf"\begin{{align}} x &= a &\quad &{sign} \mathbb{{R}}^{{n}} \\ y &= b &\quad &{sign} \mathbb{{R}}^{{m}} \end{{align}}"
    )
    assert [(len(row.claims), len(row.conditions)) for row in read(text).rows] == [(1, 1), (1, 1)]
