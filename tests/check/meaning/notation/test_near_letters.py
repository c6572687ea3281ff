"""Letters near to those of a specification: rows of tables with small letters, predictions with a hat."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

FACTORS = """
[model]
inputs = { r = ["m", "n"] }
parameters = { P = ["m", "k"], Q = ["n", "k"] }
constants = { lambda = 0.1 }
equations = '''
e = r - P @ Q.T
L = sum(e**2) + lambda*(sum(P**2) + sum(Q**2))
'''
"""
TEXT = (
    r"e_{ui} = r_{ui} - p_u^T q_i",
    r"\frac{\partial L}{\partial p_u} = -2 \sum_i e_{ui} q_i + 2 \lambda p_u",
    r"\frac{\partial L}{\partial q_i} = -2 \sum_u e_{ui} p_u + 2 \lambda q_i",
)
CODER = """
[model]
inputs = { x = ["d"] }
parameters = { D = ["d", "k"], z = ["k"] }
equations = '''
xNAME = D @ z
R = sum((x - xNAME)**2)/2
'''
"""


def verdicts(spec, *rows):
    text = "\nSetting the gradient to zero gives\n".join(f"$${row}$$" for row in rows)
    return [row.verdict for row in check(derive.loads(spec), text).rows]


@pytest.mark.parametrize(("row", "verdict"), [
    (r"p_u = \left(\sum_i q_i q_i^T + \lambda I\right)^{-1} \sum_i r_{ui} q_i", "holds under"),
    (r"\frac{\partial L}{\partial p_{uf}} = -2 \sum_i e_{ui} q_{if} + 2 \lambda p_{uf}", "holds"),
    (r"\frac{\partial L}{\partial q_i} = -2 \sum_u e_{ui} q_i + 2 \lambda q_i", "wrong"),
])  # fmt: skip
def test_a_solution_defines_no_row_of_a_table(row, verdict):
    assert verdicts(FACTORS, *TEXT, row) == ["holds", "holds", "holds", verdict]


@pytest.mark.parametrize("name", ["h", "p", "_pred", "rec"])
def test_a_hat_for_what_is_predicted(name):
    rows = (
        r"\hat x = D z",
        r"\frac{\partial R}{\partial z} = -D^T (x - \hat x)",
        r"\frac{\partial R}{\partial z} = D^T (x - \hat x)",
    )
    assert verdicts(CODER.replace("NAME", name), *rows) == ["holds", "holds", "wrong"]


def test_a_letter_that_the_text_computes_is_no_activation():
    spec = """
[model]
inputs = { x = ["d"], y = ["n"] }
parameters = { V = ["n", "d"] }
equations = '''
h = tanh(V @ x)
E = sum((h - y)**2)/2
'''
"""
    rows = r"g = h - y", r"\frac{\partial E}{\partial V} = (g \odot (1 - h^2)) x^T", r"\frac{\partial E}{\partial V} = g x^T"
    assert verdicts(spec, *rows) == ["not a claim", "holds", "wrong"]


STEPS = """
[model]
inputs = { x = ["T"], y = ["T"] }
parameters = { u = [], v = [], c = [] }
equations = '''
h[0] = 0
h[t] = tanh(u*x[t-1] + v*h[t-1])
yp = c*h[1:]
e = (y - yp)**2
E = sum(e)
'''
"""


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (r"e^t = (y^t - \hat y^t)^2", True),
        (r"e^t = (y^t + \hat y^t)^2", False),
        (r"\frac{\partial E}{\partial \hat y^t} = 2 (\hat y^t - y^t)", True),
    ],
)
def test_a_prediction_for_each_step(row, holds):
    verdict = check(derive.loads(STEPS), rf"$${row}$$", explain=False).rows[0].verdict
    assert (verdict in ("holds", "holds under")) == holds


SCALED = """
[model]
inputs = { x = ["n"], c = ["n"] }
parameters = { g = ["n"], b = ["n"] }
equations = '''
y = g*tanh(x) + b
E = sum(c*y**2)
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial \gamma_i} = \frac{\partial E}{\partial y_i} \tanh(x_i)", "holds"),
        (r"\frac{\partial E}{\partial \gamma_i} = \frac{\partial E}{\partial y_i} x_i", "wrong"),
        (r"\frac{\partial E}{\partial \beta_i} = \frac{\partial E}{\partial y_i}", "holds"),
    ],
)
def test_greek_letters_for_latin_ones(row, expected):
    text = rf"$$y_i = \gamma_i \tanh(x_i) + \beta_i$$ $${row}$$"
    assert check(derive.loads(SCALED), text, explain=False).rows[1].verdict == expected


def test_a_text_that_has_the_latin_letter_means_something_else_by_the_greek_one():
    text = (
        r"$$y_i = g_i \tanh(x_i) + b_i$$ $$\frac{\partial E}{\partial \gamma_i} = \frac{\partial E}{\partial y_i} \tanh(x_i)$$"
    )
    assert check(derive.loads(SCALED), text, explain=False).rows[1].verdict == "cannot tell"


CENTRED = """
[model]
inputs = { x = ["n"], c = ["n"] }
parameters = { a = [] }
equations = '''
mu = mean(x)
r = x - mu
E = sum(c*tanh(a*r))
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial r_i}{\partial \mu_B} = -1", "holds"),
        (r"\frac{\partial r_i}{\partial \mu_B} = 1", "wrong"),
        (r"\frac{\partial \mu_B}{\partial x_i} = \frac{1}{n}", "holds"),
        (r"\frac{\partial r_i}{\partial \mu_C} = 1", "cannot tell"),
        (r"\frac{\partial r_i}{\partial \mu_n} = 1", "cannot tell"),
    ],
)
def test_a_label_that_a_letter_always_has(row, expected):
    text = rf"$$\mu_B = \frac{{1}}{{n}} \sum_i x_i$$ $$r_i = x_i - \mu_B$$ $${row}$$"
    assert check(derive.loads(CENTRED), text, explain=False).rows[2].verdict == expected


GRAPH = """
[model]
inputs = { A = ["N", "N"], X = ["N", "F"], Y = ["N", "C"] }
parameters = { W = ["F", "C"] }
equations = '''
Z = A @ X @ W
E = sum((Z - Y)**2)/2
'''
"""


def test_a_letter_that_always_has_a_hat():
    right, wrong = (rf"\frac{{\partial E}}{{\partial W}} = X^T {turned} (Z - Y)" for turned in (r"\hat A^T", r"\hat A"))
    assert verdicts(GRAPH, r"Z = \hat A X W", right, wrong) == ["holds", "holds", "wrong"]
    assert verdicts(GRAPH, r"\hat A = 2 A", r"Z = \hat A X W")[-1] == "wrong"
