"""What a table [notation] says is law: usage gives such symbols no second meaning."""

import pytest

import derive
from derive.check import check

SPEC = """
name = "batch"
[network]
input = 4
cost = "quadratic"
batch = "mean"
layers = [
  { layer = "dense", units = 5, activation = "sigmoid" },
  { layer = "dense", units = 2, activation = "identity" },
]
"""
NOTATION = {"W_1": "W1.T", "W_2": "W2.T", "H": "a1", "Z": "z1", "X": "x", "R": "z2 - y", "J": "C"}
ABOVE = r"$$Z = X W_1 + b_1$$ $$\nabla_H J = \frac1N R W_2^\top$$ "
"""Rows that fix which way the weights lie."""


@pytest.fixture(scope="module")
def model():
    return derive.loads(SPEC)


def verdict(model, row):
    return check(model, f"{ABOVE}$${row}$$", NOTATION, notation_name="rows", explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    "row",
    [
        r"\frac{\partial J}{\partial (W_2)_{jk}} = \frac1N \sum_n H_{nj} R_{nk}",
        r"\frac{\partial J}{\partial (W_2^\top)_{kj}} = \frac1N \sum_n H_{nj} R_{nk}",
        r"\frac{\partial J}{\partial [W_1]_{ij}} = \sum_n X_{ni} \frac{\partial J}{\partial [Z]_{nj}}",
    ],
)
def test_entries_of_a_declared_matrix(model, row):
    assert verdict(model, row) == "holds"


@pytest.mark.parametrize(
    "row",
    [
        r"\frac{\partial J}{\partial (W_2)_{jk}} = \frac1N \sum_n H_{nk} R_{nj}",
        r"\frac{\partial J}{\partial W_{2,jk}} = \frac1N \sum_n H_{nk} R_{nj}",
    ],
)
def test_the_transpose_of_a_declared_matrix_is_wrong(model, row):
    assert verdict(model, row) == "wrong"


def test_nothing_is_differentiated_by_a_number_of_units():
    """It can't be told (and breaks nothing)."""
    rows = check(derive.load("xor"), r"$$z^1 = w^1 x + b^1$$ $$\frac{\partial C}{\partial n_1} = 0$$", explain=False).rows
    assert rows[-1].verdict == "cannot tell"


LAW = {"o": ["d"], "h": ["d"], "u": ["d"], r"\ell": "function of o, u"}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\nabla_o (o^T h) = h", "holds"),
        (
            r"\frac{\partial}{\partial o}(o^T h) = 2 h",
            "wrong",
        ),  # as the output of the network and its hidden layer it would hold
        (r"\nabla_o \ell(o, u) = \frac{\partial \ell}{\partial o}", "holds"),
        (r"\nabla_o \ell(o, u) = 2 \frac{\partial \ell}{\partial o}", "wrong"),
    ],
)
def test_a_declared_shape_leaves_no_usual_meaning_and_a_bare_function_has_its_declared_arguments(row, verdict):
    report = check(derive.loads(SPEC), f"$${row}$$", LAW)
    assert [(one.verdict, one.convention) for one in report.rows] == [(verdict, None)]


SCORES = """
[model]
inputs = { x = ["T", "D"], y = ["T", "K"] }
parameters = { U = ["D", "H"], V = ["H", "H"], W = ["H", "K"], h0 = ["H"] }
assume = "sum(y, axis=1) == 1"
equations = '''
h[0] = h0
h[t] = tanh(x[t-1] @ U + h[t-1] @ V)
s[t] = h[t+1] @ W
yh = softmax(s)
L = -sum(y*log(yh))
'''
"""


def test_a_power_of_a_declared_symbol_is_no_guess():
    """``\\hat y_t^2`` could be one of step 2: where ``\\hat y_t`` is declared, it is a square, and the row is wrong."""
    declared = {r"\hat{y}_t": "yh[t-1]", "h_t": "h[t]", "y_t": "y[t-1]", r"\delta_t": "grad s[t-1]"}
    text = r"$$\delta_t = \hat{y}_t - y_t$$ $$\delta_t = \hat{y}_t^2 - y_t$$"
    found = check(derive.loads(SCORES), text, declared, explain=False).rows
    assert [row.verdict for row in found] == ["holds", "wrong"]
