"""The sums of rows by name, which need no declaration; an indexed I is no identity matrix."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """name = "rows"
[model]
inputs = { U = ["n", "k"] }
parameters = { H = ["n", "k"] }
equations = '''
B = softmax(H)
E = sum(U*B)
'''
"""
G = r"\frac{\partial E}{\partial B}"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\text{rowsum}(B)_i = \sum_j B_{ij}", "holds"),
        (r"\text{rowsum}(B)_i = \sum_j B_{ji}", "wrong"),
        (rf"\frac{{\partial E}}{{\partial H}} = B \odot ({G} - \text{{rowsum}}({G} \odot B) \mathbf{{1}}^\top)", "holds"),
        (rf"\frac{{\partial E}}{{\partial H}} = B \odot ({G} - \text{{rowsum}}({G}) \mathbf{{1}}^\top)", "wrong"),
        (r"E I_j = \sum_i B_{ij}", "cannot tell"),
    ],
)
def test_rows(row, expected):
    assert check(derive.loads(SPEC), f"$${row}$$", explain=False).rows[-1].verdict == expected
