"""What a text solves for is judged where a gradient vanishes."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.notation.declared import read_declarations

LINES = """
[model]
inputs = { A = ["n", "m"], t = ["n"], c = ["n"] }
parameters = { v = ["m"], b = [] }
constants = { mu = 0.3 }
equations = '''
E = sum((A @ v - t)**2)/2 + mu*sum(v**2)/2
G = sum(c*(b - t)**2)
S = E + G
'''
[notation]
"\\\\mu" = "mu"
"n" = "size n"
"""

SHARES = """
[model]
inputs = { f = ["n", "m"] }
parameters = { q = ["m"] }
equations = '''
d[i] = sum(q[j]*exp(f[i,j]), j)
r[i,j] = q[j]*exp(f[i,j])/d[i]
l = sum(log(d))
'''
[notation]
"q_j" = "q[j]"
"r_{ij}" = "r[i,j]"
"n" = "size n"
"""


def last(row, spec=LINES, words="We minimise the cost:"):
    return check(derive.loads(spec), f"{words} $${row}$$", read_declarations(spec)).rows[-1]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"v = (A^T A + \mu I)^{-1} A^T t", "where the gradient of S by v is zero"),
        (r"(A^T A + \mu I) v = A^T t", "where the gradient of S by v is zero"),
        (r"0 = A^T (A v - t) + \mu v", "where the gradient of S by v is zero"),
        (r"b = \frac{\sum_i c_i t_i}{\sum_i c_i}", "where the gradient of S by b is zero"),
    ],
)
def test_solutions_and_conditions(row, expected):
    found = last(row)
    assert found.verdict == "holds under" and found.convention == expected


@pytest.mark.parametrize("row", [r"v = (A^T A - \mu I)^{-1} A^T t", r"b = \frac{1}{n}\sum_i t_i"])
def test_what_is_no_solution_is_wrong_if_one_is_looked_for(row):
    assert last(row).verdict == "wrong"
    assert last(row, words="Now let us see:").verdict == "cannot tell"


def test_a_value_that_reproduces_itself_and_shares_of_a_whole():
    found = last(r"q_j = \frac{1}{n} \sum_{i=1}^n r_{ij}", SHARES)
    assert found.verdict == "holds under" and "q adds up to one" in found.convention
    assert last(r"q_j = \frac{1}{n} \sum_{i=1}^n r_{ij}^2", SHARES).verdict != "holds under"


def test_zero_is_no_solution_of_what_is_linear():
    assert last(r"A^T A v = 2 \mu v").verdict == "cannot tell"


SPREAD = """
[model]
inputs = { X = ["n", "d"] }
parameters = { p = ["d"], rho = [] }
equations = '''
K = X.T @ X/n
g = dot(p, K @ p) + rho*(1 - dot(p, p))
'''
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"K p = \rho p", "where the gradient of g by p is zero"),
        (r"p^T K p = \rho p^T p = \rho", "where the gradient of g by p, rho is zero"),
    ],
)
def test_what_is_computed_from_the_data_is_given_too(row, expected):
    found = last(row, SPREAD)
    assert found.verdict == "holds under" and found.convention == expected


@pytest.mark.parametrize("row", [r"K p = 2\rho p", r"p^T K p = - \rho p^T p"])
def test_another_multiple_is_no_condition(row):
    assert not last(row, SPREAD).verdict.startswith("holds")


def test_far_out_on_a_sigmoid_nothing_is_at_rest():
    spec = """
[model]
inputs = { v = [] }
parameters = { z = [] }
equations = "t = tanh(z); s = sigmoid(z); L = v*t + s"
"""
    found = check(derive.loads(spec), r"$$\frac{ds}{dz} = s(1-s)$$ $$t=\tanh(z) = 2\sigma(z) - 1$$").rows
    assert [row.verdict for row in found] == ["holds", "wrong"]


def test_the_targets_of_formulas_are_no_outputs():
    """A normal equation holds at the optimum, and not since the author's y might be what the model says."""
    spec = """
[model]
inputs = { X = ["m", "n"], y = ["m"] }
parameters = { theta = ["n"] }
equations = "h = X @ theta; J = sum((h - y)**2)/(2*m)"
"""
    found = check(derive.loads(spec), r"$$\theta = (X^T X)^{-1} X^T \vec{y}$$").rows
    assert found[0].convention == "where the gradient of J by theta is zero"


def test_a_softmax_is_at_rest_though_a_shift_of_all_logits_changes_nothing():
    from derive.check.meaning.specification.world import spec_world
    from derive.check.meaning.stationary_points import at_rest

    spec = """
[model]
inputs = { t = ["n"] }
parameters = { z = ["n"] }
assume = "sum(t) == 1"
equations = "p = softmax(z); J = -sum(t*log(p)) + sum(p**2)"
"""
    world = spec_world(derive.loads(spec))
    assert at_rest(world, world.instance(1), "J", ("z",)) is not None


def test_an_arrow_leads_from_one_condition_to_the_next():
    """Whatever slip stands in the first of them."""
    first = r"$$ \frac{\partial E}{\partial v} = A^T (A v - t) + 2 \mu v = 0 $$"
    held = r"$$ \Rightarrow A^T A v + \mu v = A^T t $$"
    slip = r"$$ \Rightarrow (A^T A - \mu I) v = A^T t $$"
    spec = derive.loads(LINES)
    rows = check(spec, first + held + slip, read_declarations(LINES)).rows
    assert [row.verdict for row in rows] == ["wrong", "holds under", "wrong"]
    assert "it is no solution" in rows[2].reason
    sound = slip.replace("-", "+")
    rows = check(spec, first + held + sound, read_declarations(LINES)).rows
    assert [row.verdict for row in rows] == ["wrong", "holds under", "holds under"]


EXPONENTIAL = r"""
[model]
inputs = { x = ["n"] }
parameters = { lam = [] }
equations = "l = n*log(lam) - lam*sum(x)"
[notation]
"\\lambda" = "lam"
"\\ell(\\lambda)" = "l"
"\\ell'(\\lambda)" = "grad lam"
"x^{(i)}" = "x[i]"
"n" = "size n"
"""


@pytest.mark.parametrize("letter", [r"\lambda", r"\hat\lambda", r"\lambda^*", r"\hat{\lambda}_{\text{MLE}}", r"\lambda_{ML}"])
@pytest.mark.parametrize("how", ["Setting it to zero:", r"$$ \ell'(\lambda) = 0 $$"])
def test_an_estimate_is_the_parameter_at_the_optimum(letter, how):
    """Of a likelihood that exists for positive numbers only."""

    def verdict(right):
        text = rf"$$ \ell'(\lambda) = n/\lambda - \sum_i x^{{(i)}} $$ {how} $$ {letter} = {right} $$"
        return check(derive.loads(EXPONENTIAL), text, read_declarations(EXPONENTIAL)).rows[-1].verdict

    assert verdict(r"\frac{n}{\sum_i x^{(i)}}") == "holds under"
    assert verdict(r"\frac{1}{n} \sum_i x^{(i)}") == "wrong"


def test_a_hat_that_means_something_else_is_a_definition():
    spec = EXPONENTIAL.replace("lam = []", 'lam = [], w = ["n"]').replace("sum(x)", "sum(w*x)")
    text = r"$$ \hat w = w / \|w\| $$ $$ \hat\lambda = 2 \lambda $$"
    rows = check(derive.loads(spec), text, read_declarations(spec)).rows
    assert [row.verdict for row in rows] == ["not a claim"] * 2
