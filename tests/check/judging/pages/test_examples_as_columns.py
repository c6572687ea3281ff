"""A course's homework on a batch, examples as columns: every usual slip is found and named, and the rows around it hold."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
[network]
input = 3
cost = "binary_cross_entropy"
batch = "mean"
layers = [ { layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 1, activation = "sigmoid" } ]
"""
ROWS = (
    r"Z^{[1]} = W^{[1]} X + b^{[1]}",
    r"A^{[1]} = \tanh(Z^{[1]})",
    r"Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}",
    r"A^{[2]} = \sigma(Z^{[2]})",
    r"dZ^{[2]} = A^{[2]} - Y",
    r"dW^{[2]} = \frac1m dZ^{[2]} A^{[1]T}",
    r"db^{[2]} = \frac1m \sum_{i=1}^m dZ^{[2](i)}",
    r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * (1 - (A^{[1]})^2)",
    r"dW^{[1]} = \frac1m dZ^{[1]} X^T",
    r"db^{[1]} = \frac1m \sum_{i=1}^m dZ^{[1](i)}",
)


@pytest.fixture(scope="module")
def model():
    return derive.loads(SPEC)


def judged(model, rows, explain=True):
    return check(model, "\n".join(f"$$ {row} $$" for row in rows), explain=explain).rows


def test_the_rows_hold(model):
    assert [row.verdict for row in judged(model, ROWS)] == ["holds"] * len(ROWS)


@pytest.mark.parametrize(
    ("at", "slip", "said"),
    [
        (5, r"dW^{[2]} = dZ^{[2]} A^{[1]T}", r"A factor $\frac{1}{m}$ is missing"),
        (5, r"dW^{[2]} = \frac1m A^{[1]T} dZ^{[2]}", "stand in the wrong order"),
        (6, r"db^{[2]} = \frac1m dZ^{[2]}", "A sum over the examples is missing"),
        (7, r"dZ^{[1]} = W^{[1]T} dZ^{[2]} * (1 - (A^{[1]})^2)", "The layer $1$ of ${W^{[1]}}^{T}$ is wrong"),
        (7, r"dZ^{[1]} = W^{[2]T} dZ^{[2]} (1 - (A^{[1]})^2)", "should be an elementwise product"),
        (8, r"dW^{[1]} = \frac1m dZ^{[1]} A^{[1]T}", "The layer $1$ of ${A^{[1]}}^{T}$ is wrong"),
    ],
)
def test_one_slip_is_found_and_named(model, at, slip, said):
    rows = judged(model, [*ROWS[:at], slip, *ROWS[at + 1 :]])
    assert [row.row.number for row in rows if row.verdict == "wrong"] == [at + 1]
    assert said in rows[at].explanation
    assert all(row.verdict == "holds" for row in rows if row.row.number != at + 1)


def test_a_text_that_speaks_of_a_batch_is_read_for_one_throughout(model):
    """Without both factors 1/m it could be one example's, but for the rows with a sum over m."""
    lost = {5: r"dW^{[2]} = dZ^{[2]} A^{[1]T}", 8: r"dW^{[1]} = dZ^{[1]} X^T"}
    rows = judged(model, [lost.get(at, row) for at, row in enumerate(ROWS)])
    assert [row.row.number for row in rows if row.verdict == "wrong"] == [6, 9]
