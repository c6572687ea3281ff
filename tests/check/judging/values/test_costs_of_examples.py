r"""Costs of one example with its input and target in brackets, ``J(W, b; x^{(k)}, y^{(k)})``."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[network]
input = 3
cost = "quadratic"
batch = "mean"
layers = [{ layer = "dense", units = 4, activation = "sigmoid" }, { layer = "dense", units = 2, activation = "sigmoid" }]
""")
SYMBOLS = {"J(W,b)": "C", "J(W,b;x,y)": "Cn", "J": "Cn", "m": "size N"}


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [("x^{(k)}, y^{(k)}", "holds"), ("x^{(k)}, y^{(i)}", "cannot tell"), ("x^{(i)}, y^{(i)}", "wrong")],
)
@pytest.mark.parametrize("slope", ["", r"\frac{\partial}{\partial b_j^{(2)}} "])
def test_a_sum_is_over_the_examples_in_the_brackets(slope, arguments, verdict):
    row = rf"$$ {slope}J(W,b) = \frac{{1}}{{m}} \sum_{{k=1}}^m {slope}J(W, b; {arguments}) $$"
    assert check(MODEL, row, SYMBOLS, explain=False).rows[0].verdict == verdict
