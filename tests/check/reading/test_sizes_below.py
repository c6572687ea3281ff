r"""Sizes below brackets and symbols, ``(A B)_{n \times m}``."""

import pytest

from derive.check import check
from derive.frontends import loads

MODEL = loads("""
[model]
inputs = { X = ["d", "m"], y = ["n"] }
parameters = { W = ["n", "d"], v = ["m"] }
equations = '''
z = (W @ X) @ v
C = sum((z - y)**2)
'''
""")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial C}{\partial v} = 2 (X^T W^T)_{m \times n} (z - y)_{n \times 1}", "holds"),
        (r"\frac{\partial C}{\partial v} = 2 X^T_{m \times d} W^T_{(d \times n)} (z - y)", "holds"),
        (r"\frac{\partial C}{\partial v} = 2 [X^T W^T]_{m \times n} (y - z)", "wrong"),
        (r"\left( \frac{\partial C}{\partial W} \right)_{n \times d} = 2 (z - y) (X v)^T", "holds"),
        (r"z = I_{n \times n} W X v", "holds"),
        (r"z = 2 I_{n \times n} W X v", "wrong"),
    ],
)
def test_sizes_are_remarks(row, verdict):
    assert [one.verdict for one in check(MODEL, f"$$ {row} $$", explain=False).rows] == [verdict]


def test_a_declared_symbol_keeps_its_script():
    table = {r"B_{m \times n}": "W", "B": "X"}
    assert [one.verdict for one in check(MODEL, r"$$ z = B_{m \times n} B v $$", table).rows] == ["holds"]
