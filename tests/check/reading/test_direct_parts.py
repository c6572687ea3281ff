"""Derivatives that a text calls direct."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { g = ["n"] }
equations = '''
m = mean(x)
u = g*(x - m)
C = sum((u - t)**2)/2
'''
input_gradients = true
"""
WHOLE = r"\frac{\partial u}{\partial x}"


@pytest.mark.parametrize("slope", [WHOLE + r"_{\text{direct}}", rf"\left.{WHOLE}\right|_{{\text{{direct}}}}"])
@pytest.mark.parametrize(
    ("right", "verdict"),
    [(r"\mathrm{diag}(g)", "holds"), (r"-\mathrm{diag}(g)", "wrong"), (r"\mathrm{diag}(g) (I - \frac1n 1 1^T)", "wrong")],
)
def test_a_direct_derivative_holds_what_lies_between(slope, right, verdict):
    text = rf"$$ u = g \odot (x - m) $$ $$ m = \frac1n \sum_i x_i $$ $$ {slope} = {right} $$"
    assert check(derive.loads(SPEC), text).rows[-1].verdict == verdict
