"""Meanings with sums in the language of specifications, and arrays of which a size says everything."""

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import from_mapping

STEPS = """
[model]
inputs = { u = ["T", "D"], r = ["T", "K"] }
assume = "sum(r, axis=1) == 1"
parameters = { A = ["n", "n"], B = ["n", "D"], R = ["K", "n"], s0 = ["n"] }
equations = '''
s[0,j] = s0[j]
s[t,j] = tanh(sum(B[j,i]*u[t-1,i], i) + sum(A[j,k]*s[t-1,k], k))
v[t,k] = sum(R[k,j]*s[t+1,j], j)
q = softmax(v)
J = -sum(r*log(q))
'''
"""
TABLE = {
    "r_t": "r[t-1]",
    "q_t": "q[t-1]",
    "v_t": "v[t-1]",
    "J_t": "-sum(r[t-1,k]*log(q[t-1,k]), k)",
}


def verdict(spec, row, table):
    return check(derive.loads(spec), f"$${row}$$", from_mapping(table)).rows[0].verdict


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"J = \sum_{t=1}^T J_t", "holds"),
        (r"J = \sum_k J_k", "holds"),  # the k of the row is not the one that the meaning sums over
        (r"J = -\sum_{t=1}^T J_t", "wrong"),
        (r"J_t = -\sum_{k=1}^K r_{t,k} \log q_{t,k}", "holds"),
        (r"J_k = -\sum_{j=1}^K r_{k,j} \log q_{k,j}", "holds"),
        (r"J_t = \sum_{k=1}^K r_{t,k} \log q_{t,k}", "wrong"),
        (r"\frac{\partial J_t}{\partial v_t} = q_t - r_t", "holds"),
        (r"\frac{\partial J_t}{\partial v_t} = q_t + r_t", "wrong"),
    ],
)
def test_a_sum_over_a_letter(row, expected):
    assert verdict(STEPS, row, TABLE) == expected


TABLE_OF_ROWS = """
[model]
inputs = { X = ["N", "d"] }
parameters = { W = ["d", "m"] }
equations = '''
Z = X @ W
L = sum(Z**2)/2
'''
"""


@pytest.mark.parametrize(("value", "expected"), [("sum(X, axis=0)", "holds"), ("sum(X, axis=1)", "wrong")])
def test_a_sum_over_an_axis(value, expected):
    assert verdict(TABLE_OF_ROWS, r"g_j = \sum_{n} x_{nj}", {"g": value, "x_{nj}": "X[n,j]"}) == expected


@pytest.mark.parametrize("value", ["identity d", "identity(d)", "eye(d)", "eye d"])
def test_an_identity_matrix(value):
    table = {"E": value}
    assert verdict(TABLE_OF_ROWS, r"\frac{\partial L}{\partial W} = X^T X (W + W E)/2", table) != "holds"
    assert verdict(TABLE_OF_ROWS, r"\frac{\partial L}{\partial W} = X^T X (2E - E) W", table) == "holds"
    assert verdict(TABLE_OF_ROWS, r"\frac{\partial L}{\partial W} = X^T X (2E) W", table) == "wrong"


def test_an_identity_matrix_in_a_text_without_a_model():
    table = {"E": "identity n", "A": ["m", "n"], "x": ["n"]}
    text = "$$r = (A^T A - E) x$$ $$L = r^T r$$ $$\\frac{\\partial L}{\\partial x} = 2 (A^T A - E) r$$"
    assert [row.verdict for row in check(None, text, from_mapping(table)).rows][-1] == "holds"
    slip = text.replace("- E) r", "+ E) r")
    assert [row.verdict for row in check(None, slip, from_mapping(table)).rows][-1] == "wrong"


@pytest.mark.parametrize(
    ("value", "hint"), [("I d", '"identity n"'), ("identity q", "no size 'q'"), ("sum(X, axis=2", "A meaning is")]
)
def test_what_is_refused_says_what_can_be_said(value, hint):
    report = check(derive.loads(TABLE_OF_ROWS), "$$ Z = X W $$", {"E": value}, explain=False)
    assert hint in report.understood[0]
    assert [row.verdict for row in report.rows] == ["holds"]


@pytest.mark.parametrize(
    ("value", "entry"),
    [
        ("sum(X, axis=1, keepdims=True)", r"\sum_k X_{ik}"),
        ("mean(X, axis=1)", r"\frac{1}{d} \sum_{k=1}^d X_{ik}"),
        ("logsumexp(X, axis=1)", r"\log \sum_k e^{X_{ik}}"),
        ("logsumexp(X, axis=-1, keepdims=True)", r"\log \sum_k e^{X_{ik}}"),
        ("logsumexp(X, axis=0)", r"\log \sum_k e^{X_{ki}}"),
        ("mean(X, axis=0)", r"\frac{1}{n} \sum_{k=1}^n X_{ki}"),
    ],
)
def test_functions_along_an_axis(value, entry):
    spec = "[model]\nparameters = { X = ['n', 'd'] }\nequations = 'L = sum(X**2)'"
    table = from_mapping({"g": value, "n": "size n", "d": "size d"})
    rows = check(derive.loads(spec), f"$$ g_i = {entry} $$ $$ g_i = 2 + {entry} $$", table, explain=False).rows
    assert [row.verdict for row in rows] == ["holds", "wrong"]


def test_pi_is_the_number_in_meanings_too():
    model = derive.loads("[model]\nparameters = { s = ['k'] }\nequations = 'L = sum(log(s) + log(2*pi)/2)'")
    table = {"H": "sum(log(s) + log(2*pi)/2)"}
    assert [row.verdict for row in check(model, "$$ L = H $$ $$ L = 2 H $$", table, explain=False).rows] == ["holds", "wrong"]


def test_an_axis_of_more_than_a_matrix_is_not_guessed():
    spec = "[model]\nparameters = { T = ['n', 'm', 'k'] }\nequations = 'L = sum(T**2)'"
    for value in ("logsumexp(T, axis=1)", "softmax(T, axis=1)", "mean(T, axis=0)"):
        rows = check(derive.loads(spec), "$$ g = 2 g $$", from_mapping({"g": value}), explain=False).rows
        assert [row.verdict for row in rows] == ["cannot tell"]
