"""Errors numbered one ahead of the layers; functions of any layer, and entries of errors, that are declared by one letter."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

NETWORK = """
[network]
input = 4
cost = "cross_entropy"
batch = "none"
layers = [
  { layer = "dense", units = 5, activation = "tanh" },
  { layer = "dense", units = 3, activation = "softmax" },
]
"""
DEEP = r"""
[network]
input = 5
cost = "C"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 3, activation = "tanh" },
  { layer = "dense", units = 2, activation = "tanh" },
]
[notation]
"\\rho_l" = "function tanh"
"""
MODEL = r"""
[model]
inputs = { x = ["n"], G = ["m"] }
parameters = { A = ["m", "n"] }
equations = '''
u = A @ x
L = sum(G*u**2)
'''
[notation]
"\\epsilon_u" = "grad u"
"""


def verdicts(spec: str, rows: dict[str, str]) -> dict[str, str]:
    report = check(derive.loads(spec), "\n\n".join(f"$${row}$$" for row in rows), read_declarations(spec))
    return {row: judged.verdict.split()[0] for row, judged in zip(rows, report.rows, strict=True)}


def test_errors_that_count_the_input_as_a_layer():
    rows = {
        r"z_1 = W_1 x + b_1": "holds",
        r"a_1 = \tanh(z_1)": "holds",
        r"\delta_3 = a_2 - y": "holds",
        r"\delta_2 = (W_2^T \delta_3) \odot (1 - a_1^2)": "holds",
        r"\frac{\partial C}{\partial W_1} = \delta_2 x^T": "holds",
        r"\frac{\partial C}{\partial W_2} = \delta_2 a_1^T": "wrong",
    }
    assert verdicts(NETWORK, rows) == rows


def test_errors_that_count_as_the_layers_do():
    rows = {
        r"\delta_2 = a_2 - y": "holds",
        r"\delta_1 = (W_2^T \delta_2) \odot (1 - a_1^2)": "holds",
        r"\frac{\partial C}{\partial W_1} = \delta_2 x^T": "wrong",
    }
    assert verdicts(NETWORK, rows) == rows


def test_a_declared_function_of_a_layer_is_that_of_any_layer():
    rows = {
        r"a^{l+1} = \rho_{l+1}(W^{l+1} a^l + b^{l+1})": "holds",
        r"a^3 = \rho_3(z^3)": "holds",
        r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \rho_l'(z^l)": "holds",
        r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \rho_{l+1}'(a^l)": "wrong",
    }
    assert verdicts(DEEP, rows) == rows


def test_an_entry_of_an_error_that_is_declared_with_its_label():
    rows = {
        r"\epsilon_{u_i} = \frac{\partial L}{\partial u_i}": "holds",
        r"\frac{\partial L}{\partial A_{ij}} = \epsilon_{u_i} x_j": "holds",
        r"\frac{\partial L}{\partial x_j} = \sum_i \epsilon_{u_i} A_{ij}": "holds",
        r"\frac{\partial L}{\partial x_j} = \sum_i \epsilon_{u_j} A_{ij}": "wrong",
    }
    assert verdicts(MODEL, rows) == rows
