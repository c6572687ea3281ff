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


def test_minus_one_above_a_square_matrix_is_its_inverse():
    text = r"$$ W W^{-1} t = t $$ $$ (W^{-1})_{ij} = \frac{1}{W_{ij}} $$ $$ (W \odot W^{-1}) t = n \bar{t} $$"
    rows = check(derive.loads(SPEC), text, explain=False).rows
    first, *others = (row.verdict for row in rows)
    assert first == "holds"
    assert not {"holds", "holds under"} & set(others)
