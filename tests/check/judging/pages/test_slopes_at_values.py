"""A symbol that is defined with the slope of a function at the function's own value."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[model]
inputs = { x = ["d"], c = ["m"] }
parameters = { W = ["m", "d"] }
equations = '''
u = W @ x
p = sigmoid(u)
J = sum(c*p**2)/2
'''
"""


@pytest.mark.parametrize(
    ("definition", "row", "expected"),
    [
        (r"r = c \odot p \odot \sigma'(p)", r"\frac{\partial J}{\partial W} = r x^T", "cannot tell"),
        (r"r = c \odot p \odot \sigma'(u)", r"\frac{\partial J}{\partial W} = r x^T", "holds"),
        (r"r = c \odot p \odot \sigma'(u)", r"\frac{\partial J}{\partial W} = 2 r x^T", "wrong"),
        (r"r = c \odot \sigma'(u)", r"\frac{\partial J}{\partial W} = r x^T", "wrong"),
    ],
)
def test_what_follows_from_it_is_not_to_blame(definition, row, expected):
    text = rf"$$p = \sigma(W x)$$ $${definition}$$ $${row}$$"
    assert check(derive.loads(SPEC), text, {"\\sigma": "function sigmoid"}, explain=False).rows[-1].verdict == expected
