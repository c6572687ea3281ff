"""Whole texts: verdicts per row, the headline, continuation rows, what was understood."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

SPEC = """
name = "net"
[network]
input = 3
cost = "quadratic"
layers = [
  { layer = "dense", units = 4, activation = "sigmoid" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
"""
TEXT = r"""
\begin{align}
z^l &= W^l a^{l-1} + b^l \\
\delta^2 &= \nabla_{a^2} C \odot \sigma'(z^2) \\
 &= (a^2 - y) \odot \sigma'(z^2) \\
 &= (y - a^2) \odot \sigma'(z^2) \\
 &= (a^2 - y) \odot a^2 \odot (1 - a^2)
\end{align}
$$\delta^1 = (W^2)^T \delta^2 \odot \sigma'(z^1)$$
$$\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T$$
$$W^l \leftarrow W^l - \eta \frac{\partial C}{\partial W^l}$$
$$\delta^1 = W^2 \delta^2 \odot \sigma'(z^1)$$
"""


@pytest.fixture(scope="module")
def report():
    return check(derive.loads(SPEC), TEXT)


def test_each_row_has_a_verdict(report):
    expected = ["holds", "holds", "holds", "wrong", "holds", "holds", "holds", "not a claim", "wrong"]
    assert expected == [row.verdict for row in report.rows]


def test_a_row_after_a_wrong_one_is_judged_on_its_own(report):
    """The fifth row continues the chain behind the wrong one, and holds against its head."""
    assert report.first_wrong is report.rows[3]
    assert report.rows[4].verdict == "holds"


def test_a_wrong_row_is_explained(report):
    assert "sign" in report.rows[3].explanation
    assert report.rows[3].counterexample is not None


def test_shapes_that_fit_nowhere_are_wrong_if_a_slip_repairs_them(report):
    assert "transpose" in report.rows[8].explanation


def test_without_explanations_such_a_row_is_open():
    found = check(derive.loads(SPEC), TEXT, explain=False).rows[8]
    assert found.verdict == "cannot tell"
    assert "the shapes fit under no reading" in found.reason


def test_what_was_understood_is_said(report):
    assert any("notation" in words for words in report.understood)


def test_an_unreadable_row_does_not_spoil_the_rest():
    found = check(derive.loads(SPEC), r"$$z^2 = W^2 a^1 + (b^2$$ $$a^2 = \sigma(z^2)$$")
    assert [row.verdict for row in found.rows] == ["cannot tell", "holds"]
    assert found.rows[0].unreadable


def test_a_condition_beside_a_row_counts():
    """Softmax: the entries off the diagonal; without the condition the row is wrong."""
    row = r"$$\frac{\partial a^2_i}{\partial z^2_j} = -a^2_i a^2_j$$"
    softmax = SPEC.replace('units = 2, activation = "sigmoid"', 'units = 2, activation = "softmax"')
    alone = check(derive.loads(softmax), row, explain=False).rows[-1]
    beside = check(derive.loads(softmax), rf"For $i \neq j$ this is {row}", explain=False).rows[-1]
    assert (alone.verdict, beside.verdict) == ("wrong", "holds under")
    assert "condition" in beside.convention
