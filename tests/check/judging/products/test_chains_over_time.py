"""Chains of derivatives over many steps: dots, products over a range, sums where a product belongs, immediate partials."""

from __future__ import annotations

from functools import cache

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["T", "d"], y = ["T", "n"] }
parameters = { W = ["n", "n"], U = ["n", "d"], s0 = ["n"] }
equations = '''
s[0,j] = s0[j]
s[t,j] = sum(W[j,i]*tanh(s[t-1,i]), i) + sum(U[j,i]*x[t-1,i], i)
E[t] = sum((s[t+1,j] - y[t,j])**2, j)
C = sum(E)
'''
"""
DEEP = """
[network]
depth = "L"
cost = "C"
layers = [{ layer = "dense", units = "n_l", activation = "f" }]
"""


load = cache(derive.loads)


@cache
def verdict(row: str, spec: str = SPEC) -> str:
    report = check(load(spec), f"$${row}$$", {"f": "function tanh"} if spec == SPEC else {}, explain=False)
    return report.rows[0].verdict


FINE = ("holds", "holds under")
CHAIN = r"\frac{\partial s_t}{\partial s_{t-1}} \frac{\partial s_{t-1}}{\partial s_{t-2}} \cdots "
CHAIN += r"\frac{\partial s_{k+1}}{\partial s_k}"


@pytest.mark.parametrize(
    "row",
    [
        rf"\frac{{\partial s_t}}{{\partial s_k}} = {CHAIN}",
        r"\frac{\partial s_t}{\partial s_k} = \prod_{t \geq i > k} \frac{\partial s_i}{\partial s_{i-1}}",
        r"\prod_{i=k+1}^t \frac{\partial s_i}{\partial s_{i-1}} = \prod_{t \geq i > k} W \mathrm{diag}(f'(s_{i-1}))",
        r"\frac{\partial s_3}{\partial s_0} = \frac{\partial s_3}{\partial s_2} \dots \frac{\partial s_1}{\partial s_0}",
        r"\frac{\partial E_t}{\partial W} = \sum_{1 \leq k \leq t} \frac{\partial E_t}{\partial s_t} "
        r"\frac{\partial s_t}{\partial s_k} \frac{\partial^+ s_k}{\partial W}",
    ],
)
def test_chains_that_hold(row: str) -> None:
    assert verdict(row) in FINE


@pytest.mark.parametrize(
    "row",
    [
        r"\frac{\partial s_t}{\partial s_k} = \frac{\partial s_t}{\partial s_{t-1}} \cdots "
        r"\frac{\partial s_{k+2}}{\partial s_{k+1}}",
        r"\frac{\partial s_t}{\partial s_k} = \prod_{t \geq i \geq k} \frac{\partial s_i}{\partial s_{i-1}}",
        r"\prod_{i=k+1}^t \frac{\partial s_i}{\partial s_{i-1}} = \prod_{t \geq i > k} W \mathrm{diag}(f'(s_i))",
        r"\frac{\partial E_t}{\partial W} = \sum_{1 \leq k < t} \frac{\partial E_t}{\partial s_t} "
        r"\frac{\partial s_t}{\partial s_k} \frac{\partial^+ s_k}{\partial W}",
        r"\frac{\partial E_t}{\partial s_k} = \frac{\partial E_t}{\partial s_t} "
        r"\sum_{j=k+1}^t \frac{\partial s_j}{\partial s_{j-1}}",
        r"\frac{\partial E_t}{\partial W} = \frac{\partial E_t}{\partial s_t} \frac{\partial s_t}{\partial s_{t-1}} "
        r"\dots \frac{\partial s_1}{\partial W}",
    ],
)
def test_chains_with_a_slip(row: str) -> None:
    assert verdict(row) == "wrong"


LAYERS = r"\frac{\partial a^L}{\partial a^l} = \mathrm{diag}(f'(z^L)) W^L \cdots \mathrm{diag}(f'(z^{l+1})) W^{l+1}"


def test_layers_go_down_in_the_order_in_which_they_are_written() -> None:
    assert verdict(LAYERS, DEEP) in FINE
    assert verdict(LAYERS.replace("f'(z^{l+1})", "f'(z^{l+1})^2").replace("f'(z^L)", "f'(z^L)^2"), DEEP) == "wrong"


def test_dots_between_derivatives_of_layers() -> None:
    row = r"\frac{\partial C}{\partial W^1} = \frac{\partial C}{\partial a^L} \frac{\partial a^L}{\partial a^{L-1}} \cdots "
    row += r"\frac{\partial a^2}{\partial a^1} \frac{\partial a^1}{\partial W^1}"
    assert verdict(row, DEEP) in FINE


ELMAN = derive.loads("""
[model]
inputs = { x = ["T", "D"], y = ["T", "n"] }
parameters = { U = ["n", "n"], W = ["n", "D"], h0 = ["n"] }
equations = "h[0] = h0; h[t] = tanh(U @ h[t-1] + W @ x[t-1]); o[t] = h[t+1]; L = sum((o - y)**2)/2"
""")
OF_STEP = {"x_t": "x[t-1]", "L_t": "sum((h[t,k] - y[t-1,k])**2, k)/2"}


@pytest.mark.parametrize(("first", "verdict"), [("k+1", "holds under"), ("k", "wrong")])
def test_the_gradient_in_front_of_the_sum(first, verdict):
    links = rf"\left( \prod_{{j={first}}}^{{t}} \frac{{\partial h_j}}{{\partial h_{{j-1}}}} \right)"
    row = rf"\frac{{\partial L_t}}{{\partial h_t}} \cdot \sum_{{k=1}}^{{t}} {links} \cdot \frac{{\partial h_k}}{{\partial W}}"
    row = rf"\frac{{\partial L_t}}{{\partial W}} = {row}"
    assert [found.verdict for found in check(ELMAN, f"$$ {row} $$", OF_STEP, explain=False).rows] == [verdict]


@pytest.mark.parametrize(("sign", "verdict"), [("+", "holds under"), ("-", "wrong")])
def test_a_total_differential(sign, verdict):
    row = rf"dh_t = \frac{{\partial h_t}}{{\partial W}} dW {sign} \frac{{\partial h_t}}{{\partial h_{{t-1}}}} dh_{{t-1}}"
    assert [found.verdict for found in check(ELMAN, f"$$ {row} $$", OF_STEP, explain=False).rows] == [verdict]
