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
    found = check(derive.loads(SPEC), f"$${row}$$", {"g": "q"}, explain=False).rows[0].verdict
    assert found.removesuffix(" under") == expected


def test_brackets_that_hold_something_else_are_a_factor():
    found = check(derive.loads(SPEC), "$$g(2 V^T x) = g$$", {"g": "q"}, explain=False).rows[0].verdict
    assert found in ("wrong", "cannot tell")


SHIFTED = """
[model]
inputs = { t = ["K"], r = [] }
parameters = { v = ["K"] }
assume = "sum(t) == 1"
equations = '''
q = softmax(v)
J = -sum(t*log(q))
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"q(\mathbf v)_k = \frac{e^{v_k}}{\sum_l e^{v_l}}", "holds"),
        (r"\frac{\partial q(\mathbf v)_k}{\partial v_k} = q(\mathbf v)_k - q(\mathbf v)_k^2", "holds"),
        (r"\frac{\partial q(\mathbf v)_k}{\partial v_k} = q(\mathbf v)_k + q(\mathbf v)_k^2", "wrong"),
        (r"q(\mathbf v + r)_k = \frac{e^{v_k + r}}{\sum_l e^{v_l + r}}", "holds"),
        (r"q(\mathbf v + r) = q(\mathbf v)", "holds"),
        (r"q(r \mathbf v) = q(\mathbf v)", "wrong"),
        (r"q(\mathbf v + r)_k = \frac{e^{v_k + r}}{\sum_l e^{v_l}}", "wrong"),
    ],
)
def test_entries_and_other_arguments(row, expected):
    symbols = {r"\mathbf v": "v", "v_k": "v[k]"}
    assert check(derive.loads(SHIFTED), f"$${row}$$", symbols, explain=False).rows[0].verdict == expected
