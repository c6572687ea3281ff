"""Variations, ``\\delta f``, as differentials."""

import pytest

import derive
from derive.check import check


def verdicts(model, rows, table=None):
    text = "\n".join(f"$$ {row} $$" for row in rows)
    return [row.verdict for row in check(model, text, table, explain=False).rows]


TRACE = derive.loads("""
[model]
inputs = { A = ["p", "m"], B = ["n", "p"] }
parameters = { X = ["m", "n"] }
equations = "f = sum(A[i,j]*X[j,k]*B[k,i], i, j, k)"
""")
FORM = derive.loads("[model]\ninputs = { A = ['n', 'n'] }\nparameters = { x = ['n'] }\nequations = 'f = x @ A @ x'")


@pytest.mark.parametrize(("right", "verdict"), [(r"BA", "holds"), (r"-BA", "wrong")])
@pytest.mark.parametrize("table", [None, {r"\delta X": ["m", "n"]}])
def test_of_a_matrix(right, verdict, table):
    row = rf"\delta f = \operatorname{{tr}}(A \cdot \delta X \cdot B) = \operatorname{{tr}}({right} \cdot \delta X)"
    assert verdicts(TRACE, [row], table) == [verdict]


@pytest.mark.parametrize(("turned", "verdict"), [("A^T", "holds"), ("A", "wrong")])
def test_of_a_vector(turned, verdict):
    row = rf"\delta f = \delta x^T A x + x^T A \delta x = \delta x^T (A + {turned}) x"
    assert verdicts(FORM, [row]) == [verdict]


def test_errors_are_no_variations():
    net = derive.loads(
        "[model]\ninputs = { x = ['d'] }\nparameters = { W = ['n', 'd'] }\nequations = 'z = W @ x; f = sum(z**2)'"
    )
    rows = [r"\delta = \frac{\partial f}{\partial z}", r"\frac{\partial f}{\partial W} = \delta x^T"]
    assert "wrong" not in verdicts(net, rows)
