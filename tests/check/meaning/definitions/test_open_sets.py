r"""Sums over sets with an index of their own, ``\sum_{j \in \Psi_i}``."""

import pytest

import derive
from derive.check import check

FULL = derive.loads("""
[model]
inputs = { R = ["N", "M"] }
parameters = { W = ["N", "K"], U = ["M", "K"] }
equations = "J = sum((R - W @ U.T)**2)"
""")
RATED = derive.loads("""
[model]
inputs = { R = ["N", "M"], O = ["N", "M"] }
parameters = { W = ["N", "K"], U = ["M", "K"] }
equations = "J = sum(O*(R - W @ U.T)**2) + sum(W**2)"
""")
SYMBOLS = {"r_{ij}": "R[i,j]", "w_i": "W[i]", "u_j": "U[j]"}
SETS = {**SYMBOLS, r"\Psi_i": "O[i]", r"\Gamma_j": "O[:,j]"}


def verdicts(model, rows, table):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(model, text, table, explain=False).rows]


GRADIENT = r"\frac{\partial J}{\partial w_i} = -2 \sum_{j \in \Psi_i} (r_{ij} - w_i^T u_j) u_j"


def test_an_unknown_set_is_everything_there_is():
    """Of which the report speaks; a slip is wrong if another row confirms the reading."""
    other = r"\sum_{j \in \Psi_i} (w_i^T u_j) u_j = \sum_{j \in \Psi_i} u_j u_j^T w_i"
    slip = GRADIENT.replace("= -2", "= 2")
    assert verdicts(FULL, [GRADIENT, other, slip], SYMBOLS) == ["holds under", "holds under", "wrong"]
    assert verdicts(FULL, [slip], SYMBOLS) == ["cannot tell"]
    report = check(FULL, f"$$ {GRADIENT} $$", SYMBOLS)
    assert report.rows[0].convention == "sums over sets run over everything there is"


def test_a_model_that_sums_over_less_is_not_contradicted():
    assert verdicts(RATED, [GRADIENT], SYMBOLS) == ["cannot tell"]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (GRADIENT + r" + 2 w_i", "holds"),
        (GRADIENT, "wrong"),
        (r"\frac{\partial J}{\partial u_j} = -2 \sum_{i \in \Gamma_j} (r_{ij} - w_i^T u_j) w_i", "holds"),
        (r"\frac{\partial J}{\partial u_j} = -2 \sum_{i \in \Psi_j} (r_{ij} - w_i^T u_j) w_i", "wrong"),
        (r"\sum_{j \in \Psi_i} 1 = |\Psi_i|", "holds"),
        (r"\sum_{j \in \Psi_i} 2 = |\Psi_i|", "wrong"),
    ],
)
def test_a_declared_set_is_a_factor(row, verdict):
    """A table of zeros and ones says which pairs are in it."""
    assert verdicts(RATED, [row], SETS) == [verdict]


@pytest.mark.parametrize("sets", [("D_1", "D_2"), ("D_t", "D_v")])
def test_parts_of_something_are_not_everything(sets):
    """A sum over two sets is no twice the sum over all."""
    parts = " + ".join(rf"\sum_{{i \in {name}}} (x_i^T w - y_i)^2" for name in sets)
    model = derive.loads(
        "[model]\ninputs = { X = ['n', 'd'], y = ['n'] }\nparameters = { w = ['d'] }\nequations = 'C = sum((X @ w - y)**2)'"
    )
    over = rf"\sum_{{i \in {sets[0]}}}"
    slope = rf"\frac{{\partial}}{{\partial w}} {over} (x_i^T w - y_i)^2 = 2 {over} (x_i^T w - y_i) x_i"
    assert "wrong" not in verdicts(model, [f"C = {parts}", slope], {"x_i": "X[i]", "y_i": "y[i]"})
