"""Functions of functions, with a circle between them."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

UNIT = """
[model]
inputs = { x = ["d"], y = ["n"] }
parameters = { A = ["n", "d"] }
equations = '''
s = A @ x
q = tanh(s)
E = sum((q - y)**2)/2
'''
"""
LETTERS = {r"\psi": "function tanh", "r(x)": "s"}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"q = \psi \circ r(x)", "holds"),
        (r"q = \psi \circ (A x)", "holds"),
        (r"(\psi \circ \exp)(x) = \psi(\exp(x))", "holds"),
        (r"(\psi \circ \exp)(x) = \exp(\psi(x))", "wrong"),
        (r"\frac{\partial E}{\partial s} = (\psi \circ r(x) - y) \circ \psi'(s)", "holds"),
        (r"\frac{\partial E}{\partial s} = (\psi \circ r(x) + y) \circ \psi'(s)", "wrong"),
    ],
)
def test_a_circle_behind_a_function_that_stands_alone(row, verdict):
    assert check(derive.loads(UNIT), f"$$ {row} $$", LETTERS).rows[0].verdict == verdict


def test_a_function_of_one_argument_has_no_two():
    model = derive.loads('[model]\ninputs = { x = ["d"] }\nparameters = { w = ["d"] }\nequations = "E = sum(tanh(w*x))"')
    found = check(model, r"$$ \psi(x, w) = \psi(x) $$", {r"\psi": "function tanh"}).rows[0]
    assert found.verdict == "cannot tell"
    assert "one argument" in found.reason
