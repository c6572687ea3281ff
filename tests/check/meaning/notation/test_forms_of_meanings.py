"""Forms in which meanings are declared, and habits that a whole text shows."""

from __future__ import annotations

import pytest

import derive

WORDS = """
[model]
inputs = { X = ["C", "V"], c = { shape = [], integer = true, below = "V" } }
parameters = { W = ["V", "N"], Q = ["N", "V"] }
equations = '''
h = W.T @ mean(X, axis=0)
u = Q.T @ h
p = softmax(u)
E = -log(p[c])
'''
[notation]
"v_j" = "Q.T[j]"
"l" = "logsumexp(u)"
"^sE" = "E"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"u_j = v_j^T h", "holds"),
        (r"u_j = -v_j^T h", "wrong"),
        (r"^s E = l - u_c", "holds"),
        (r"^s E = l + u_c", "cannot tell"),
    ],
)
def test_entries_of_transposes_and_scripts_in_front(row, verdict):
    assert derive.check(derive.loads(WORDS), f"$${row}$$").rows[0].verdict == verdict


PARTS = """
[define.costs]
gaps = "sum((a - y)**2)"
[network]
input = 3
cost = "gaps"
batch = "none"
layers = [{ layer = "dense", units = 2, activation = "sigmoid" }]
[[notation.part]]
begins = "A deeper one"
"t" = "y"
[notation.part.network]
input = 3
cost = "gaps"
batch = "none"
layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 2, activation = "sigmoid" }]
"""


@pytest.mark.parametrize(("factor", "verdict"), [("2", "holds"), ("", "wrong")])
def test_costs_that_a_file_defines_are_those_of_its_parts(factor, verdict):
    text = rf"$$C = \sum_j (a_j - y_j)^2$$ A deeper one: $$\frac{{\partial C}}{{\partial a^2}} = {factor}(a^2 - t)$$"
    assert derive.check(derive.loads(PARTS), text).rows[-1].verdict == verdict


GAUSS = """
[model]
inputs = { x = ["N"] }
parameters = { mu = [], A = ["n", "n"], v = ["n"] }
equations = '''
D = sum((x - mu)**2)
F = v @ A @ v
K = D + F
'''
"""


def test_sums_that_start_at_zero_throughout():
    rows = [r"D = \sum_{n=0}^N (x_n - \mu)^2", r"\frac{\partial D}{\partial \mu} = -2 \sum_{n=0}^N (x_n - \mu)"]
    slip = r"\frac{\partial D}{\partial \mu} = -\sum_{n=0}^N (x_n - \mu)"
    text = "\n\n".join(f"$${row}$$" for row in (*rows, rows[0], slip))
    assert [row.verdict for row in derive.check(derive.loads(GAUSS), text).rows] == ["holds", "holds", "holds", "wrong"]


@pytest.mark.parametrize(
    ("condition", "verdict"), [(r"\quad (\text{if } A = A^T)", "holds under"), ("", "wrong"), (r"\text{ for any } A", "wrong")]
)
def test_a_condition_makes_a_matrix_symmetric(condition, verdict):
    row = rf"\frac{{\partial (v^T A v)}}{{\partial v}} = 2 A v {condition}"
    assert derive.check(derive.loads(GAUSS), f"$${row}$$").rows[0].verdict == verdict


def test_the_matrix_of_a_derivative_is_general():
    """The gradient of a determinant by any matrix has a transpose."""
    model = derive.loads('[model]\nparameters = { X = ["n", "n"] }\nequations = "J = sum(X**2)"')
    rows = [r"\frac{\partial |X|}{\partial X} = |X| X^{-T}", r"\frac{\partial |X|}{\partial X} = |X| X^{-1}"]
    assert [derive.check(model, f"$${row}$$").rows[0].verdict for row in rows] == ["holds", "wrong"]


NEURON = """
[model]
inputs = { x = [2], y = [] }
parameters = { w = [2], b = [] }
equations = '''
z = w @ x + b
a = sigmoid(z)
L = (y - a)**2/2
'''
[initial]
w = [0.2, 0.6]
b = 0.3
[example]
x = [0.4, 1.0]
y = 0.9
rate = 0.1
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"z = 0.2 \cdot 0.4 + 0.6 \cdot 1.0 + 0.3 = \mathbf{0.98}", "holds"),
        (r"\frac{\partial L}{\partial a} = -(0.9 - 0.727) = -0.173", "holds"),
        (r"\frac{\partial a}{\partial z} = 0.727 \cdot (1 - 0.727)", "holds"),
        (r"\frac{\partial a}{\partial z} = 0.727 \cdot (1 + 0.727)", "wrong"),
        (r"\frac{\partial L}{\partial w_1} = (-0.173) \cdot 0.198 \cdot 0.4", "holds"),
        (r"\frac{\partial L}{\partial w_1} = (-0.173) \cdot 0.198 \cdot 0.6", "wrong"),
    ],
)
def test_numbers_that_were_rounded_before(row, verdict):
    assert derive.check(derive.loads(NEURON), f"$${row}$$").rows[0].verdict == verdict


POLICY = """
[model]
inputs = { r = ["A"] }
parameters = { u = ["A"] }
equations = '''
p = softmax(u)
J = sum(p*r)
'''
[notation]
"q(a)" = "p[a]"
"r(a)" = "r[a]"
"""


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (r"\nabla J = \mathbb{E}_{a \sim q}\big[ r(a) \nabla \log q(a) \big]", "holds"),
        (r"\nabla J = \mathbb{E}\big[ r(a) \nabla \log q(a) \big]", "holds"),
        (r"\nabla J = \mathbb{E}\big[ \nabla \log q(a) \big]", "wrong"),
        (r"\nabla q(a) = q(a) \nabla \log q(a)", "holds"),
        (r"\nabla q(a) = \nabla \log q(a)", "wrong"),
    ],
)
def test_expectations_over_the_index_of_a_density(row, verdict):
    first = r"$$J = \mathbb{E}_{a \sim q}[r(a)]$$"
    assert derive.check(derive.loads(POLICY), f"{first} $${row}$$").rows[-1].verdict == verdict
