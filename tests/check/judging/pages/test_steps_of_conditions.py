"""Chains that begin with the zero of a condition, costs with and without a penalty, sums written by what they run over."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

LEAST = """
[model]
inputs = { X = ["n", "m"], y = ["n"] }
parameters = { w = ["m"] }
constants = { lam = 0.3 }
equations = "J = sum((X @ w - y)**2) + lam*sum(w**2)"
"""
TABLE = """
[model]
inputs = { R = ["U", "I"] }
parameters = { P = ["U", "K"], Q = ["I", "K"] }
equations = "C = sum((R - P @ Q.T)**2) + sum(P**2)"
"""
LAYERS = """
[network]
input = 3
cost = "quadratic"
layers = [{ layer = "dense", units = 2, activation = "tanh" }, { layer = "dense", units = 4, activation = "tanh" }]
"""
SQUARE = """
[model]
inputs = { x = ["n"], t = [] }
parameters = { w = ["n"] }
equations = '''
y = sum(w*x)
E = (t - y)**2/2
'''
"""


def verdicts(spec, text, notation=None):
    return [row.verdict for row in check(derive.loads(spec), text, notation or {}, explain=False).rows]


@pytest.mark.parametrize(("last", "expected"), [
    (r"2 X^T X w - 2 X^T y + 2 \lambda w", "holds under"),
    (r"2 X^T X w - 2 X^T y + \lambda w", "wrong"),
])  # fmt: skip
def test_a_chain_from_zero_goes_on_from_what_is_zero(last, expected):
    rows = rf"\begin{{align}} 0 &= \nabla_w J \\ &= 2 X^T (X w - y) + 2 \lambda w \\ &= {last} \end{{align}}"
    assert verdicts(LEAST, rows, {r"\lambda": "lam"}) == ["cannot tell", "holds under", expected]


@pytest.mark.parametrize(("row", "expected"), [
    (r"C = \sum_{u,i} (R_{ui} - \sum_{k=1}^k p_{uk} q_{ik})^2 + \sum_U p_{uk}^2", "holds under"),
    (r"C = \sum_{u,i} (R_{ui} - \sum_k p_{uk} q_{ik})^2 + 2 \sum_U p_{uk}^2", "wrong"),
    (r"\frac{\partial C}{\partial q_{ik}} = -2 \sum_U (R_{ui} - \sum_{j=1}^K p_{uj} q_{ij}) p_{uk}", "holds under"),
    (r"\frac{\partial C}{\partial q_{ik}} = -2 \sum_U (R_{ui} - \sum_{j=1}^K p_{uj} q_{ij}) q_{uk}", "wrong"),
])  # fmt: skip
def test_sums_over_a_set_by_its_capital(row, expected):
    assert verdicts(TABLE, f"$${row}$$", {"p_{uk}": "P[u,k]", "q_{ik}": "Q[i,k]"})[-1] == expected


def test_a_cost_that_the_text_scales_later_is_no_slip():
    """The text begins with the square alone, and halves it two rows later."""
    rows = r"$$E = (t - y)^2$$ $$E = \frac12 (t - y)^2$$ $$\frac{\partial E}{\partial w_i} = -2 (t - y) x_i$$"
    assert verdicts(SQUARE, rows) == ["cannot tell", "holds", "wrong"]


def test_another_case_of_the_cost_may_be_rewritten():
    rows = r"\begin{align} J &= \|X w - y\|^2 \\ &= (X w - y)^T (X w - y) \end{align} $$J = \|Xw - y\|^2 + \lambda \|w\|^2$$"
    assert verdicts(LEAST, rows, {r"\lambda": "lam"}) == ["cannot tell", "holds under", "holds"]


def test_ell_above_a_symbol_is_no_cost():
    known = r"$$\delta^\ell_j = \frac{\partial C}{\partial z^\ell_j}$$ $$z^\ell = w^\ell a^{\ell - 1} + b^\ell$$"
    row = r"$$\frac{\partial C}{\partial w^\ell_{jk}} = a^\ell_k \delta^\ell_j$$"
    assert verdicts(LAYERS, known + row) == ["holds", "holds", "wrong"]


@pytest.mark.parametrize(("row", "expected"), [
    (r"\nabla^2 J = 2 X^T X + 2 \lambda I", "holds"),
    (r"\nabla^2 J = 2 X^T X + \lambda I", "wrong"),
])  # fmt: skip
def test_second_derivatives_without_a_variable(row, expected):
    assert verdicts(LEAST, f"$${row}$$", {r"\lambda": "lam"}) == [expected]


@pytest.mark.parametrize(("row", "expected"), [
    (r"\nabla_w J = 2 X^T g + 2 \lambda w", "holds"),
    (r"\nabla_w J = X^T g + 2 \lambda w", "wrong"),
])  # fmt: skip
def test_a_name_may_stand_behind_what_it_names(row, expected):
    rows = rf"$$\nabla_w J = 2 X^T (X w - y) + 2 \lambda w$$ $$\frac12 \nabla_{{Xw}} \|Xw - y\|^2 = X w - y =: g$$ $${row}$$"
    assert verdicts(LEAST, rows, {r"\lambda": "lam"})[-1] == expected
