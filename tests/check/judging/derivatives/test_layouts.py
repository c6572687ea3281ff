"""How gradients are laid out: partial derivatives as rows beside nabla as a column."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { q = ["n"] }
parameters = { u = ["n"], c = [] }
equations = '''
p = c*u/sqrt(sum(u**2))
E = sum(q*p**2)
'''
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"(\nabla_u E)^T = \frac{\partial E}{\partial u}", "holds under"),
        (
            r"(\nabla_u E)^T = \frac{\partial E}{\partial u} = \frac{\partial E}{\partial p} \frac{\partial p}{\partial u}",
            "holds under",
        ),
        (r"\frac{\partial E}{\partial u} = (\nabla_p E)^T \frac{\partial p}{\partial u}", "holds under"),
        (r"(\nabla_u E)^T = \frac{\partial E}{\partial p}", "wrong"),
        (r"\nabla_u E = (\nabla_p E)^T \frac{\partial p}{\partial u}", "wrong"),
    ],
)
def test_partial_derivatives_may_be_rows_where_nabla_is_a_column(row, verdict):
    (found,) = check(derive.loads(SPEC), f"$${row}$$").rows
    assert found.verdict == verdict
    assert verdict == "wrong" or "what nabla and symbols for gradients mean columns" in (found.convention or "")
