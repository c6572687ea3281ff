"""The slope of a declared function is the derivative by its argument, or what is declared of it."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = r"""
[model]
inputs = { u = ["m"], t = [] }
parameters = { v = ["m"] }
equations = '''
g = sigmoid(sum(v*u))
C = -(t*log(g) + (1 - t)*log(1 - g))
'''
[notation]
"g(u)" = "g"
"v_i" = "v[i]"
"u" = "u[i]"
"""
DECLARED = SPEC + '"g\'(u)" = "g*(1 - g)*u[i]"\n'


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (r"-\frac{t g'(u)}{g(u)} + \frac{(1-t) g'(u)}{1-g(u)}", "holds"),
        (r"-\frac{t g'(u)}{g(u)} - \frac{(1-t) g'(u)}{1-g(u)}", "wrong"),
    ],
)
def test_a_declared_slope_is_what_the_declaration_says(right, expected):
    row = check(derive.loads(DECLARED), rf"$$ \frac{{\partial C}}{{\partial v_i}} = {right} $$").rows[0]
    assert row.verdict == expected


def test_a_slope_that_is_not_declared_is_one_by_the_argument():
    assert check(derive.loads(SPEC), r"$$ g'(u) = g(u)(1 - g(u)) v_i $$").rows[0].verdict == "holds"
    assert check(derive.loads(SPEC), r"$$ g'(u) = g(u)(1 - g(u)) u $$").rows[0].verdict == "wrong"
