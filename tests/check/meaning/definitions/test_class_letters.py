"""Letters for the class of an example, in texts without a specification."""

from __future__ import annotations

import pytest

from derive.check import check

SCORES = r"Let $x \in \mathbb{R}^m$, $A \in \mathbb{R}^{C\times m}$, $u = Ax$ and "
SOFTMAX = SCORES + r"$$q_k = \frac{e^{u_k}}{\sum_l e^{u_l}}, \qquad E = -\log q_c,$$ where $c$ is the class of the example."
HINGE = SCORES + r"$$E = \sum_{l \ne c} \max(0, u_l - u_c + \Delta).$$"


def verdict(text, row):
    return check(None, f"{text} $${row}$$", explain=False).rows[-1].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial u_k} = q_k - 1(k = c)", "holds"),
        (r"\frac{\partial E}{\partial u_k} = q_k + 1(k = c)", "wrong"),
        (r"\frac{\partial E}{\partial u_c} = q_c - 1", "holds"),
        (r"\frac{\partial E}{\partial u_c} = 1 - q_c", "wrong"),
        (r"\nabla_{a_k} E = (q_k - 1(k = c)) x", "holds"),
    ],
)
def test_softmax(row, expected):
    assert verdict(SOFTMAX, row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial u_c} = -\sum_{l\neq c} 1(u_l - u_c + \Delta > 0)", "holds"),
        (r"\frac{\partial E}{\partial u_c} = \sum_{l\neq c} 1(u_l - u_c + \Delta > 0)", "wrong"),
        (r"\nabla_{a_c} E = -\Big(\sum_{l\ne c} 1(a_l^T x - a_c^T x + \Delta > 0)\Big) x", "holds"),
        (r"\nabla_{a_c} E = -\Big(\sum_{l\ne c} 1(a_l^T x - a_c^T x + \Delta > 0)\Big) u", "cannot tell"),
    ],
)
def test_hinge_with_the_rows_of_a_matrix(row, expected):
    assert verdict(HINGE, row) == expected


def test_a_row_that_compares_the_letter_speaks_of_both_cases():
    rows = r"$$\frac{\partial E}{\partial u_c} = q_c - 1$$ $$\frac{\partial E}{\partial u_k} = q_k + 1(k = c)$$"
    assert [row.verdict for row in check(None, f"{SOFTMAX} {rows}", explain=False).rows][-2:] == ["holds", "wrong"]


def test_a_letter_that_runs_is_no_class():
    text = SCORES + r"$$E = \sum_l \max(0, u_l)$$ $$\frac{\partial E}{\partial u_l} = 1(u_l > 0)$$"
    assert check(None, text, explain=False).rows[-1].verdict == "holds"
