"""Products whose shapes are those of a sloppy author: read as he means them, or wrong for a reason that is named."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

ROWS = """
name = "rows"
[model]
inputs = { X = ["N", "d"], T = ["N", "k"] }
parameters = { V = ["d", "h"], U = ["h", "k"], c = ["k"] }
equations = '''
S = X @ V
A = tanh(S)
O = A @ U + c
E = sum((O - T)**2)/2
'''
"""
COLUMNS = """
name = "columns"
[network]
input = 5
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 3, activation = "sigmoid" },
]
"""


def last(spec: str, *rows: str) -> derive.check.judging.verdict.Judged:
    """The verdict on the last of some rows."""
    return check(derive.loads(spec), "\n\n".join(f"$${row}$$" for row in rows)).rows[-1]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial E}{\partial U} = (O - T) \frac{\partial O}{\partial U}", "holds"),
        (r"\frac{\partial E}{\partial V} = (O - T) U^T \frac{\partial A}{\partial S} \frac{\partial S}{\partial V}", "holds"),
        (r"\frac{\partial E}{\partial V} = (T - O) \frac{\partial O}{\partial V}", "wrong"),
        (r"\frac{\partial E}{\partial c} = \sum_i \frac{\partial E}{\partial O_{i,:}}", "holds"),
        (r"\frac{\partial E}{\partial c} = \sum_j \frac{\partial E}{\partial O_{:,j}}", "wrong"),
    ],
)
def test_the_chain_rule_without_a_sum_sign(row: str, verdict: str) -> None:
    assert last(ROWS, row).verdict == verdict


def test_a_gradient_marked_by_d_is_one_factor() -> None:
    found = last(ROWS, r"dO = O - T", r"dU = dO A^T")
    assert found.verdict == "wrong"
    assert found.explanation is not None and "$A^{T} d O$" in found.explanation


@pytest.mark.parametrize(
    "row",
    [
        r"\frac{\partial z^2}{\partial W^2} = a^1",
        r"\frac{\partial z^2}{\partial W^2} = (a^1)^T",
        r"\frac{\partial a^1}{\partial x} = \tanh'(z^1) W^1",
        r"\delta^1 = (W^2)^T \delta^2 \cdot \tanh'(z^1) \cdot (1 + 0)",
        r"\frac{\partial C}{\partial z^1} = \frac{\partial C}{\partial a^1} \cdot (1 - a^1 \cdot a^1)",
    ],
)
def test_shorthand_is_named(row: str) -> None:
    assert last(COLUMNS, row).verdict in ("holds", "holds under")


@pytest.mark.parametrize(
    "row", [r"\frac{\partial z^2}{\partial W^2} = \delta^2", r"\frac{\partial a^1}{\partial x} = \tanh(z^1) W^1"]
)
def test_shorthand_is_no_excuse(row: str) -> None:
    assert last(COLUMNS, row).verdict not in ("holds", "holds under")


def test_the_same_slip_in_every_term() -> None:
    row = r"\frac{\partial C}{\partial a^1} = W^2 \delta^2 + 2 W^2 \delta^2 - 2 W^2 \delta^2"
    found = last(COLUMNS, row)
    assert found.verdict == "wrong"
    assert found.explanation == "A transpose is missing on $W^{2}$, in 3 places."


def test_kronecker_with_a_letter_above() -> None:
    assert last(ROWS, r"\frac{\partial c_j}{\partial c_i} = \delta^j_i").verdict == "holds under"
    assert last(ROWS, r"\frac{\partial c_j}{\partial c_i} = 2\delta_i^j").verdict == "wrong"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"z^2_j = \sum_{k=1}^{q} w^2_{jk} a^1_k + b^2_j", "holds"),  # nothing says what q is: all units
        (r"z^2_j = \sum_k w^2_{jk} a^1_k - b^2_j", "wrong"),
        (r"W^2(t+1) = W^2(t) - \eta \delta^2 a^1", "not a claim"),
    ],
)
def test_what_an_author_leaves_open(row: str, verdict: str) -> None:
    assert last(COLUMNS, row).verdict == verdict


def test_derivatives_between_tables_that_are_declared_as_transposes() -> None:
    """Examples are columns in the text: both sides, and what stands below, have their entries in its order."""
    from derive.check.meaning.notation.declared import read_declarations

    spec = ROWS + '[notation]\n"\\\\bar S" = "S.T"\n"\\\\bar A" = "A.T"\n'
    rows = [
        r"\frac{\partial \bar A}{\partial \bar S} = 1 - \bar A^2",
        r"\frac{\partial E}{\partial \bar S} = \frac{\partial E}{\partial \bar A} \frac{\partial \bar A}{\partial \bar S}",
        r"\frac{\partial \bar A}{\partial \bar S} = 1 + \bar A^2",
    ]
    found = check(derive.loads(spec), "\n\n".join(f"$${row}$$" for row in rows), read_declarations(spec)).rows
    assert [row.verdict in ("holds", "holds under") for row in found] == [True, True, False]
