"""Letters of layers that declarations tell: what is declared for m and m - 1 says where the other quantities stand."""

from __future__ import annotations

import pytest

import derive

MODEL = """
[model]
inputs = { h0 = [], q = [] }
parameters = { v1 = [], v2 = [], v3 = [] }
equations = '''
u1 = v1*h0
h1 = tanh(u1)
u2 = v2*h1
h2 = tanh(u2)
u3 = v3*h2
h3 = tanh(u3)
J = (h3 - q)**2
'''
[notation]
"\\\\phi" = "function tanh"
"""
TWO = '"v_m" = "v3"\n"h_{m-1}" = "h2"\n'
ONE = '"v_m" = "v3"\n'


def verdicts(declared: str, *rows: str) -> list[str]:
    text = "\n\n".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in derive.check(derive.loads(MODEL + declared), text).rows]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"u_m = v_m h_{m-1}", "holds"),
        (r"u_m = v_m h_m", "wrong"),
        (r"u_{m-1} = v_{m-1} h_{m-2}", "holds"),
        (r"\frac{\partial J}{\partial u_{m-1}} = 2(h_m - q)\phi'(u_m) v_m \phi'(u_{m-1})", "holds"),
        (r"\frac{\partial J}{\partial u_{m-1}} = 2(h_m - q)\phi'(u_m) v_{m-1} \phi'(u_{m-1})", "wrong"),
    ],
)
def test_two_symbols_tell_the_letter(row, verdict):
    assert verdicts(TWO, row) == [verdict]


@pytest.mark.parametrize("declared", [ONE, ONE + '"h_{m-1}" = "h1"\n'])
def test_one_symbol_or_two_that_disagree_tell_nothing(declared):
    assert "wrong" not in verdicts(declared, r"u_m = v_m h_{m-1}", r"h_m = \phi(u_m)")


def test_numbers_of_layers_are_no_squares():
    """``u^2`` is u of layer 2 beside ``u^1``: a bare ``u`` is no root of it."""
    assert verdicts("", r"u_k = v_k", r"u^1 = v^1 h^0")[0] != "wrong"


CONVOLUTION = """
[model]
inputs = { o0 = [1, 1, 7, 6] }
parameters = { w1 = [1, 1, 3, 2], w2 = [1, 1, 3, 2] }
equations = '''
x1 = conv2d(o0, w1)
o1 = tanh(x1)
x2 = conv2d(o1, w2)
J = sum(x2**2)
'''
[notation]
"x_{i,j}^l" = "x1[0,0,i,j]"
"x_{i,j}^{l+1}" = "x2[0,0,i,j]"
"""


def test_an_error_of_a_layer_is_no_kronecker_delta():
    text = r"$$\delta^{l}_{i,j} = \frac{\partial J}{\partial x_{i,j}^{l}}$$"
    (row,) = derive.check(derive.loads(CONVOLUTION), text).rows
    assert row.verdict in ("holds", "not a claim")


WIDTHS = r"""
[network]
input = 5
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 3, activation = "tanh" },
]
[notation]
"f" = "function tanh"
"x^{(l+1)}_j" = "z2[j]"
"x^{(l)}_i" = "z1[i]"
"W^{(l)}_{ji}" = "W2[j,i]"
"\\delta^{(l+1)}_j" = "grad z2[j]"
"\\delta^{(l)}_i" = "grad z1[i]"
"""


@pytest.mark.parametrize(
    ("slope", "verdict"), [("f'(x^{(l)}_i)", "holds"), ("f`(x^{(l)}_i)", "holds"), ("f(x^{(l)}_i)", "wrong")]
)
def test_sums_over_the_units_of_a_layer_that_the_values_tell(slope, verdict):
    """Weights may be numbered by the layer below; a backtick is typed for a prime."""
    row = rf"$$\delta^{{(l)}}_i = {slope} \sum_{{j=1}}^{{s_{{l+1}}}} W^{{(l)}}_{{ji}} \delta^{{(l+1)}}_j$$"
    assert derive.check(derive.loads(WIDTHS), row).rows[0].verdict == verdict
