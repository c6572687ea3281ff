"""Fisher's information is no identity matrix."""

import derive
from derive.check import check

SPEC = """
[model]
inputs = { X = ["n", "p"], y = ["n"] }
parameters = { beta = ["p"] }
equations = "eta = X @ beta; lam = exp(eta); l = sum(y*eta - lam)"
"""


def verdicts(*rows):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    symbols = {"x_i": "X[i]", r"\lambda_i": "lam[i]", r"l(\beta)": "l", r"\beta": "beta"}
    return [row.verdict for row in check(derive.loads(SPEC), text, symbols, explain=False).rows]


def test_it_is_what_the_row_says():
    hessian = r"\frac{\partial^2 l(\beta)}{\partial \beta \partial \beta^T}"
    assert verdicts(rf"I(\beta) = -{hessian} = \sum_{{i=1}}^n \lambda_i x_i x_i^T") == ["holds"]
    assert verdicts(rf"I(\beta) = -{hessian} = -\sum_{{i=1}}^n \lambda_i x_i x_i^T") == ["wrong"]


def test_an_identity_stays_one():
    assert verdicts(r"I \beta = \beta", r"(I + I) \beta = 2 \beta", r"I \beta = 2 \beta") == ["holds", "holds", "wrong"]
