"""Recurrences written as formulas: their steps are found, their gradients are right, and other circles are refused."""

from __future__ import annotations

import pytest

import derive
from derive.errors import Refused, SpecError
from derive.frontends.steps import without_steps
from derive.verify import run

LSTM = """
[model]
inputs = { x = ["T", "D"], y = ["T", "H"] }
parameters = { W = ["H", "D"], U = ["H", "H"], V = ["H", "H"], h0 = ["H"], c0 = ["H"] }
equations = '''
h[0,j] = h0[j]
c[0,j] = c0[j]
f[t,j] = sigmoid(sum(W[j,d]*x[t-1,d], d) + sum(U[j,k]*h[t-1,k], k))
g[t,j] = tanh(sum(V[j,k]*h[t-1,k], k))
c[t,j] = f[t,j]*c[t-1,j] + g[t,j]
h[t,j] = f[t,j]*tanh(c[t,j])
L = sum((h[t+1,j] - y[t,j])**2, t, j)/2
'''
"""

AVERAGES = """
[model]
inputs = { x = ["T"], y = [] }
parameters = { b = [], c = [] }
equations = '''
s[0] = 0
s[t] = b*s[t-1] + (1 - b)*x[t-1]
m[0] = 0
m[t] = c*m[t-1] + s[t]**2
L = (m[T] - y)**2
'''
"""

BATCH = """
[model]
inputs = { x = ["N", "T", "D"], y = ["N", "n"] }
parameters = { W = ["n", "n"], U = ["n", "D"] }
equations = '''
h[0,s,j] = 0
h[t,s,j] = tanh(sum(W[j,k]*h[t-1,s,k], k) + sum(U[j,i]*x[s,t-1,i], i))
L = mean(sum((h[T] - y)**2, axis=1))
'''
"""


@pytest.mark.parametrize("spec", [LSTM, AVERAGES, BATCH], ids=["two states", "numbers", "batch"])
def test_gradients_and_proofs(spec: str) -> None:
    assert run.verify(derive.loads(spec)).ok


VECTORS = """
[model]
inputs = { x = ["T", "D"], y = ["T", "K"] }
parameters = { W = ["n", "n"], U = ["n", "D"], V = ["K", "n"], h0 = ["n"], b = ["n"] }
equations = '''
h[0] = h0
h[t] = tanh(W @ h[t-1] + U @ x[t-1] + b)
o[t] = V @ h[t+1]
L = sum((o - y)**2)/2
'''
"""
ENTRIES = (
    VECTORS.replace("h[0] = h0", "h[0,j] = h0[j]")
    .replace(
        "h[t] = tanh(W @ h[t-1] + U @ x[t-1] + b)", "h[t,j] = tanh(sum(W[j,k]*h[t-1,k], k) + sum(U[j,i]*x[t-1,i], i) + b[j])"
    )
    .replace("o[t] = V @ h[t+1]", "o[t,k] = sum(V[k,j]*h[t+1,j], j)")
)
GATED = """
[model]
inputs = { x = ["T", "D"], y = ["T", "n"] }
parameters = { A = ["n", "D"], B = ["n", "n"], C = ["n", "D"], D_ = ["n", "n"] }
equations = '''
h[0] = 0
c[0] = 0*h[0]
f[t] = sigmoid(A @ x[t-1] + B @ h[t-1])
g[t] = tanh(C @ x[t-1] + D_ @ h[t-1])
c[t] = f[t]*c[t-1] + g[t]
h[t] = f[t]*tanh(c[t])
p[t] = softmax(h[t+1])
L = -sum(y*log(p))
'''
"""


@pytest.mark.parametrize("spec", [VECTORS, GATED], ids=["one state", "two states"])
def test_states_as_vectors(spec: str) -> None:
    assert run.verify(derive.loads(spec)).ok


def test_what_goes_into_a_step_may_be_computed_before() -> None:
    spec = VECTORS.replace("h[0] = h0", "u[t] = U @ x[t]\nh[0] = h0").replace("U @ x[t-1]", "u[t-1]")
    assert run.verify(derive.loads(spec)).ok


def test_states_as_vectors_are_those_entry_by_entry() -> None:
    one, other = derive.loads(VECTORS), derive.loads(ENTRIES)
    numbers = [derive.derive(model) for model in (one, other)]
    assert len(numbers[0].model.equations) == len(numbers[1].model.equations)
    for first, second in zip(one.equations, other.equations, strict=True):
        assert first.tensor == second.tensor
        assert [(lo, hi) for _, lo, hi in first.bounds] == [(lo, hi) for _, lo, hi in second.bounds]


def test_a_zero_takes_its_length_from_the_matrix_in_front_of_the_state() -> None:
    spec = VECTORS.replace("h[0] = h0", "h[0] = 0").replace(', h0 = ["n"]', "")
    first = next(equation for equation in derive.loads(spec).equations if equation.tensor.name == "h")
    assert [str(hi) for _, _, hi in first.bounds] == ["n - 1"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "c[0] = 0*h[0]",
            "c[0] = 0",
            "the right side has shape (n,), but one entry is defined. Index every axis, or begin with the",
        ),
        ("A @ x[t-1] + B @ h[t-1])", "A @ x[t-1] + B)", "the right side has shape (n, n), but what stands there has shape (n)"),
    ],
)
def test_shapes_of_states_that_do_not_fit(old: str, new: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        derive.loads(GATED.replace(old, new))
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("equations", "words"),
    [
        ("a[j] = w[j]*x; L = sum(a**2)", "the right side has shape (n,), but one entry is defined"),
        (
            "h[0] = 0; h[t] = v*h[t-1] + x[t-1]; e[t] = h[t] - x[t]; L = sum(e**2)",
            "over 0..n in h, but over 0..n - 1 in x",
        ),
    ],
    ids=["a forgotten index", "a state beside an input"],
)
def test_what_is_no_vector_of_a_step_is_refused(equations: str, words: str) -> None:
    spec = f'[model]\ninputs = {{ x = ["n"] }}\nparameters = {{ w = ["m"], v = [] }}\nequations = "{equations}"'
    spec = spec.replace(", v = []", "") if "v*" not in equations else spec.replace('w = ["m"], ', "")
    with pytest.raises(SpecError) as error:
        derive.loads(spec)
    assert words in str(error.value)


def test_a_first_state_may_be_zero_and_takes_its_range_from_the_others() -> None:
    model = derive.loads(BATCH)
    first, *_ = (equation for equation in model.equations if equation.tensor.name == "h")
    assert [str(hi) for _, _, hi in first.bounds] == ["N - 1", "n - 1"]


def test_steps_are_first_indices_only() -> None:
    assert {t.name for t in derive.loads(LSTM).tensors.values() if t.layered} >= {"h", "c", "f", "g"}
    assert not any(t.layered for t in without_steps(derive.loads(LSTM)).tensors.values())


def test_a_step_that_is_not_the_first_index_is_refused_in_code() -> None:
    swapped = BATCH.replace("h[0,s,j]", "h[s,0,j]").replace("h[t,s,j]", "h[s,t,j]").replace("h[t-1,s,k]", "h[s,t-1,k]")
    model = derive.loads(swapped.replace("h[T]", "h[:,T,:]"))
    with pytest.raises(Refused, match=r"is computed from its own entries\. The step should be the first index"):
        derive.derive(model).source()


def test_a_recurrence_without_its_first_step_is_refused_by_name() -> None:
    with pytest.raises(SpecError, match=r"'h' is read before it has an equation\. A recurrence needs its first step"):
        derive.loads(LSTM.replace("h[0,j] = h0[j]\n", "").replace(', h0 = ["H"]', "").replace("c[0,j] = c0[j]\n", ""))
