"""Rows that are written out in the sizes of the specification beside whole arrays; axes of length one."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

NETWORK = """
[network]
input = 3
cost = "binary_cross_entropy"
batch = "none"
layers = [
  { layer = "dense", units = 2, activation = "tanh" },
  { layer = "dense", units = 1, activation = "sigmoid" },
]
[notation]
"s_1" = "z1[1]"
"s_2" = "z1[2]"
"""
PICTURE = """
[model]
inputs = { S = [1, 1, 2, 2] }
parameters = { U = [1, 1, 3, 3], K = [1, 1, 2, 2] }
equations = '''
V = conv2d(U, K)
L = sum(S*V**2)
'''
[notation]
"v_{ij}" = "V[0,0,i,j]"
"k_{ij}" = "K[0,0,i,j]"
layout = "denominator"
"""
ENTRIES = (
    r"\frac{\partial L}{\partial k_{11}} & \frac{\partial L}{\partial k_{12}} \\ "
    r"\frac{\partial L}{\partial k_{21}} & \frac{\partial L}{\partial k_{22}}"
)


def verdict(spec: str, row: str) -> str:
    return check(derive.loads(spec), f"$${row}$$", read_declarations(spec)).rows[0].verdict


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (r"\begin{bmatrix} \tanh'(s_1) & 0 \\ 0 & \tanh'(s_2) \end{bmatrix}", "holds"),
        (r"\begin{bmatrix} \tanh'(s_2) & 0 \\ 0 & \tanh'(s_1) \end{bmatrix}", "wrong"),
        (r"\begin{bmatrix} \tanh(s_1) & 0 \\ 0 & \tanh(s_2) \end{bmatrix}", "wrong"),
    ],
)
def test_a_jacobian_that_is_written_out(right, expected):
    assert verdict(NETWORK, r"\frac{d a^{(1)}}{d z^{(1)}} = " + right) == expected


def test_a_row_of_weights_that_is_written_out():
    row = r"\frac{d z^{(2)}}{d a^{(1)}} = \begin{bmatrix} W^{(2)}_{1,1} & W^{(2)}_{1,2} \end{bmatrix}"
    assert verdict(NETWORK, row) == "holds"
    assert verdict(NETWORK, row.replace("W^{(2)}_{1,2}", "W^{(2)}_{1,1}")) == "cannot tell"


def test_a_picture_with_one_channel_is_a_matrix():
    row = rf"\frac{{\partial L}}{{\partial K}} = \begin{{bmatrix}} {ENTRIES} \end{{bmatrix}}"
    assert verdict(PICTURE, row) == "holds"
    assert verdict(PICTURE, row.replace("k_{12}", "k_{11}")) == "wrong"


def test_a_vector_is_no_length():
    model = derive.loads("[model]\ninputs = { x = ['n'] }\nparameters = { y = ['n'] }\nequations = 'L = sum(x*y)'")
    rows = check(model, r"$$ x \in \mathbb{R}^{\beta} $$", {r"\beta": "y"}, explain=False).rows
    assert rows[0].verdict == "cannot tell"
