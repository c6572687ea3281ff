"""Rows whose shapes fit under no reading: wrong where the rest of the chain, or one slip, leaves no doubt."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.judging.pages.verdict import Judged

SPEC = """
[model]
inputs = { X = ["m", "p"], t = ["m", "k"], s = ["m"] }
parameters = { W = ["p", "k"], b = ["k"], v = ["p"] }
equations = '''
u = X @ v - s
Z = X @ W + b
E = sum((Z - t)**2)/2 + sum(u**2)/2
'''
"""
FIRST = r"$$\frac{\partial E}{\partial v} = X^T u$$"
COLUMNS = """
[model]
inputs = { X = ["p", "m"], T = ["k", "m"] }
parameters = { W = ["k", "p"], b = ["k"] }
equations = '''
Z[i,n] = sum(W[i,j]*X[j,n], j) + b[i]
E = sum((Z - T)**2)/2
'''
"""


def last(text: str, spec: str = SPEC) -> Judged:
    return check(derive.loads(spec), text).rows[-1]


def test_a_side_that_is_the_transpose_of_the_one_before_it():
    rows = r"$$\begin{aligned}\frac{\partial E}{\partial W} &= X^T (Z - t) \\ &= (Z - t)^T X\end{aligned}$$"
    assert last(rows).verdict == "wrong"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\frac{\partial E}{\partial v} = u^T X v = (u^T X)^T = X^T u", "wrong"),
        (r"\frac{\partial E}{\partial X} = X^T u", "wrong"),
        (r"\frac{\partial Z}{\partial W} = (Z - t) \frac{\partial Z}{\partial W}", "wrong"),
        (r"\frac{\partial E}{\partial W_{ij}} = X^T (Z - t)", "cannot tell"),
        (r"\frac{\partial E}{\partial W_{11}} = \frac{\partial E}{\partial b} \cdot 1", "cannot tell"),
        (r"\frac{\partial E}{\partial v} = \frac{\partial E}{\partial Z} \frac{\partial Z}{\partial W} = X^T (Z - t)", "wrong"),
        (r"\frac{\partial E}{\partial W} = (Z - t) \odot (Z - t)", "wrong"),
        (r"\frac{\partial E}{\partial W} = \frac{\partial E}{\partial Z} \frac{\partial Z}{\partial b}", "wrong"),
    ],
)
def test_what_has_another_shape(row: str, verdict: str):
    assert last(f"{FIRST}$${row}$$").verdict == verdict


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"dE = \mathrm{tr}((Z - T)^T dW X) + \mathrm{tr}((Z - T)^T db \, \mathbf{1}^T)", "holds"),
        (r"dE = \mathrm{tr}((Z - T)^T W^T dX) + \mathrm{tr}((Z - T)^T dW X) + \mathrm{tr}((Z - T)^T db \mathbf{1}^T)", "wrong"),
        (r"dE = \mathrm{tr}((Z - T) \odot dZ)", "wrong"),
        (r"dE = \mathrm{tr}((Z - T) \odot 1^T dZ)", "wrong"),
    ],
)
def test_traces_with_a_row_of_ones(row: str, verdict: str):
    assert last(f"$${row}$$", COLUMNS).verdict == verdict


BATCH = """
[model]
inputs = { X = ["m", "p"], t = ["m", "k"] }
parameters = { V = ["p", "h"], c = ["h"], W = ["h", "k"], b = ["k"] }
equations = '''
A = sigmoid(X @ V + c)
Z = A @ W + b
E = sum((Z - t)**2)/2
'''
"""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (r"\frac{\partial E}{\partial b} = Z - t", "A sum over the examples is missing"),
        (r"\frac{1}{m} \frac{\partial E}{\partial b} = Z - t", "A mean over the examples is missing"),
        (r"\frac{\partial E}{\partial V} = (X^T (Z - t) W^T) \odot A \odot (1 - A)", "The elementwise product should be with"),
        (
            r"\frac{\partial E}{\partial A} = (Z - t) \frac{\partial}{\partial b} (A W + b) = (Z - t) W^T",
            "The derivative is by the wrong",
        ),
        (r"E = \frac{1}{2} \mathrm{tr}(Z^T Z - W^T A^T t - W^T b - t^T Z + t^T t)", ""),
    ],
)
def test_what_repairs_shapes(row: str, words: str):
    found = last(f"$${row}$$", BATCH)
    assert (found.explanation or "").startswith(words)
    assert found.verdict in ("wrong", "cannot tell")


def test_weights_that_a_text_counts_from_zero():
    neuron = """
[model]
inputs = { x = ["K"] }
parameters = { w = ["K"] }
equations = "u = dot(w, x)"
"""
    assert last(r"$$u = \sum_{i=0}^K w_i x_i$$", neuron).verdict == "cannot tell"
    assert last(r"$$u = \sum_{j=1}^K w_j x_j$$ $$u = \sum_{i=0}^K w_i x_i$$", neuron).verdict == "wrong"


def test_an_estimate_is_no_identity():
    spec = """
[model]
inputs = { x = ["n"] }
parameters = { r = [] }
equations = '''
v = r**2
E = sum(x**2)/v + log(v)
'''
"""
    assert last(r"$$v = \frac{1}{n} \sum_i x_i^2$$", spec).verdict == "cannot tell"
    assert last(r"$$v = 2 r^2$$", spec).verdict == "wrong"


def test_a_gradient_that_lies_as_a_row_lacks_no_transpose():
    spec = """
[model]
inputs = { a = ["p"], t = ["k"] }
parameters = { W = ["k", "p"], b = ["k"] }
equations = '''
z = W @ a + b
E = sum((z - t)**2)/2
'''
"""
    row = r"\frac{\partial E}{\partial b} = \delta \frac{\partial z}{\partial b} = \delta^T"
    assert last(rf"$$\delta = \frac{{\partial E}}{{\partial z}} = (z - t)^T$$ $${row}$$", spec).verdict != "wrong"


@pytest.mark.parametrize(
    ("right", "verdict"),
    [(r"\mathrm{tr}(X^T X) - (X u)^T (X u)", "holds"), (r"X^T X - (X u)^T (X u)", "wrong"), (r"X^T X - u^T X^T X u", "wrong")],
)
def test_a_sum_of_numbers_is_no_matrix(right, verdict):
    model = derive.loads('[model]\ninputs = { X = ["m", "d"] }\nparameters = { u = ["d"] }\nequations = "J = -sum((X @ u)**2)"')
    row = rf"$$\sum_{{i=1}}^m \left( (x^{{(i)}})^T x^{{(i)}} - (u^T x^{{(i)}})^2 \right) = {right}$$"
    assert [found.verdict for found in derive.check(model, row, {"x^{(i)}": "X[i]"}).rows] == [verdict]


ROWS = r"""
Examples are rows: $h = \sigma(x W_1 + b_1)$, $p = \sigma(h W_2 + b_2)$, $z_2 = h W_2 + b_2$, $z_1 = x W_1 + b_1$,
$L = \frac12\|p - y\|^2$.
$$\delta_2 = \frac{\partial L}{\partial z_2} = (p - y)\odot p\odot(1-p)$$ $$\delta_1 = \delta_2 W_2^T\odot h\odot(1-h)$$
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\delta_1 = \delta_2 W_2^T\odot p\odot(1-p)", "wrong"),
        (r"\delta_1 = \delta_2 W_2^T\odot h\odot(1-h)", "holds under"),
        (r"\delta_1 = \delta_2 W_2^T\odot q\odot(1-q)", "cannot tell"),
    ],
)
def test_one_symbol_for_another_throughout_where_other_rows_have_all_of_them(row, verdict):
    spec = """
    [network]
    input = 4
    cost = "quadratic"
    layers = [{ layer = "dense", units = 5, activation = "sigmoid" }, { layer = "dense", units = 3, activation = "sigmoid" }]
    """
    found = check(derive.loads(spec), f"{ROWS} $${row}$$").rows[-1]
    assert found.verdict == verdict
    if verdict == "wrong":
        assert found.explanation == "$p$ stands for $h$, in 2 places."


SCORES = """
[model]
inputs = { X = ["T", "n"], G = ["T", "d"] }
parameters = { A = ["n", "d"] }
equations = '''
P = X @ A
Q = softmax(P)
E = sum(G*Q)
'''
"""


def test_gradients_of_the_cost_have_the_shapes_of_their_variables():
    """The gradient of another quantity, of another shape, alone on the right side: a factor was forgotten.  (With one class the
    gradient is zero, and the values of both sides say nothing.)"""
    assert last(r"$$\frac{\partial E}{\partial A} = X^T \frac{\partial E}{\partial P}$$", SCORES).verdict == "holds"
    assert last(r"$$\frac{\partial E}{\partial A} = \frac{\partial E}{\partial P}$$", SCORES).verdict == "wrong"
    jacobians = r"$$\frac{\partial E}{\partial A} = \frac{\partial E}{\partial P} \frac{\partial P}{\partial A}$$"
    assert last(jacobians, SCORES).verdict != "wrong"


def test_a_product_transposed_as_a_whole_may_be_a_row_of_the_authors():
    spec = """
[model]
inputs = { o = { shape = [], integer = true, below = "V" } }
parameters = { w = ["n"], U = ["V", "n"] }
equations = '''
p = softmax(U @ w)
J = -log(p[o])
'''
[notation]
"y" = "basis V"
"""
    from derive.check.meaning.notation.declared import read_declarations

    row = r"$$\frac{\partial J}{\partial w} = \sum_k (p_k - y_k) U_k = (p - y) U$$"
    assert check(derive.loads(spec), row, read_declarations(spec)).rows[0].verdict != "wrong"


def test_a_law_of_traces_is_of_any_square_matrices():
    model = derive.loads("[model]\ninputs = { A = ['p', 'm'] }\nparameters = { X = ['m', 'p'] }\nequations = 'f = sum(A*X.T)'")
    rows = check(model, r"$$ \operatorname{tr}(A^T) = \operatorname{tr}(A) $$ $$ f = \operatorname{tr}(A) $$").rows
    assert [row.verdict for row in rows] == ["cannot tell", "wrong"]
