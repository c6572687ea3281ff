"""Formula models against HIPS autograd: the formulas have NumPy's meaning, so NumPy itself is the reference."""

from __future__ import annotations

import autograd
import autograd.numpy as np
import pytest
from autograd.scipy.special import erf, logsumexp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.backprop import derive
from derive.emit import compile_module, module_source
from derive.frontends import loads
from tests.oracle.agreement import agree
from tests.oracle.reference import ACTIVATIONS

NAMES = {
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "abs": np.abs, "erf": erf,
    "where": np.where, "maximum": np.maximum, "sum": np.sum, "mean": np.mean, "logsumexp": logsumexp,
    "sigmoid": ACTIVATIONS["sigmoid"], "softplus": ACTIVATIONS["softplus"], "softmax": ACTIVATIONS["softmax"],
}  # fmt: skip

INPUTS = {"X": (5, 3), "Y": (5, 2), "t": (5,)}
PARAMETERS = {"W": (3, 2), "V": (3, 4), "U": (4, 2), "b": (2,), "c": (3,), "s": ()}

MODELS = [
    "C = mean((X @ W + b - Y)**2) + s**2/2",
    "H = tanh(X @ V)\nP = softmax(H @ U + b)\nC = -sum(Y*log(P))/5",
    "C = logsumexp(X @ c + s) + sum(c**2)*exp(-s)",
    "R = X - mean(X, axis=0)\nC = sum(exp(-sum((R @ W)**2, axis=1)/4))",
    "D = sum((X.T @ X - V @ V.T)**2)\nC = D/7 + sum(abs(c))",
    "Q = X @ V\nS = Q @ Q.T/2\nA = softmax(S)\nO = A @ X @ W\nC = mean(O*Y) + sum(softplus(b))",
    "m = mean(X @ W, axis=1, keepdims=True)\nv = mean((X @ W - m)**2, axis=1, keepdims=True)\n"
    "Z = (X @ W - m)/sqrt(v + 1/100)\nC = sum(Z*Y) + s",
    "C = sum(where(X @ W > b, sin(X @ W), 2*b))",
    "n = sqrt(sum((X @ W)**2, axis=1))\nC = mean(n*t) + 1/(1 + s**2)",
    "p = sigmoid(X @ c + s)\nC = -mean(t*log(p) + (1 - t)*log(1 - p))",
    "C = sum(erf(X @ W)*Y) + maximum(s, 2) * sum(W.T @ c)",
    "C = log(sum(exp(V @ U))) - sum((c[0]*W[1] + b)**3) + X[2,1]*s",
]


def model_of(equations):
    def shapes(table):
        return ", ".join(f"{name} = {list(shape)}" for name, shape in table.items() if name in words(equations))

    tables = f"inputs = {{ {shapes(INPUTS)} }}\nparameters = {{ {shapes(PARAMETERS)} }}"
    return loads(f"name = 'oracle'\n[model]\n{tables}\nequations = '''\n{equations}\n'''")


def words(equations):
    for symbol in "()[]+-*/@.,=>:'\n":
        equations = equations.replace(symbol, " ")
    return set(equations.split())


def reference(params, names, inputs, equations):
    """The formulas, run by Python on autograd's NumPy (the project itself never evaluates a specification)."""
    space = {**NAMES, **inputs, **dict(zip(names, params, strict=True))}
    exec(equations, {"__builtins__": {}}, space)  # the texts above, in a test
    return space["C"]


@pytest.mark.parametrize("equations", MODELS)
@settings(max_examples=4)
@given(seed=st.integers(0, 10**6))
def test_formula_gradients_agree_with_autograd(equations, seed):
    model = model_of(equations)
    module = compile_module(module_source(derive(model)), "oracle_formula")
    rng = np.random.default_rng(seed)
    names = list(module.Params._fields)
    params = [rng.uniform(-1, 1, PARAMETERS[name]) for name in names]
    inputs = {t.name: rng.uniform(0.1, 0.9, INPUTS[t.name]) for t in model.inputs}
    expected_value, expected = autograd.value_and_grad(reference)(params, names, inputs, equations)
    value, gradient = module.value_and_grad(module.Params(*params), *inputs.values())
    agree(value, expected_value, "value")
    for name, got, wanted in zip(names, gradient, expected, strict=True):
        agree(got, wanted, name, scale_of_all=abs(value))
