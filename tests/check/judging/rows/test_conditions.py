"""What rows hold under: orthonormal matrices that the text states, points at which a gradient vanishes."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

COMPONENTS = r"""
[model]
inputs = { X = ["d", "m"], lam = ["p"] }
parameters = { W = ["d", "p"] }
equations = '''
Z = W.T @ X
L = -sum(Z**2) + sum(lam*(sum(W**2, axis=0) - 1))
'''
[notation]
"w_i" = "W[:,i]"
"\\lambda_i" = "lam[i]"
"""


def last(text):
    return check(derive.loads(COMPONENTS), text, read_declarations(COMPONENTS), explain=False).rows[-1]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\|W Z - X\|^2 = \operatorname{tr}(X^\top X) - \operatorname{tr}(Z^\top Z)", "holds under"),
        (r"\|W Z - X\|^2 = \operatorname{tr}(X^\top X) - 2\operatorname{tr}(Z^\top Z)", "wrong"),
    ],
)
def test_orthonormal_columns_that_the_text_states(row, expected):
    assert last(rf"As $W^\top W = I$, \[ {row} \]").verdict == expected
    assert last(rf"\[ {row} \]").verdict == "wrong"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"X X^\top w_i = \lambda_i w_i", "holds under"),
        (r"X X^\top w_i = 2 \lambda_i w_i", "wrong"),
        (r"\frac{\partial L}{\partial w_i} = 2 (\lambda_i w_i - X X^\top w_i)", "holds"),
        (r"\frac{\partial L}{\partial w_i} = \lambda_i w_i - X X^\top w_i", "wrong"),
        (r"\frac{\partial L}{\partial w_i} = 2 (\lambda_i w_i - X X^\top w_i) = 2 (X X^\top w_i - \lambda_i w_i)", "wrong"),
    ],
)
def test_conditions_of_a_stationary_point(row, expected):
    found = last(rf"\[ {row} \]")
    assert found.verdict == expected
    assert expected != "holds under" or found.convention == "where the gradient of L by W is zero"


def test_zero_under_a_condition_that_the_first_numbers_do_not_meet():
    model = derive.loads('[model]\nparameters = { x = [] }\nequations = "y = relu(x); L = exp(y)"')
    rows = [rf"\frac{{\partial y}}{{\partial x}} = {slope} \text{{ if }} x {sign} 0" for slope in (0, 1) for sign in "<>"]
    found = derive.check(model, "\n".join(f"$$ {row} $$" for row in rows), explain=False).rows
    assert [row.verdict for row in found] == ["holds", "cannot tell", "wrong", "holds"]
