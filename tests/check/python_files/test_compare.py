"""Gradient functions in Python, compared with the derived gradient."""

from __future__ import annotations

import pytest

import derive
from derive.check.python_files import check_python
from derive.errors import Refused, SpecError

SPEC = """\
name = "two-layers"
[network]
input = 3
cost = "cross_entropy"
batch = "mean"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "softmax" },
]
"""
RIGHT = """\
import numpy as np

def grad(params, x, y):
    W1, b1, W2, b2, W3, b3 = params
    N = len(x)
    z1 = x @ W1.T + b1
    a1 = np.tanh(z1)
    z2 = a1 @ W2.T + b2
    a2 = np.tanh(z2)
    z3 = a2 @ W3.T + b3
    e = np.exp(z3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - y) / N
    d2 = (d3 @ W3) * (1 - a2**2)
    d1 = (d2 @ W2) * (1 - a1**2)
    return d1.T @ x, d1.sum(0), d2.T @ a1, d2.sum(0), d3.T @ a2, d3.sum(0)
"""


@pytest.fixture(scope="module")
def model():
    return derive.loads(SPEC)


@pytest.fixture
def judge(model, tmp_path):
    """The rows for a file with this text."""

    def rows(text):
        file = tmp_path / "homework.py"
        file.write_text(text)
        return check_python(model, str(file), text, seconds=20)

    return rows


def test_a_right_gradient_holds(judge):
    """Every array, entry by entry."""
    rows = judge(RIGHT)
    assert [row["verdict"] for row in rows] == ["holds"] * 6
    assert [row["latex"] for row in rows] == [f"gradient of {name}" for name in ("W1", "b1", "W2", "b2", "W3", "b3")]


SLIPS = [
    ("(p - y) / N", "(p - y)", "W1 b1 W2 b2 W3 b3", "The mean over the examples is missing"),
    ("(p - y) / N", "(y - p) / N", "W1 b1 W2 b2 W3 b3", "The sign is wrong"),
    ("(p - y) / N", "2 * (p - y) / N", "W1 b1 W2 b2 W3 b3", "A factor 2 is too many"),
    ("d1.T @ x", "(d1.T @ x).T", "W1", "A transpose is missing"),
    (" * (1 - a1**2)", "", "W1 b1", "The derivative of the activation is missing in the gradient by z1"),
    (" * (1 - a2**2)", "", "W1 b1 W2 b2", "The derivative of the activation is missing in the gradient by z2"),
    ("(1 - a1**2)", "(1 - np.tanh(a1)**2)", "W1 b1", "taken at the wrong place in the gradient by z1"),
    ("(1 - a1**2)", "(1 - z1**2)", "W1 b1", "One quantity stands for another in the gradient by z1: z1 for a1"),
    ("(1 - a1**2)", "(1 - a2**2)", "W1 b1", "One quantity stands for another in the gradient by z1: a2 for a1"),
    ("(1 - a2**2)", "(1 + a2**2)", "W1 b1 W2 b2", "The sign of a term is wrong in the gradient by z2"),
    ("d3.sum(0)", "d3", "b3", "The sum over the examples is missing"),
    ("d2.T @ a1", "d2.T @ a2", "W2", "One quantity stands for another in the gradient by W2: a2 for a1"),
]


@pytest.mark.parametrize(("old", "new", "wrong", "words"), SLIPS, ids=lambda v: v if isinstance(v, str) and len(v) < 30 else "")
def test_a_slip_is_found_and_explained(judge, old, new, wrong, words):
    """The arrays that it spoils are wrong, no others, and the explanation names it."""
    assert RIGHT.count(old) == 1
    rows = judge(RIGHT.replace(old, new))
    found = [row for row in rows if row["verdict"] == "wrong"]
    assert [row["latex"].rpartition(" ")[2] for row in found] == wrong.split()
    assert all(words in row["explanation"] for row in found)


def test_a_counterexample_has_both_values(judge):
    """Sizes, an entry, and what stands there and should."""
    row = judge(RIGHT.replace("/ N", ""))[0]
    example = row["counterexample"]
    assert float(example["left"]) == pytest.approx(example["sizes"]["N"] * float(example["right"]))
    assert len(example["entry"]) == 2
    assert example["words"] in row["reason"]


@pytest.mark.parametrize(
    "text",
    [
        RIGHT.replace("= params", "= (params[k] for k in ('W1', 'b1', 'W2', 'b2', 'W3', 'b3'))"),
        RIGHT.replace("= params", "= (getattr(params, k) for k in params._fields)"),
        RIGHT.replace("def grad", "# derive: grad = my_own\ndef my_own"),
        RIGHT.replace("return ", "print('hello')\n    return 0.5, (").rstrip() + ")\n",
        RIGHT.partition("    return")[0]
        + "    return dict(dW1=d1.T @ x, db1=d1.sum(0), dW2=d2.T @ a1, db2=d2.sum(0), W3=d3.T @ a2, grad_b3=d3.sum(0))\n",
    ],
    ids=["dictionary", "attributes", "named in a comment", "prints, and returns the cost, too", "returns a dictionary"],
)  # fmt: skip
def test_forms_of_a_function(judge, text):
    """Parameters by position, name or key; results in order or by name."""
    assert [row["verdict"] for row in judge(text)] == ["holds"] * 6


def test_a_row_for_a_vector_is_a_convention(judge):
    """Shape (1, 4) for (4,) holds, and is said."""
    rows = judge(RIGHT.replace("d1.sum(0)", "d1.sum(0, keepdims=True)"))
    assert rows[1]["verdict"] == "holds under"
    assert rows[1]["convention"] == "shape (1, 4) read as (4,)"


def test_single_precision_is_not_called_wrong(judge):
    """Differences of rounding size: cannot tell."""
    rows = judge(RIGHT.replace("(p - y) / N", "((p - y) / N).astype('float16').astype('float32')"))
    assert {row["verdict"] for row in rows} == {"cannot tell"}
    assert "single precision" in rows[0]["reason"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1\n", "there is no function 'grad'"),
        ("# derive: grad = g\n", "there is no function 'g'"),
        ("def grad(p, x, y)\n", "line 1: SyntaxError"),
        ("def grad(p, x, y):\n    return p, undefined\n", "line 2: NameError"),
        ("def grad(p, x, y):\n    raise SystemExit(0)\n", "SystemExit"),
        ("def grad(p, x, y):\n    return 1\n", "no gradient of W1, b1"),
        ("def grad(p, x, y):\n    return {'a': 1}\n", "(it returns: a)"),
        ("def grad(p, x, y):\n    return ['no number'] * 6\n", "ValueError"),
        ("import os\ndef grad(p, x, y):\n    os._exit(0)\n", "broke its process"),
        ("def grad(p, x, y):\n    return [0] * 10**12\n", "more memory"),
    ],
)
def test_what_is_no_gradient_function_is_an_error(judge, text, words):
    """With the line, and what to do."""
    with pytest.raises(SpecError) as caught:
        judge(text)
    assert words in str(caught.value)


def test_an_open_depth_has_no_numbers_to_compare():
    """Refused by name."""
    with pytest.raises(Refused, match="nielsen-depth-L"):
        check_python(derive.load("nielsen-depth-L"), "x.py", RIGHT)
