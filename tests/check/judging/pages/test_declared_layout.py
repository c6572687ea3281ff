"""A layout that is declared is law: what holds in another one only is wrong."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations
from derive.errors import SpecError

SPEC = """
[model]
inputs = { x = ["d"], t = ["n"] }
parameters = { W = ["n", "d"], b = ["n"] }
equations = '''
z = W @ x + b
L = sum((z - t)**2)/2
'''
[notation]
"""

NUMERATOR = r"""
\begin{align}
\frac{\partial L}{\partial z} &= (z - t)^T \\
\frac{\partial z}{\partial x} &= W \\
\frac{\partial L}{\partial x} &= (z - t)^T W \\
\frac{\partial L}{\partial W} &= x (z - t)^T
\end{align}
"""

DENOMINATOR = r"""
\begin{align}
\frac{\partial L}{\partial z} &= z - t \\
\frac{\partial z}{\partial x} &= W^T \\
\frac{\partial L}{\partial x} &= W^T (z - t) \\
\frac{\partial L}{\partial W} &= (z - t) x^T
\end{align}
"""


def verdicts(text: str, *keys: str) -> list[str]:
    spec = SPEC + "\n".join(keys)
    return [row.verdict for row in check(derive.loads(spec), text, read_declarations(spec)).rows]


@pytest.mark.parametrize(("text", "layout"), [(NUMERATOR, "numerator"), (DENOMINATOR, "denominator")])
def test_rows_hold_in_their_layout_without_a_convention(text, layout):
    assert verdicts(text, f'layout = "{layout}"') == ["holds"] * 4


def test_rows_of_another_layout_are_wrong():
    assert verdicts(NUMERATOR, 'layout = "denominator"', 'vectors = "columns"') == ["wrong"] * 4
    assert verdicts(DENOMINATOR, 'layout = "numerator"', 'vectors = "columns"') == ["wrong"] * 4


def test_gradients_of_variables_and_jacobians_of_functions():
    mixed = verdicts(DENOMINATOR, 'layout = "mixed"', 'vectors = "columns"')
    assert mixed == ["holds", "wrong", "holds", "holds"]


def test_vectors_as_rows():
    row_wise = r"$$z = x W^T + b$$ $$\frac{\partial L}{\partial W} = (z - t)^T x$$"
    assert verdicts(row_wise, 'vectors = "rows"') == ["holds", "holds"]
    assert verdicts(row_wise, 'vectors = "columns"') == ["wrong", "wrong"]


def test_a_misspelt_layout():
    with pytest.raises(SpecError, match=r"'layout' cannot be 'numerater'.*\n?.*numerator"):
        verdicts(NUMERATOR, 'layout = "numerater"')
