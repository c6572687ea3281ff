"""Formulas mean what NumPy means by them: values against NumPy, and the equations that are made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

import derive
from tests.frontends.helpers import formulas, forward

RNG = np.random.default_rng(0)
X, Y = RNG.uniform(0.2, 2, (4, 3)), RNG.uniform(0.2, 2, (4, 3))
W, V, T = RNG.normal(size=(3, 5)), RNG.normal(size=3), RNG.normal(size=(2, 4, 3))
LABELS = np.array([2, 0, 1, 1])
ARRAYS = {"X": X, "Y": Y, "W": W, "v": V, "T": T, "b": np.array(0.7), "y": LABELS}
INPUTS = 'X = ["N", "d"], Y = ["N", "d"], T = [2, "N", "d"]'
PARAMETERS = 'W = ["d", "h"], v = ["d"], b = []'
NUMPY = {
    "sigmoid": special.expit,
    "softmax": special.softmax,
    "logsumexp": special.logsumexp,
    "log_softmax": special.log_softmax,
    "erf": special.erf,
    "relu": lambda z: np.maximum(z, 0),
    "N": 4,
}

SAME_AS_NUMPY = """\
X + Y | X*Y - 2*X/Y | X + v | X*b + 1 | X**2 | X**(1/2) | 2**X | -X**2 | pi*X
X @ W | X.T @ Y | v @ W | X @ v | v @ v | T @ W | T.T | T + v | T @ X.T | dot(X, W) | outer(v, v) | X @ W @ W.T
transpose(X) @ Y | exp(X) | log(X) | sqrt(X) | sin(X) + cos(Y) | erf(X) | log1p(X) | tanh(X @ W) | abs(X - Y)
sigmoid(X) | relu(X - 1) | sum(X) | sum(X, axis=0) | sum(X, axis=-1) | sum(X, 1) | X.sum(axis=0) + X.mean(axis=0)
sum(X, axis=1, keepdims=True) * X | mean(X) | mean(X, axis=1) | mean(T, axis=(0, 2)) | sum(T, axis=(0, 1), keepdims=True)
maximum(0, X - Y) | minimum(X, Y) | maximum(X, Y) + minimum(X, 1) | where(X > Y, X, 2*Y) | where(X <= 1, 1, exp(X))
softmax(X, axis=1) | softmax(X, axis=0) | softmax(X, axis=-1) | log_softmax(X @ W, axis=1) | logsumexp(X, axis=1) | logsumexp(X)
X[:, 1] | X[0] | X[1, 2] + X[-1 + 2, 0] | X[:2] | X[1:, :2] | X[:-1] + X[1:]
(X - mean(X, axis=0))/sqrt(mean((X - mean(X, axis=0))**2, axis=0) + 0.001) | softmax(X @ Y.T / sqrt(3), axis=1) @ X
exp(-sum((X - v)**2, axis=1)/2) | 1/(1 + sum(X*Y))
"""


@pytest.mark.parametrize("text", [text.strip() for line in SAME_AS_NUMPY.splitlines() for text in line.split(" | ")])
def test_a_formula_has_the_value_that_numpy_gives(text):
    uses = "".join(f" + sum({name})" for name in ("W", "v", "b"))
    model = formulas(f"R = {text}\nC = sum(R){uses}", INPUTS, PARAMETERS, "sizes = { N = 4, d = 3, h = 5 }")
    expected = eval(text, {**vars(np), **NUMPY, **ARRAYS})
    found = forward(model, ARRAYS)["R"]
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


INDEX_STYLE = [
    ("R[n,j] = sum(W[k,j]*X[n,k], k)", lambda: X @ W),
    ("R[n] = mean(X[n,k]*Y[n,k], k)", lambda: (X * Y).mean(axis=1)),
    ("R[j,n] = X[n,j]", lambda: X.T),
    ("R[n,m] = sum(X[n,k]*Y[m,k], k)", lambda: X @ Y.T),
    ("R[n] = X[n,:] @ v + b", lambda: X @ V + 0.7),
    ("R[k] = sum(sum(X[n,k]*W[k,j], j)**2, n)", lambda: (X[:, :, None] * W).sum(axis=2).__pow__(2).sum(axis=0)),
    ("R[k,j] = where(k == j, b, 0)*W[k,j]", lambda: np.where(np.arange(3)[:, None] == np.arange(5), 0.7, 0) * W),
    ("R[i] = X[i+1, 0] - X[i+1, 1]", lambda: X[1:, 0] - X[1:, 1]),
    ("R[i] = sum(X[i+u, 1]*v[u], u)", lambda: np.convolve(X[:, 1], V[::-1], "valid")),
]


@pytest.mark.parametrize(("text", "expected"), INDEX_STYLE)
def test_index_style_has_the_value_it_says(text, expected):
    uses = "".join(f" + sum({name})" for name in ("W", "v", "b"))
    model = formulas(f"{text}\nC = sum(R){uses}", INPUTS, PARAMETERS, "sizes = { N = 4, d = 3, h = 5 }")
    np.testing.assert_allclose(forward(model, ARRAYS)["R"], expected(), rtol=1e-12)


@pytest.mark.parametrize(
    "text", ["-mean(P[n, y[n]], n)", "-mean(P[arange(N), y])", "-mean(log_softmax(X @ W, axis=1)[arange(N), y])"]
)
def test_gathering_picks_the_entry_of_the_class(text):
    inputs = 'X = ["N", "d"], y = { shape = ["N"], integer = true, below = "h" }'
    model = formulas(f"P = log_softmax(X @ W, axis=1)\nC = {text}", inputs, 'W = ["d", "h"]')
    expected = -special.log_softmax(X @ W, axis=1)[np.arange(4), LABELS].mean()
    assert forward(model, ARRAYS)["C"] == pytest.approx(expected, rel=1e-13)


def test_an_embedding_is_a_gather():
    model = formulas("E = W[y]\nC = sum(E**2)", 'y = { shape = ["N"], integer = true }', 'W = ["d", "h"]')
    np.testing.assert_allclose(forward(model, ARRAYS)["E"], W[LABELS])


def test_a_stride_counts_with_the_numbers_of_its_sizes():
    model = formulas("z[i] = sum(x[2*i+u]*K[u], u)\nC = sum(z)", 'x = ["m"]', 'K = ["k"]', "sizes = { m = 9, k = 3 }")
    x, k = np.arange(9.0), np.array([1.0, -2, 0.5])
    found = forward(model, {"x": x, "K": k})["z"]
    np.testing.assert_allclose(found, [x[2 * i : 2 * i + 3] @ k for i in range(4)])


def rows(model):
    return [f"{e.lhs} = {e.rhs} ({e.kind})" for e in model.equations]


def test_the_argument_of_an_activation_is_named():
    """The reverse sweep then has one small equation at a time."""
    model = formulas("p = sigmoid(X @ v + b)\nC = -mean(log(p))", 'X = ["N", "d"]', 'v = ["d"], b = []')
    assert rows(model) == [
        "z[n] = b + Sum(v[_bound0]*X[n, _bound0], _bound0=1..d) (linear)",
        "p[n] = sigmoid(z[n]) (activation)",
        "C = -Sum(log(p[_bound0]), _bound0=1..N)/N (cost)",
    ]


def test_a_call_inside_a_formula_is_named_and_so_is_a_residual():
    model = formulas("C = mean((sigmoid(X @ v) - X @ v)**2)", 'X = ["N", "d"]', 'v = ["d"]')
    assert [str(e.lhs) for e in model.equations] == ["z[n]", "p[n]", "r[n]", "C"]


def test_equal_parts_are_named_once():
    model = formulas("C = mean(sigmoid(X @ v)) + sum(sigmoid(X @ v)**2)", 'X = ["N", "d"]', 'v = ["d"]')
    assert [str(e.lhs) for e in model.equations] == ["z[n]", "p[n]", "C"]


def test_a_part_under_a_sum_carries_the_index_of_the_sum():
    model = formulas("C = sum((y[n] - sum(X[n,k]*v[k], k))**2, n)", 'X = ["N", "d"], y = ["N"]', 'v = ["d"]')
    assert rows(model)[0] == "r[n] = y[n] - Sum(v[_bound0]*X[n, _bound0], _bound0=1..d) (definition)"


def test_a_recursion_has_one_tensor_with_two_equations():
    model = formulas(
        "h[0,j] = h0[j]\nh[t,j] = tanh(sum(W[j,k]*h[t-1,k], k) + sum(U[j,i]*x[t-1,i], i))\nC = sum((h[T,j] - y[j])**2, j)",
        'x = ["T", "D"], y = ["H"]',
        'W = ["H", "H"], U = ["H", "D"], h0 = ["H"]',
    )
    assert [str(e.lhs) for e in model.equations] == ["h[0, j]", "z[t, j]", "h[t, j]", "C"]
    assert str(model.tensors["h"].ranges) == "((0, T), (0, H - 1))"
    assert str(model.equations[1].bounds[0]) == "(t, 1, T)"


def test_indices_count_from_one_unless_some_are_constant():
    one = formulas("C = sum(X[n,k]*v[k], n, k)", 'X = ["N", "d"]', 'v = ["d"]')
    zero = formulas("C = sum(X[n,k]*v[k], n, k) + v[0]", 'X = ["N", "d"]', 'v = ["d"]')
    assert [str(t.ranges[0]) for t in (*one.parameters, *zero.parameters)] == ["(1, d)", "(0, d - 1)"]


def test_options_are_constants_with_values():
    model = formulas(
        "C = sum(leaky_relu(v, slope=0.2)) + sum(leaky_relu(v)) + sum(beta*v)", "t = [3]", "v = [3]", "constants = { beta = 2 }"
    )
    assert {str(k): v for k, v in model.constants.items()} == {"alpha": 0.2, "alpha_2": 0.01, "beta": 2.0}
    assert [(f.name, str(f.formula)) for f in model.functions.values()] == [
        ("leaky_relu", "where(z > 0, z, alpha*z)"),
        ("leaky_relu_2", "where(z > 0, z, alpha_2*z)"),
    ]


def test_nested_functions_are_registered():
    model = formulas("C = sum(mish(v))", "t = [3]", "v = [3]")
    assert {"mish", "tanh", "softplus"} == set(model.functions)


def test_an_assumption_holds_for_every_index():
    model = formulas("C = sum(v*Y)", 'Y = ["N", "d"]', 'v = ["d"]', 'assume = ["sum(Y, axis=1) == 1"]')
    (assumption,) = model.assumptions
    assert f"{assumption.lhs} = {assumption.rhs}" == "Sum(Y[n, _bound0], _bound0=1..d) = 1"
    assert [str(k) for k, _, _ in assumption.bounds] == ["n"]


def test_labels_places_and_the_role_of_the_cost():
    model = formulas("p = v*2\nC = sum(p)", "t = [3]", "v = [3]")
    assert [(e.label, e.place) for e in model.equations] == [("D1", "model.toml:6:1"), ("D2", "model.toml:7:1")]
    assert model.cost.role == "cost" and model.example_size is None


SHAPES = st.sampled_from([(), (1,), (3,), (4, 1), (4, 3), (1, 3), (2, 4, 3), (2, 1, 1)])


@settings(max_examples=60)
@given(SHAPES, SHAPES, SHAPES)
def test_broadcasting_is_numpys(a, b, c):
    """Three operands of random shapes."""
    arrays = {name: RNG.normal(size=shape) for name, shape in zip("abc", (a, b, c), strict=True)}
    declared = ", ".join(f"{name} = {list(shape)}" for name, shape in zip("abc", (a, b, c), strict=True))
    model = formulas("R = a*b - c/2 + a\nC = sum(R)", "t = [2]", declared)
    expected = arrays["a"] * arrays["b"] - arrays["c"] / 2 + arrays["a"]
    found = forward(model, {**arrays, "t": np.ones(2)})["R"]
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("axis", ["", ", axis=None", ", axis=(0, 1)", ", axis=(1,)", ", axis=(0,)"])
def test_axes_are_numpys(axis):
    """``None`` is all axes, and a tuple of one is that axis."""
    model = formulas(f"s = sum(X{axis})\nC = b*sum(s**2)", 'X = ["N", "d"]', "b = []")
    x = np.random.default_rng(0).normal(size=(4, 3))
    expected = 2 * (eval(f"x.sum({axis.removeprefix(', ')})") ** 2).sum()
    assert forward(model, {"X": x, "b": 2.0})["C"] == pytest.approx(expected)


def test_arange_counts_from_zero():
    model = formulas("C = sum(w*arange(d))", 'X = ["d"]', 'w = ["d"]')
    assert forward(model, {"X": np.zeros(3), "w": np.array([1.0, 2, 3])})["C"] == pytest.approx(8)


def test_a_quantity_may_have_the_letter_in_which_activations_are_written() -> None:
    model = derive.loads(
        """
        [model]
        inputs = { x = ["d"] }
        parameters = { W = ["n", "d"] }
        equations = '''
        q[j] = sum(W[j,k]*x[k], k)
        z[j] = sigmoid(q[j])
        L = sum(z)
        '''
        """
    )
    assert "z" in {tensor.name for tensor in model.tensors.values()}


@pytest.mark.parametrize(
    ("cost", "value"),
    [
        ("sum(i*w*x[i], i)", 3210.0),
        ("sum(where(i < 2, w*x[i], 0), i)", 11.0),
        ("sum(where(arange(4) < 2, w*x, 0))", 11.0),
        ("sum(sum(where(i <= j, w*x[i]*x[j], 0), i), j)", 1122211.0),
    ],
)
def test_an_index_that_stands_as_a_number_counts_from_zero(cost, value):
    model = derive.loads(f'[model]\ninputs = {{ x = [4] }}\nparameters = {{ w = [] }}\nequations = "l = {cost}"')
    module = derive.derive(model).compile()
    assert module.value(module.Params(np.array(1.0)), np.array([1.0, 10.0, 100.0, 1000.0])) == value
