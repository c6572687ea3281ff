"""The letter of the example beside the number of its class, in a model of one example."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["D"], g = { shape = [], integer = true, below = "K" } }
parameters = { V = ["K", "D"] }
equations = '''
u = V @ x
C = -log_softmax(u)[g]
'''
"""


def verdicts(*rows):
    return [row.verdict for row in check(derive.loads(SPEC), "\n".join(f"$${row}$$" for row in rows)).rows]


@pytest.mark.parametrize(("row", "expected"), [
    (r"\nabla_{V_k} C_i = \frac{e^{u_k}}{\sum_j e^{u_j}} x_i, \quad k \ne g_i", "holds"),
    (r"\nabla_{V_{g_i}} C_i = \left(\frac{e^{u_{g_i}}}{\sum_j e^{u_j}} - 1\right) x_i", "holds"),
    (r"\nabla_{V_{g_i}} C_i = \left(\frac{e^{u_{g_i}}}{\sum_j e^{u_j}} + 1\right) x_i", "wrong"),
    (r"C_i = -u_{g_i} + \log \sum_{k \ne g_i} e^{u_k}", "wrong"),
])  # fmt: skip
def test_it_counts_no_entries(row, expected):
    first = r"C_i = -\log \frac{e^{u_{g_i}}}{\sum_k e^{u_k}}"
    assert verdicts(first, row) == ["holds", expected]


def test_a_letter_that_a_sum_runs_over_counts():
    rows = (r"C = -u_g + \log \sum_k e^{u_k}", r"u_k = \sum_i V_{ki} x_i", r"u_k = \sum_i V_{ki} x_i^2")
    assert verdicts(*rows) == ["holds", "holds", "wrong"]


def test_the_letter_of_an_entry_of_the_vector_of_the_class_counts():
    spec = SPEC.replace("g = {", "y = {").replace("[g]", "[y]").replace("C = -", "p = softmax(u)\nC = -")
    rows = (r"\frac{\partial C}{\partial u_i} = p_i - y_i", r"\frac{\partial C}{\partial V_{ij}} = (p_i - y_i) x_i")
    assert [row.verdict for row in check(derive.loads(spec), "\n".join(f"$${row}$$" for row in rows)).rows] == [
        "holds",
        "wrong",
    ]
