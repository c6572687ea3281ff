"""Matrices that are drawn by their columns or rows, with strokes."""

import pytest

import derive
from derive.check import check
from derive.check.reading import parse
from derive.check.reading.printer import latex

MODEL = derive.loads("""
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { w = ["d"] }
equations = '''
r = X @ w - y
J = sum(r**2)/2
'''

[notation]
"x_i" = "X[i]"
"x_1" = "X[1]"
"x_n" = "X[n]"
"y_1" = "y[1]"
"y_n" = "y[n]"
""")


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        (r"| & | & & | \\ a & b & \cdots & c \\ | & | & & |", r"a & b & \cdots & c"),
        (r"\vert & \vert \\ a & b \\ \vert & \vert", "a & b"),
        (r"- & a & - \\ & \vdots & \\ - & c & -", r"a \\ \vdots \\ c"),
        (r"\text{---} a \text{---} \\ \text{---} b \text{---}", r"a \\ b"),
        (r"--- a --- \\ --- b ---", r"a \\ b"),
        (r"— a — \\ — b —", r"a \\ b"),
    ],
)
def test_strokes_say_nothing(drawn, meant):
    found, plain = (parse(rf"\begin{{bmatrix}} {one} \end{{bmatrix}}") for one in (drawn, meant))
    assert latex(found) == latex(plain)


@pytest.mark.parametrize("matrix", [r"1 & -1 \\ -x & |a|", r"|a| & |b| \\ - a & 1", r"a & \\ & b"])
def test_signs_and_moduli_are_no_strokes(matrix):
    assert latex(parse(rf"\begin{{bmatrix}} {matrix} \end{{bmatrix}}")).count("&") == 2


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"X = \begin{bmatrix} - & x_1^T & - \\ & \vdots & \\ - & x_n^T & - \end{bmatrix}", "holds"),
        (r"X^T = \begin{bmatrix} | & & | \\ x_1 & \cdots & x_n \\ | & & | \end{bmatrix}", "holds"),
        (r"X = \begin{bmatrix} | & & | \\ x_1 & \cdots & x_n \\ | & & | \end{bmatrix}", "cannot tell"),
    ],
)
def test_a_table_by_its_examples(row, verdict):
    assert check(MODEL, f"$$ {row} $$").rows[0].verdict == verdict
