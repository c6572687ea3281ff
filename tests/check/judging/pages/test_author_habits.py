"""What authors leave out or write their own way: brackets of sums, squares as definitions, gradients of each example's cost."""

from __future__ import annotations

import derive
from derive.check import check

HABIT = "the sum goes on over the terms after it"

RHO = """
[model]
inputs = { x = ["m", "d"] }
constants = { rho = 0.1 }
parameters = { W = ["s", "d"] }
equations = '''
a = sigmoid(x @ W.T)
r = mean(a, axis=0)
S = sum(rho*log(rho/r) + (1 - rho)*log((1 - rho)/(1 - r)))
'''
"""
SCOPE = r"$$ S = \sum_{j} \rho \log\frac{\rho}{r_j} + (1-\rho)\log\frac{1-\rho}{1-r_j} $$"

COLUMNS = """
[network]
input = 3
cost = "binary_cross_entropy"
batch = "mean"
layers = [{ layer = "dense", units = 4, activation = "tanh" }, { layer = "dense", units = 1, activation = "sigmoid" }]
"""
LETTERS = {"X": "x.T", "Y": "y.T", **{f"{big}^{{[{n}]}}": f"{big.lower()}{n}.T" for big in "AZ" for n in (1, 2)}}
LETTERS |= {f"W^{{[{n}]}}": f"W{n}" for n in (1, 2)} | {"m": "size N"}
SHARED = r"""$$dZ^{[2]} = A^{[2]} - Y$$
$$dZ^{[1]} = W^{[2]T} dZ^{[2]} * (1 - (A^{[1]})^2)$$
$$dW^{[1]} = %s dZ^{[1]} X^T$$"""

NORM = r"""\begin{align}
\mu &= \frac1m\sum_{i=1}^m x_i \\
\sigma^2 &= \frac1m\sum_{i=1}^m (x_i-\mu)^2 \\
\hat x_i &= \frac{x_i-\mu}{\sqrt{\sigma^2+\epsilon}} \\
y_i &= \gamma\hat x_i+\beta \\
\frac{\partial \ell}{\partial x_i} &= \frac{\partial \ell}{\partial \hat x_i}\frac{1}{\sqrt{\sigma^2+\epsilon}}
+\frac{\partial \ell}{\partial \sigma^2}\frac{2(x_i-\mu)}{m}+\frac{\partial \ell}{\partial \mu}\frac1m \\
\frac{\partial \ell}{\partial \gamma} &= \sum_{i=1}^m\frac{\partial \ell}{\partial y_i} x_i
\end{align}"""

RECURRENCE = """
[model]
inputs = { x = ["T", "D"], y = ["T", "n"] }
parameters = { b = ["n"], W = ["n", "n"], U = ["n", "D"], h0 = ["n"] }
equations = '''
h[0,j] = h0[j]
a[t,j] = b[j] + sum(W[j,k]*h[t-1,k], k) + sum(U[j,i]*x[t-1,i], i)
h[t,j] = tanh(a[t,j])
e[t,j] = h[t+1,j] - y[t,j]
L = sum(e**2)/2
'''
"""
LAST = r"\nabla_{h^{(\tau)}} L = e^{(\tau)}"
WHOLE = r"\nabla_{b} L = \sum_t \mathrm{diag}(1 - (h^{(t)})^2) \nabla_{h^{(t)}} L"
STATES = {"h^{(t)}": "h[t]", "e^{(t)}": "e[t-1]", "\\tau": "size T"}


def test_a_sum_may_go_on_over_the_terms_after_it():
    row = check(derive.loads(RHO), SCOPE).rows[0]
    assert (row.verdict, row.convention) == ("holds under", HABIT)


COINS = """
[model]
inputs = { u = ["m", "d"], t = ["m"] }
parameters = { w = ["d"] }
equations = '''
q = sigmoid(u @ w)
F = sum(t*log(q) + (1 - t)*log(1 - q))
'''
"""
LIKELIHOOD = r"""$$ M = \prod_{i=1}^m q_i^{t_i} (1 - q_i)^{1 - t_i} $$
$$ \log M = \sum_{i=1}^m t_i \log q_i + (1 - %s) \log(1 - q_i) $$
$$ \nabla_w F = \sum_{i=1}^m t_i u_i - q_i u_i $$"""


def test_a_sum_goes_on_beside_any_left_side_without_its_letter():
    rows = check(derive.loads(COINS), LIKELIHOOD % "t_i", {"q_i": "q[i]"}).rows
    assert [row.verdict for row in rows] == ["not a claim", "holds under", "holds under"]
    assert check(derive.loads(COINS), LIKELIHOOD % "q_i", {"q_i": "q[i]"}).rows[1].verdict == "wrong"


def test_gradients_of_each_example_beside_a_mean_over_the_batch():
    found = [row.verdict for row in check(derive.loads(COLUMNS), SHARED % r"\frac{1}{m}", LETTERS, explain=False).rows]
    assert found == ["holds", "holds", "holds"]
    assert "wrong" in [row.verdict for row in check(derive.loads(COLUMNS), SHARED % "", LETTERS, explain=False).rows]


def test_a_square_is_defined_as_such():
    found = [row.verdict for row in check(None, NORM, explain=False).rows]
    assert found[:5] == ["not a claim"] * 4 + ["holds"]
    assert found[5] != "holds"


def test_declarations_that_count_steps_keep_the_count_of_the_specification():
    last, whole = (check(derive.loads(RECURRENCE), f"$${row}$$", STATES).rows[0] for row in (LAST, WHOLE))
    assert last.verdict == "holds"
    assert whole.verdict == "holds under"
    assert whole.convention is not None and "before the first step" in whole.convention


def test_a_sum_over_a_class_has_terms():
    """No random number is equal to one: the count of a class would be zero, and so would be both sides of any row about it."""
    text = r"""
$$m_1 = \sum_{i=1}^m \mathbb{1}\{y_i = 1\}$$
$$\ell = -\sum_{i=1}^{m_1} (x_i - \mu)^2$$
$$\frac{\partial \ell}{\partial \mu} = 7 \sum_{i=1}^{m_1} (x_i - \mu)$$"""
    assert check(None, text, explain=False).rows[-1].verdict == "cannot tell"
    assert check(None, text.replace("7", "2"), explain=False).rows[-1].verdict == "holds under"


def test_a_sum_in_brackets_goes_on_to_their_end():
    start = SCOPE.strip("$ ").removeprefix("S =")
    rows = [f"S = \\Big[ {start} \\Big]", f"-S = -\\Big( {start} \\Big)", f"S = 2 \\Big[ {start} \\Big]"]
    found = check(derive.loads(RHO), "\n".join(f"$${row}$$" for row in rows)).rows
    assert (found[0].verdict, found[0].convention) == ("holds under", HABIT)
    assert found[1].verdict != "holds"
    assert found[2].verdict == "wrong"
