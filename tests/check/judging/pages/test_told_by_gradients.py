"""Texts on a batch without forward equations: their gradients tell that examples are columns, and of which cost they speak."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

NET = """
[network]
input = 2
cost = "binary_cross_entropy"
batch = "mean"
layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 1, activation = "sigmoid" }]
"""
SOFT = """
[network]
input = 5
cost = "cross_entropy"
batch = "mean"
layers = [{ layer = "dense", units = 4, activation = "relu" }, { layer = "dense", units = 3, activation = "softmax" }]
"""
FORWARD = (
    r"Z^{[1]} = W^{[1]} X + b^{[1]}",
    r"A^{[1]} = \tanh(Z^{[1]})",
    r"Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}",
    r"A^{[2]} = \sigma(Z^{[2]})",
    r"J = -\frac1m \sum_{i=1}^m \left(y^{(i)}\log a^{[2](i)} + (1 - y^{(i)})\log(1 - a^{[2](i)})\right)",
)
BATCH = (
    r"\frac{\partial J}{\partial Z^{[2]}} = \frac{1}{m} (A^{[2]} - Y)",
    r"\frac{\partial J}{\partial W^{[2]}} = \frac{1}{m} (A^{[2]} - Y) A^{[1] T}",
    r"\frac{\partial J}{\partial W^{[1]}} = \frac1m \left(W^{[2]T}(A^{[2]} - Y) * (1 - (A^{[1]})^2)\right) X^T",
)
OF_ONE = (
    r"\mathcal{L}(a^{[2]}, y) = -(y \log a^{[2]} + (1-y)\log(1-a^{[2]}))",
    r"\frac{\partial \mathcal{L}}{\partial z^{[2]}} = a^{[2]} - y",
    r"\frac{\partial \mathcal{L}}{\partial W^{[2]}} = (a^{[2]} - y) a^{[1]T}",
    r"J = \frac1m \sum_{i=1}^m \mathcal{L}(a^{[2](i)}, y^{(i)})",
    r"\frac{\partial J}{\partial W^{[2]}} = \frac1m (A^{[2]} - Y)A^{[1]T}",
)
DIFFERENTIALS = (
    r"dZ^{[2]} = A^{[2]} - Y",
    r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}",
    r"db^{[2]} = \frac1m \sum_{i} dz^{[2](i)}",
    r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * g^{[1]\prime}(Z^{[1]})",
    r"dW^{[1]} = \frac1m dZ^{[1]} X^T",
)
SMALL = (
    r"dz^{[2]} = a^{[2]} - y",
    r"dW^{[2]} = dz^{[2]} a^{[1]T}",
    r"dz^{[1]} = W^{[2]T} dz^{[2]} * g^{[1]\prime}(z^{[1]})",
)
BELOW = (
    r"\frac{\partial J}{\partial z_2^{(i)}} = \frac{1}{m} (a^{[2](i)} - y^{(i)})",
    r"\frac{\partial J}{\partial W_2} = \sum_i \frac{\partial J}{\partial z_2^{(i)}} a^{[1](i)T}",
    r"\frac{\partial J}{\partial b_2} = \sum_i \frac{\partial J}{\partial z_2^{(i)}}",
    r"\frac{\partial J}{\partial z_1^{(i)}} = W_2^T \frac{\partial J}{\partial z_2^{(i)}} * (1 - a^{[1](i)2})",
)
AS_ROWS = (
    r"z_1 = xW_1 + b_1",
    r"a_1 = \mathrm{relu}(z_1)",
    r"\delta_2 = \hat{y} - y",
    r"\delta_1 = \mathrm{relu}'(z_1) \circ \delta_2 W_2^T",
    r"\frac{\partial L}{\partial W_1} = x^T \delta_1",
)


def verdicts(*rows: str, spec: str = NET) -> list[str]:
    found = check(derive.loads(spec), "\n".join(f"$$ {row} $$" for row in rows)).rows
    return [row.verdict.removesuffix(" under") for row in found]


@pytest.mark.parametrize(
    "rows",
    [BATCH, FORWARD + BATCH, OF_ONE, FORWARD + OF_ONE, DIFFERENTIALS, FORWARD + DIFFERENTIALS, SMALL + DIFFERENTIALS, BELOW],
)
def test_the_rows_hold(rows):
    assert verdicts(*rows) == ["holds"] * len(rows)


@pytest.mark.parametrize(
    ("rows", "at", "old", "new"),
    [
        (BATCH, 1, "A^{[1] T}", "A^{[1]}"),
        (BATCH, 1, r"\frac{1}{m} ", ""),
        (BATCH, 2, "A^{[1]})^2", "Z^{[1]})^2"),
        (OF_ONE, 2, "a^{[1]T}", "a^{[2]T}"),
        (OF_ONE, 4, r"\frac1m ", ""),
        (DIFFERENTIALS, 1, r"\frac{1}{m} ", ""),
        (DIFFERENTIALS, 4, "X^T", "A^{[1]T}"),
        (SMALL + DIFFERENTIALS, 1, "a^{[1]T}", "x^T"),
        (SMALL + DIFFERENTIALS, 4, r"\frac{1}{m} ", ""),
        (BELOW, 1, r"\sum_i ", ""),
    ],
)
def test_a_slip_is_found(rows, at, old, new):
    assert old in rows[at]
    found = verdicts(*rows[:at], rows[at].replace(old, new), *rows[at + 1 :])
    assert [number for number, verdict in enumerate(found) if verdict == "wrong"] == [at]


def test_vectors_as_rows_speak_of_one_example():
    assert verdicts(*AS_ROWS, spec=SOFT) == ["holds"] * len(AS_ROWS)
    slip = (*AS_ROWS[:4], AS_ROWS[4].replace(r"x^T \delta_1", r"x^T \delta_2"))
    assert verdicts(*slip, spec=SOFT)[4] == "wrong"
