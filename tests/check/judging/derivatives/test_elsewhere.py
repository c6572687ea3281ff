"""Derivatives at a point that a bar names: ``ds/dz |_{z_n}``."""

from __future__ import annotations

import derive
from derive.check import check

CELL = """
[model]
inputs = { u = ["K"], r = [] }
parameters = { m = [], v = [], s0 = [] }
equations = '''
s[0] = s0
p[k] = m*u[k-1] + v*s[k-1]
s[k] = tanh(p[k])
E = (s[K] - r)**2/2
'''
"""
NOTATION = {"s_k": "s[k]", "p_k": "p[k]", "o_k": "s[k]", "u_k": "u[k-1]", "g": "function tanh"}


def _verdict(row: str) -> str:
    return check(derive.loads(CELL), f"$$ {row} $$", NOTATION, explain=False).rows[0].verdict


def test_a_point_alone_says_by_what_and_where():
    cost = r"\frac{dE}{do} \Big|_{o_K}"
    assert _verdict(rf"\frac{{dE}}{{dv}} = {cost} \frac{{d o_K}}{{dv}}") == "holds"
    assert _verdict(rf"\frac{{dE}}{{dv}} = {cost} \frac{{dg}}{{dp}} \Big|_{{p_K}} \frac{{d p_K}}{{dv}}") == "holds"
    assert _verdict(rf"\frac{{dE}}{{dv}} = {cost} \frac{{dg}}{{dp}} \Big|_{{p_{{K-1}}}} \frac{{d p_K}}{{dv}}") == "wrong"


def test_a_declared_function_before_the_last_factor_is_called():
    assert _verdict(r"s_1 = g p_1") == "holds"
    assert _verdict(r"s_2 = g p_1") == "wrong"


def test_a_gradient_at_a_symbol_is_the_one_by_that_symbol():
    spec = '[model]\ninputs = { t = ["n"] }\nparameters = { z = ["n"] }\nequations = "L = sum(t*exp(z))"\n'
    text = "".join(
        rf"$$ \nabla L \{size}|_{{z_k}} = {right} $$" for size in ("big", "Biggl") for right in ("t_k e^{z_k}", "t_k")
    )
    assert [row.verdict for row in check(derive.loads(spec), text).rows] == ["holds", "wrong", "holds", "wrong"]


def test_a_derivative_at_its_own_variable():
    spec = '[model]\ninputs = { t = ["n"] }\nparameters = { z = ["n"] }\nequations = "p = softmax(z); L = sum(t*p)"\n'
    cases = r"\begin{cases} p_i (1 - p_i) & i = j \\ SIGN p_i p_j & i \ne j \end{cases}"
    text = "".join(
        rf"$$ \frac{{\partial p_i}}{{\partial z_j}}({point}) = {cases.replace('SIGN', sign)} $$"
        for point in (r"\mathbf{z}", "z")
        for sign in ("-", "+")
    )
    assert [row.verdict for row in check(derive.loads(spec), text).rows] == ["holds", "wrong", "holds", "wrong"]
