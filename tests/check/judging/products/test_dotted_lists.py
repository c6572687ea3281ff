"""Dots up to a size of the specification: sums, diagonals and lists."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = r"""
[model]
inputs = { x = ["n"], y = ["n"] }
parameters = { w = ["n"] }
equations = '''
z = w*x
p = softmax(z)
C = sum((p - y)**2)
'''
[notation]
"W" = "\\operatorname{diag}(w)"
"w_i" = "w[i]"
"z_i" = "z[i]"
"""


@pytest.fixture(scope="module")
def verdict():
    model, table = derive.loads(SPEC), read_declarations(SPEC)
    return lambda row: check(model, f"$${row}$$", table, explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"C = (p_1 - y_1)^2 + \dots + (p_n - y_n)^2", "holds"),
        (r"\frac{\partial}{\partial w_i} \sum_r^n w_r = 0 + ... + 0 + 1 + 0 + ... + 0", "holds"),
        (r"\frac{\partial}{\partial w_i} \sum_r^n w_r = 0 + ... + 0", "wrong"),
        (r"C = (p_1 - y_1)^2 + \dots + (p_{n-1} - y_{n-1})^2", "wrong"),
        (r"w^T x = w_1 x_1 + w_2 x_2 + \dots + w_n x_n", "holds"),
        (r"W = \operatorname{diag}(w_1, w_2, \ldots, w_n)", "holds"),
        (r"W = \operatorname{diag}(x_1, \ldots, x_n)", "wrong"),
        (r"W = \begin{pmatrix} w_1 & & \\ & \ddots & \\ & & w_n \end{pmatrix}", "holds"),
        (r"p = \mathrm{softmax}(z_1, \dots, z_n)", "holds"),
        (r"W x = (z_1, \dots, z_n)^T", "holds"),
        (r"W x = (y_1, \dots, y_n)^T", "wrong"),
    ],
)
def test_dots_end_at_a_size(verdict, row, expected):
    assert verdict(row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\left(\frac{\partial C}{\partial z}\right)^T = \left[\frac{\partial C}{\partial z_1} \quad \ldots \quad"
         r" \frac{\partial C}{\partial z_n}\right]", "holds"),
        (r"\frac{\partial C}{\partial w} = \begin{bmatrix} \frac{\partial C}{\partial w_1} \\ \vdots \\"
         r" \frac{\partial C}{\partial w_i} \end{bmatrix}", "holds"),
        (r"z^T = [w_1 x_1 \quad w_2 x_2 \quad \ldots \quad w_i x_i]", "holds"),
        (r"z^T = [w_1 y_1 \quad w_2 y_2 \quad \ldots \quad w_i y_i]", "wrong"),
    ],
)  # fmt: skip
def test_rows_with_wide_spaces_and_an_index_at_the_end(verdict, row, expected):
    assert verdict(row) == expected


LAYERS = """
[network]
input = 4
layers = [
  { layer = "dense", units = 5, activation = "tanh", bias = false },
  { layer = "dense", units = 6, activation = "tanh", bias = false },
  { layer = "dense", units = 3, activation = "tanh", bias = false },
]
cost = "quadratic"
[notation]
"W^{l}" = "W[l]"
"w_{ij}^{l}" = "W[l,i,j]"
"u^{l}" = "z[l]"
"u_j^l" = "z[l,j]"
"d_{j}^{l}" = "grad z[l,j]"
"d^{l}" = "grad z[l]"
"""
COLUMN = r"""d^{l} = \begin{pmatrix} %s \\ %s \\ \vdots \\ %s \end{pmatrix}"""
TABLE = (
    r"W^{l} = \begin{pmatrix} w_{11}^l & \cdots & w_{1Q}^l \\ \vdots & & \vdots \\ w_{P1}^l & \cdots & w_{PQ}^l \end{pmatrix}"
)
ENTRY = r"\sum_k d_k^{l+1} w_{k%s}^{l+1} \tanh'(u_{%s}^l)"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"W^{l} = (w_{ij}^{l})_{ij}", "holds"),
        (r"W^{l+1} = (w_{ij}^{l+1})_{ij}", "holds"),
        (r"W^{l+1} = (w_{ji}^{l+1})_{ij}", "cannot tell"),
        (TABLE, "holds"),
        (COLUMN % tuple(ENTRY % (at, at) for at in "12P"), "holds"),
        (COLUMN % tuple(ENTRY.replace("d_k^", "u_k^") % (at, at) for at in "12P"), "wrong"),
    ],
)
def test_lists_are_as_long_as_the_layer(row, verdict):
    report = check(derive.loads(LAYERS), f"$$ {row} $$", read_declarations(LAYERS), explain=False)
    assert [one.verdict for one in report.rows] == [verdict]


@pytest.mark.parametrize(("sign", "verdict"), [("", "holds"), ("-", "wrong")])
def test_a_list_may_end_with_a_size_that_has_scripts(sign, verdict):
    model = derive.loads(
        "[model]\ninputs = { y = ['nx'] }\nparameters = { a = ['nx'] }\nequations = 'z = a - y; L = sum(z**2)/2'"
    )
    entries = rf"{sign}(a_1 - y_1), & {sign}(a_2 - y_2), & ..., & {sign}(a_{{n_x}} - y_{{n_x}})"
    row = rf"\frac{{\partial L}}{{\partial z}} = \left[ \matrix{{ {entries} }} \right]^T"
    table = {"n_x": "size nx"}
    rows = check(model, f"$$ {row} $$", table, explain=False).rows
    assert [found.verdict.split()[0] for found in rows] == [verdict]
