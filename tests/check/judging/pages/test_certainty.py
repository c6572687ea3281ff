"""A row is wrong only if its reading is certain: what the text does not say is no slip of the author."""

from __future__ import annotations

import pytest

import derive
from derive.check import check


def verdicts(text: str, notation: dict[str, object] | None = None) -> list[str]:
    return [row.verdict for row in check(None, text, notation, explain=False).rows]


def test_a_quantity_that_the_text_does_not_connect_is_unknown_not_constant():
    text = r"$$ z_i = \sum_j w_{ij} x_j $$ $$ L = \sum_i (y_i - t_i)^2 $$ $$ \frac{\partial L}{\partial z_i} = 2(y_i - t_i) $$"
    assert verdicts(text)[-1] == "cannot tell"


def test_a_function_of_which_nothing_is_known_makes_no_row_wrong():
    text = r"$$ q_i = a_i + b_i $$ $$ L = \sum_i q_i^2 $$ $$ \frac{\partial L}{\partial a_i} = 2 q_i $$"
    row = r"$$ \frac{\partial L}{\partial b_i} = 2 q_i g(b_i) $$"
    found = verdicts(text + row)
    assert found[2] == "holds"
    assert found[3] == "cannot tell"


def test_confirmed_symbols_let_a_wrong_row_be_wrong():
    text = r"$$ q_i = a_i b_i $$ $$ L = \sum_i q_i^2 $$ $$ \frac{\partial L}{\partial a_i} = 2 q_i b_i $$"
    assert verdicts(text + r"$$ \frac{\partial L}{\partial b_i} = 2 q_i b_i $$")[-1] == "wrong"


@pytest.mark.parametrize(("row", "verdict"), [("do \\odot w", "holds"), ("do \\odot r", "wrong")])
def test_gradients_by_a_prefix_need_no_cost(row, verdict):
    text = r"\begin{align} r &= x + y \\ o &= r \odot w \\ dw &= do \odot r \\ dr &= " + row + r" \\ dx &= dr \end{align}"
    found = verdicts(text, {"shapes": {"x": ["d"], "y": ["d"], "w": ["d"]}})
    assert found[2].startswith("holds")
    assert found[3].startswith(verdict)


def test_alternatives_are_not_judged_by_the_model_of_the_other_case():
    text = r"""\begin{align} p &= x + y \\ q &= p - \frac{1}{d}\sum_{i=1}^d p_i \\ L &= \sum_{i=1}^d q_i^3 \\
    \frac{\partial L}{\partial p} &= \frac{\partial L}{\partial q}, \text{ or} \\
    \frac{\partial L}{\partial p} &= \frac{\partial L}{\partial q} - \frac{1}{d}\sum_{i=1}^d \frac{\partial L}{\partial q_i}
    \end{align}"""
    found = check(None, text, {"shapes": {"x": ["d"], "y": ["d"]}}, explain=False).rows
    assert found[3].verdict == "cannot tell"
    assert "one of several cases" in found[3].reason
    assert found[4].verdict == "holds"


TABLES = """
[model]
inputs = { X = ["n", "d"], y = ["n", "k"] }
parameters = { V1 = ["d", "h"], V2 = ["h", "k"] }
equations = '''
Z1 = X @ V1
G1 = tanh(Z1)
q = G1 @ V2
J = sum((q - y)**2)
'''
"""


def test_a_table_by_its_name_is_known_once_another_row_holds():
    rows = (
        r"$$\frac{\partial J}{\partial G^1} = \frac{\partial J}{\partial q} {V^2}^T$$",
        r"$$\frac{\partial J}{\partial V^2} = {G^1}^T \frac{\partial J}{\partial q}$$",
        r"$$\frac{\partial J}{\partial V^2} = 2 {G^1}^T \frac{\partial J}{\partial q}$$",
    )
    found = check(derive.loads(TABLES), " ".join(rows)).rows
    assert [row.verdict.removesuffix(" under") for row in found] == ["holds", "holds", "wrong"]


NET = """
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = 5, activation = "tanh" }, { layer = "dense", units = 3, activation = "tanh" }]
"""


def test_a_vector_to_the_power_of_a_letter_was_misread():
    row = r"$$ \frac{\partial C}{\partial W^l} = \delta^l (y^{l-1})^T $$"
    assert check(derive.loads(NET), row).rows[0].verdict == "cannot tell"
    assert check(derive.loads(NET), row, {"y^l": "a[l]"}).rows[0].verdict == "holds"
    assert check(derive.loads(NET), row.replace("l-1", "l"), {"y^l": "a[l]"}).rows[0].verdict == "wrong"
