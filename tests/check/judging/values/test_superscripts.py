"""Letters above symbols that are labels, and no exponents."""

from __future__ import annotations

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

SPEC = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { W = ["n", "n"] }
equations = '''
z = W @ x
J = sum((z - t)**2)
'''
"""


def test_an_e_above_a_matrix_is_hardly_the_number():
    (row,) = check(derive.loads(SPEC), r"$$\frac{\partial J}{\partial W^e} = 2 (z - t) x^T$$", read_declarations(SPEC)).rows
    assert row.verdict == "cannot tell"


def test_an_exponent_is_one():
    (row,) = check(derive.loads(SPEC), r"$$\frac{\partial J}{\partial W} = 2 (z - t) x^T e^{0}$$", read_declarations(SPEC)).rows
    assert row.verdict == "holds"
