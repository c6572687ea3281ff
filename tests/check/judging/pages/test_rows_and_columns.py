"""Texts with row vectors, with examples as columns, with layers of different sizes."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

ROWS = """
[model]
inputs = { x = ["a"], t = ["c"] }
parameters = { U = ["a", "b"], V = ["b", "c"] }
equations = '''
u = x @ U
h = sigmoid(u)
v = h @ V
y = sigmoid(v)
E = sum((t - y)**2)/2
'''
"""
FORWARD = r"$$u = xU$$ $$v = hV$$ "

BATCH = """
[network]
input = "n_0"
cost = "binary_cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = "n_1", activation = "tanh" },
  { layer = "dense", units = "n_2", activation = "sigmoid" },
]
[notation]
"X" = "x.T"
"A_1" = "a1.T"
"A_2" = "a2.T"
"Y" = "y.T"
"W_2" = "W2"
"b_2" = "b2"
"D" = "grad z2 of Cn"
"dW_2" = "grad W2"
"db_2" = "grad b2"
"m" = "size N"
"""

DEEP = """
[network]
depth = "L"
cost = "quadratic"
layers = [{ layer = "dense", units = "n_l", activation = "f" }]
[notation]
"u_j^{l}" = "z[l,j]"
"v_j^{l}" = "a[l,j]"
"w_{jk}^{l}" = "w[l,j,k]"
"f_{l+1}" = "function f"
"""


def verdicts(spec: str, text: str) -> list[str]:
    rows = check(derive.loads(spec), text, read_declarations(spec), explain=False).rows
    return [row.verdict for row in rows if not row.row.inline]


def test_the_slopes_of_a_row_are_a_row():
    assert verdicts(ROWS, FORWARD + r"$$\frac{\partial h}{\partial u} = h(1 - h)$$")[-1] == "holds under"
    assert verdicts(ROWS, FORWARD + r"$$\frac{\partial h}{\partial u} = h(1 - u)$$")[-1] != "holds under"


def test_what_stands_side_by_side_may_be_multiplied_before_a_cross():
    row = r"$$\frac{\partial E}{\partial V} = -h^T \times y(1 - y)(t - y)$$"
    assert verdicts(ROWS, FORWARD + row)[-1] == "holds under"
    assert verdicts(ROWS, FORWARD + row.replace("= -", "= "))[-1] != "holds under"


def test_gradients_by_tables_of_examples_lie_as_the_tables_do():
    text = r"$$D = A_2 - Y$$ $$dW_2 = \frac{1}{m} D A_1^T$$ $$db_2 = \frac{1}{m} \sum D$$ $$dW_2 = \frac{1}{m} D^T A_1^T$$"
    found = verdicts(BATCH, text)
    assert found[:3] == ["holds", "holds", "holds under"]
    assert found[3] not in ("holds", "holds under")


def test_a_sum_over_one_layer_has_no_value_for_units_that_the_other_does_not_have():
    row = r"$$\frac{\partial C}{\partial v_k^{l}} = \sum_{j=1}^{n_{l+1}} w_{jk}^{l+1} \frac{\partial C}{\partial u_j^{l+1}}$$"
    assert verdicts(DEEP, row) == ["holds"]
    assert verdicts(DEEP, row.replace("w_{jk}", "w_{kj}")) == ["wrong"]


def test_where_the_text_is_defines_no_letter():
    text = r"For $l = L$: $$v_j^{L} = f_L(u_j^{L})$$ $$v_j^{l} = f(u_j^{l})$$"
    assert verdicts(DEEP, text)[-1] == "holds"


def test_two_tables_of_different_shapes_are_not_equal_under_any_reading():
    found = check(derive.loads(BATCH), r"$$D = A_2 - Y$$ $$dW_2 = \frac{1}{m} D$$", read_declarations(BATCH)).rows
    assert [row.verdict for row in found] == ["holds", "wrong"]
    assert "shapes fit under no reading" in found[1].reason


def test_an_identity_of_functions_is_no_condition_on_what_is_given():
    spec = '[model]\ninputs = { x = ["n"] }\nparameters = { w = ["n"] }\nequations = """\nC = sum(w*x)\n"""\n'
    rows = check(derive.loads(spec), r"$$\tanh x = \frac{e^{2x} + 1}{e^{2x} + 1}$$ $$w^T x = 1$$").rows
    assert [row.verdict for row in rows] == ["wrong", "cannot tell"]
