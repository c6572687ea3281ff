"""The letter H in texts that speak of the Hessian of the cost."""

import pytest

import derive
from derive.check import check

MODEL = derive.loads("""
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { w = ["d"] }
equations = '''
p = sigmoid(X @ w)
J = -sum(y*log(p) + (1 - y)*log(1 - p))
'''

[notation]
"x_i" = "X[i]"
"p_i" = "p[i]"
"x_{ij}" = "X[i,j]"
""")


def verdicts(text):
    return [row.verdict for row in check(MODEL, text).rows]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"H = \sum_i p_i (1 - p_i) x_i x_i^T", "holds"),
        (r"H(w) = \sum_i p_i (1 - p_i) x_i x_i^T", "holds"),
        (r"H_J(w) = \sum_i p_i (1 - p_i) x_i x_i^T", "holds"),
        (r"H_{jk} = \sum_i p_i (1 - p_i) x_{ij} x_{ik}", "holds"),
        (r"H = \sum_i p_i x_i x_i^T", "wrong"),
        (r"H = -\sum_i p_i (1 - p_i) x_i x_i^T", "wrong"),
        (r"H_{jk} = \sum_i p_i (1 - p_i) x_{ij}", "wrong"),
    ],
)
def test_second_derivatives(row, verdict):
    assert verdicts(f"The Hessian of the cost: $$ {row} $$") == [verdict]


def test_without_the_word_it_is_another_letter():
    assert verdicts(r"$$ H = \sum_i p_i x_i x_i^T $$") == ["not a claim"]


def test_an_entropy_is_no_hessian():
    text = r"We need no Hessian. $$ H(p) = -\sum_i p_i \log p_i $$"
    assert verdicts(text) == ["not a claim"]
