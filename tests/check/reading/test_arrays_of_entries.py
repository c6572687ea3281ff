"""Arrays by their entries, and entries of brackets."""

import pytest

import derive
from derive.check import check


def verdicts(model, rows, table=None):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(model, text, table, explain=False).rows]


LOGISTIC = derive.loads("""
[model]
inputs = { X = ["n", "d"], y = ["n"] }
parameters = { w = ["d"] }
equations = "p = sigmoid(X @ w); l = sum(y*log(p) + (1 - y)*log(1 - p))"
""")
TABLE = {"x_i": "X[i]"}


@pytest.mark.parametrize(("inner", "verdict"), [("x_i^T w", "holds"), ("-x_i^T w", "wrong")])
def test_a_vector_by_its_entries(inner, verdict):
    rows = [r"\nabla_w l = X^T (y - p)", rf"p = (\sigma({inner}))_{{i=1}}^n"]
    assert verdicts(LOGISTIC, rows, TABLE) == ["holds", verdict]


@pytest.mark.parametrize(("entry", "verdict"), [("(k,l)", "holds"), ("(l,k)", "wrong")])
def test_an_entry_of_a_gradient(entry, verdict):
    model = derive.loads("[model]\ninputs = { x = ['d'] }\nparameters = { W = ['d', 'd'] }\nequations = 'J = sum((W @ x)**2)'")
    row = rf"\left(\frac{{\partial J}}{{\partial W}}\right)^{{(k,l)}} = \frac{{\partial J}}{{\partial W^{{{entry}}}}}"
    assert verdicts(model, [row], {"W^{(k,l)}": "W[k,l]"}) == [verdict]
