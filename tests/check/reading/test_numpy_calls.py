"""Calls as programs write them."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.reading import parse, read
from derive.check.reading.syntax import Call, Transposed
from derive.check.reading.tree import walk

NETWORK = """
[network]
input = 4
layers = [{ units = 3, activation = "relu" }, { units = 2, activation = "softmax" }]
cost = "cross_entropy"
batch = "mean"
"""
TEXT = "\n".join(f"$${row}$$" for row in (
    r"Z^{[1]} = W^{[1]} X + b^{[1]}", r"A^{[1]} = \max(0, Z^{[1]})", r"dZ^{[2]} = A^{[2]} - Y",
    r"dW^{[2]} = \frac1m dZ^{[2]} A^{[1]T}", r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * {g^{[1]}}'(Z^{[1]})",
))  # fmt: skip


@pytest.mark.parametrize(("program", "formula"), [
    (r"np.dot(A, b)", r"(A) (b)"),
    (r"\text{np.dot}(A, b)", r"(A) (b)"),
    (r"\mathrm{np.multiply}(A, B)", r"(A) \odot (B)"),
    (r"np.dot(A.T, np.multiply(B, C))", r"(A^\top) ((B) \odot (C))"),
    (r"A.T.dot(B)", r"A^\top \cdot (B)"),
    (r"np.sum(D, axis=1, keepdims=True)", r"\operatorname{rowsum}(D)"),
    (r"\text{np.sum}(D, \text{axis}=0)", r"\operatorname{colsum}(D)"),
    (r"np.mean(D, axis=-1)", r"\operatorname{rowmean}(D)"),
    (r"np.maximum(0, z)", r"\max(0, z)"),
    (r"np.exp(x)", r"\exp(x)"),
    (r"\frac{1}{m}np.sum(D, axis=0)", r"\frac{1}{m}\operatorname{colsum}(D)"),
    (r"\frac{1}{m}\text{sum}(D, axis=0)", r"\frac{1}{m}\operatorname{colsum}(D)"),
])  # fmt: skip
def test_programs_in_the_words_of_formulas(program, formula):
    assert parse(program) == parse(formula)


@pytest.mark.parametrize("formula", [r"x = a. \quad T = b", r"x = a.", r"n p (x) = y", r"y = x, \text{see p. 3}"])
def test_other_points_stay(formula):
    row = read(f"$${formula}$$").rows[0]
    assert row.problem is None
    assert not any(isinstance(node, Transposed | Call) for side in row.sides for node in walk(side))


@pytest.mark.parametrize(("row", "verdict"), [
    (r"db^{[1]} = \frac1m \text{np.sum}(dZ^{[1]}, axis=1, keepdims=True)", "holds"),
    (r"db^{[1]} = \frac1m np.sum(dZ^{[1]}, axis=1, keepdims=True)", "holds"),
    (r"db^{[1]} = np.sum(dZ^{[1]}, axis=1, keepdims=True)", "wrong"),
    (r"dW^{[2]} = \frac1m np.dot(dZ^{[2]}, A^{[1]}.T)", "holds"),
    (r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * g^{[1]\prime}(Z^{[1]})", "holds"),
    (r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * g^{[1]'}(Z^{[1]})", "holds"),
    (r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * g^{[1]}(Z^{[1]})", "wrong"),
])  # fmt: skip
def test_the_backward_pass_of_a_course(row, verdict):
    assert check(derive.loads(NETWORK), f"{TEXT} $${row}$$").rows[-1].verdict == verdict


def test_a_stranger_nests_thousands_of_calls():
    row = read("$$" + "np.exp(" * 2000 + "x" + ")" * 2000 + " = y$$").rows[0]
    assert row.problem is not None
