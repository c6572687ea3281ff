"""A quantity with what it is computed from in brackets, written out."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["m"], t = ["K"], s = ["K"] }
parameters = { V = ["m", "K"] }
assume = "sum(t) == 1"
equations = '''
u = V.T @ x
q = softmax(u)
J = -sum(t*log(q))
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"g(V^T x) = g", "holds"),
        (r"g(V^T x) = 2g", "wrong"),
        (r"\frac{\partial g}{\partial u} = \frac{\partial g(V^T x)}{\partial u}", "holds"),
        (
            r"\frac{\partial J}{\partial g} \frac{\partial g}{\partial u} \frac{\partial u}{\partial V} = x [g(V^T x) - t]^T",
            "holds",
        ),
        (
            r"\frac{\partial J}{\partial g} \frac{\partial g}{\partial u} \frac{\partial u}{\partial V} = x [g(V^T x) + t]^T",
            "wrong",
        ),
        (r"\frac{\partial J}{\partial V} = x [g(V^T x) - t]^T", "holds"),
        (r"\frac{\partial J}{\partial V} = x [t - g(V^T x)]^T", "wrong"),
    ],
)
def test_the_brackets_hold_what_the_quantity_is_computed_from(row, expected):
    found = check(derive.loads(SPEC), f"$${row}$$", {"g": "q"}).rows[0].verdict
    assert found.removesuffix(" under") == expected


def test_brackets_that_hold_something_else_are_a_factor():
    found = check(derive.loads(SPEC), "$$g(2 V^T x) = g$$", {"g": "q"}).rows[0].verdict
    assert found in ("wrong", "cannot tell")
