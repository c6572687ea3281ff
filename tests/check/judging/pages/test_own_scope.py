"""Pages that use their letters again: each exercise is judged by the definitions that reach it."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

TWO_EXERCISES = r"""
$$s_i = \sum_{j} A_{ij} v_j, \quad E = \sum_i (s_i - t_i)^2$$
$$\frac{\partial E}{\partial s_i} = 2 (s_i - t_i)$$
$$\frac{\partial E}{\partial A_{ij}} = 2 (s_i - t_i) v_j$$
$$s_{nj} = \sum_k A_{jk} h_{nk} + c_j$$
$$q_{nj} = \exp(s_{nj}), \quad r_n = \sum_j g_j q_{nj}$$
$$\frac{\partial q_{nj}}{\partial s_{nj}} = q_{nj}$$
$$\frac{\partial s_{nj}}{\partial A_{jk}} = h_{nk}$$
$$\frac{\partial r_n}{\partial s_{nj}} = g_j q_{nj}$$
$$\frac{\partial r_n}{\partial c_j} = g_j q_{nj}$$
"""


def verdicts(text, model=None, notation=None):
    return [row.verdict for row in check(model, text, notation, explain=False).rows]


def test_both_exercises_hold():
    assert all(verdict in ("holds", "holds under", "not a claim") for verdict in verdicts(TWO_EXERCISES))


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        (r"{\partial A_{jk}} = h_{nk}$$", r"{\partial A_{jk}} = q_{nk}$$"),
        (r"{\partial c_j} = g_j q_{nj}$$", r"{\partial c_j} = -g_j q_{nj}$$"),
        (r"{\partial A_{ij}} = 2 (s_i", r"{\partial A_{ij}} = 3 (s_i"),
    ],
)
def test_no_slip_is_accepted(right, slip):
    """A wrong row of the second exercise holds under no definition of the page."""
    assert right in TWO_EXERCISES
    report = check(None, TWO_EXERCISES.replace(right, slip))
    (row,) = [row for row in report.rows if row.row.latex.strip().endswith(slip.split("=")[1].strip(" $"))] or [report.rows[2]]
    assert row.verdict in ("wrong", "cannot tell")


INCOMING = r"""
$$u_{ij} = \sum_k V_{jk} x_{ik} + c_j$$
$$\frac{\partial L}{\partial V_{jk}} = \sum_i \frac{\partial L}{\partial u_{ij}} \frac{\partial u_{ij}}{\partial V_{jk}}$$
$$\frac{\partial L}{\partial c_j} = \sum_i \frac{\partial L}{\partial u_{ij}}$$
"""
OTHER_COST = r"$$L = \|p - q\|^2, \quad p = M h$$" + "\n"


@pytest.mark.parametrize("before", ["", OTHER_COST])
def test_a_gradient_that_comes_in_is_any_gradient(before):
    """The cost behind a module is not said, or was said of another exercise."""
    assert "cannot tell" not in verdicts(before + INCOMING)


def test_a_wrong_index_of_the_incoming_gradient():
    slip = INCOMING.replace(r"\frac{\partial L}{\partial u_{ij}} \frac", r"\frac{\partial L}{\partial u_{ik}} \frac")
    report = check(None, OTHER_COST + slip)
    assert report.rows[2].verdict == "wrong" and "index" in (report.rows[2].explanation or "")


def test_a_definition_in_passing():
    text = r"""
$$y_i = \frac{1}{1 + e^{-x_i}}$$
$$\frac{\partial y_i}{\partial x_i} = y_i (1 - y_i)$$
$$\frac{\partial y_j}{\partial x_i} = \frac{\partial \left(\sum_k w_{jk} x_k\right)}{\partial x_i} = w_{ji}$$
$$\frac{\partial E}{\partial x_i} = \sum_j \frac{\partial E}{\partial y_j} w_{ji}$$
"""
    assert all(verdict in ("holds", "holds under", "not a claim") for verdict in verdicts(text))


def test_a_chain_rule_holds_for_any_functions():
    text = r"$$\frac{\partial E}{\partial x_i} = \sum_j \frac{\partial E}{\partial y_j} \frac{\partial y_j}{\partial x_i}$$"
    assert verdicts(text) == ["holds"]


def test_a_slip_in_a_definition_opens_no_scope():
    """The wrong equation for z is near the right one, and what follows from it stays wrong."""
    spec = """
[model]
inputs = { x = ["n"], t = ["m"] }
parameters = { W = ["m", "n"] }
equations = '''
z = W @ x
C = sum((z - t)**2)
'''
"""
    text = r"""
$$z_j = \sum_k W_{jk} t_k$$
$$\frac{\partial C}{\partial W_{jk}} = 2 (z_j - t_j) t_k$$
"""
    assert "holds" not in " ".join(verdicts(text, derive.loads(spec)))


SPEC = """
[model]
inputs = { x = ["n"], t = ["m"] }
parameters = { W = ["m", "n"], b = ["m"] }
equations = '''
z = W @ x + b
a = sigmoid(z)
C = sum((a - t)**2)
'''
"""
SECOND = r"""
$$z = W x + b$$
$$\frac{\partial z_j}{\partial W_{jk}} = x_k$$
$$z_j = \sum_k V_{jk} b_k x_k^2$$
$$\frac{\partial z_j}{\partial x_k} = 2 V_{jk} b_k x_k$$
$$\frac{\partial z_j}{\partial b_k} = V_{jk} x_k^2$$
"""


def test_a_new_meaning_of_a_letter_of_the_specification():
    report = check(derive.loads(SPEC), SECOND)
    assert [row.verdict for row in report.rows] == ["holds", "holds", "not a claim", "holds under", "holds under"]
    assert "from row 3 on, z is read so" in report.rows[2].reason


def test_one_row_is_no_evidence_for_a_new_meaning():
    text = "\n".join(SECOND.strip().splitlines()[:-1])
    report = check(derive.loads(SPEC), text)
    assert report.rows[2].verdict == "wrong" or report.rows[2].verdict == "cannot tell"
    assert report.rows[3].verdict not in ("holds",)


def test_a_maximum_of_two_modules():
    text = r"""
$$Y = \max(p, q)$$
$$\frac{d C}{d p} = \begin{cases} \frac{d C}{d Y} & p > q \\ 0 & \text{else} \end{cases}$$
"""
    assert verdicts(text)[1] in ("holds", "holds under")


def test_functions_with_words_below_are_told_apart():
    text = r"""
$$h_i = g_{\rm act}(z_i) = \max(0, z_i)$$
$$p_i = g_{\rm out}(h_i) = \tanh(h_i)$$
$$\frac{\partial p_i}{\partial h_i} = 1 - p_i^2$$
$$\frac{\partial h_i}{\partial z_i} = \begin{cases} 1 & \text{if } z_i > 0 \\ 0 & \text{if } z_i < 0 \end{cases}$$
"""
    assert all(verdict in ("holds", "holds under", "not a claim") for verdict in verdicts(text))
    wrong = verdicts(text.replace("1 - p_i^2", "1 - h_i^2"))
    assert wrong[2] in ("wrong", "cannot tell")


def test_an_identity_about_any_matrix():
    """A was a number before; the row speaks of any matrix."""
    text = r"""
$$A = p^T x$$
$$\nabla_A\, x^T A x = x x^T$$
"""
    assert verdicts(text)[1] in ("holds", "holds under")


def test_a_symbol_with_a_label_beside_a_gradient():
    spec = """
[model]
inputs = { x = ["n"], t = ["n"] }
parameters = { b = ["n"] }
equations = '''
o = x + b
L = sum((o - t)**2)
'''
"""
    text = r"$$\mathbf{do}_1 = 2 \mathbf{do}$$ $$\mathbf{db} = \frac{1}{2} \mathbf{do}_1$$"
    assert verdicts(text, derive.loads(spec)) == ["not a claim", "holds"]


def test_two_sizes_that_the_text_does_not_tell_apart():
    """Nothing says that M is not the length of u: the reading is in doubt, not the row."""
    text = r"$$ v = A u $$ $$ s = \sum_{j=1}^M w_j $$ $$ r = \sum_{i=1}^M A_{ij} u_i $$ $$ q = \sum_{j=1}^M u_j $$"
    assert "wrong" not in verdicts(text)
