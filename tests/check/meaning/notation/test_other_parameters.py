"""A text that calls the only parameter of the model by another letter."""

from __future__ import annotations

import pytest

import derive
from derive.check import check

REGRESSION = """
[model]
inputs = { X = ["N", "D"], y = ["N"] }
parameters = { w = ["D"] }
equations = '''
r = X @ w - y
J = mean(r**2)
'''
"""
TWO = REGRESSION.replace('w = ["D"]', 'w = ["D"], u = ["D"]').replace("X @ w - y", "X @ w - y + X @ u")


def verdicts(spec, *rows):
    return [row.verdict for row in check(derive.loads(spec), "\n".join(f"$${row}$$" for row in rows), explain=False).rows]


@pytest.mark.parametrize(("row", "verdict"), [
    (r"\nabla_\theta J = \frac2N X^T (X \theta - y)", "holds"),
    (r"\nabla_\theta J = \frac1N X^T (X \theta - y)", "cannot tell"),  # a guess alone makes no row wrong
    (r"\frac{\partial J}{\partial \beta} = \frac2N X^T (X \beta - y)", "holds"),
    (r"\nabla J = \frac2N X^T r", "holds"),
    (r"\nabla J = \frac1N X^T r", "wrong"),
])  # fmt: skip
def test_the_only_letter_by_which_it_differentiates(row, verdict):
    assert verdicts(REGRESSION, row) == [verdict]


def test_a_row_that_holds_confirms_the_letter():
    right = r"\nabla_\theta J = \frac2N X^T (X \theta - y)"
    assert verdicts(REGRESSION, right, right.replace("frac2", "frac1")) == ["holds", "wrong"]


@pytest.mark.parametrize(("spec", "rows"), [
    (TWO, (r"\nabla_\theta J = \frac2N X^T r",)),
    (REGRESSION, (r"\nabla_w J = \frac2N X^T r", r"\nabla_\theta J = \frac2N X^T r")),
    (REGRESSION, (r"\nabla_\theta J = \frac2N X^T r", r"\nabla_\beta J = \frac2N X^T r")),
])  # fmt: skip
def test_nobody_can_tell_of_others(spec, rows):
    assert verdicts(spec, *rows)[-1] == "cannot tell"


GAUSSIAN = """
[model]
inputs = { x = ["n"] }
parameters = { mu = [], s = [] }
equations = "L = n*log(s) + sum((x - mu)**2)/(2*s**2)"
"""


def test_one_of_several_parameters():
    right = r"\frac{\partial L}{\partial \sigma} = \frac{n}{\sigma} - \frac{1}{\sigma^3} \sum_i (x_i - \mu)^2"
    mean = r"\frac{\partial L}{\partial \mu} = -\frac{1}{\sigma^2} \sum_i (x_i - \mu)"
    assert verdicts(GAUSSIAN, mean, right, right.replace("^3", "^2")) == ["holds", "holds", "wrong"]


LOGISTIC = """
[model]
inputs = { x = ["n"], y = [] }
parameters = { w = ["n"], b = [] }
equations = '''
z = sum(w*x) + b
E = (sigmoid(z) - y)**2/2
'''
"""


@pytest.mark.parametrize("letter", ["a", "\\alpha"])
def test_what_is_differentiated_is_no_parameter(letter):
    """The score is a here, and the text says nothing of a bias."""
    rows = (
        rf"\frac{{\partial E}}{{\partial {letter}}} = (\sigma(z) - y) \sigma'(z)",
        rf"\frac{{\partial {letter}}}{{\partial w}} = x",
    )
    assert "wrong" not in verdicts(LOGISTIC, *rows)
