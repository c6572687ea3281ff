"""The library's forward formulas, against NumPy and SciPy (PyTorch's definitions)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from derive.frontends.network import Network
from derive.library import activations, costs
from tests.frontends.helpers import formulas, forward

Z = np.array([[-3.5, -3.0, -1.0, -0.4], [0.0, 0.3, 1.0, 2.5]])
PHI = special.ndtr(Z)

ACTIVATIONS = {
    "identity": Z,
    "sigmoid": special.expit(Z),
    "tanh": np.tanh(Z),
    "relu": np.maximum(Z, 0),
    "leaky_relu": np.where(Z > 0, Z, 0.01 * Z),
    "elu": np.where(Z > 0, Z, np.expm1(Z)),
    "selu": 1.0507009873554805 * np.where(Z > 0, Z, 1.6732632423543772 * np.expm1(Z)),
    "softplus": np.log1p(np.exp(Z)),
    "softsign": Z / (1 + np.abs(Z)),
    "silu": Z * special.expit(Z),
    "gelu": Z * PHI,
    "gelu_tanh": 0.5 * Z * (1 + np.tanh(np.sqrt(2 / np.pi) * (Z + 0.044715 * Z**3))),
    "mish": Z * np.tanh(np.log1p(np.exp(Z))),
    "hard_tanh": np.clip(Z, -1, 1),
    "hard_sigmoid": np.clip(Z / 6 + 0.5, 0, 1),
    "hard_swish": Z * np.clip(Z + 3, 0, 6) / 6,
    "exp": np.exp(Z),
    "sin": np.sin(Z),
    "softmax": special.softmax(Z, axis=1),
    "log_softmax": special.log_softmax(Z, axis=1),
}


def test_the_library_holds_the_contracts_names():
    assert [name for name, entry in activations().items() if entry.listed] == list(ACTIVATIONS)
    assert list(costs())[: len(COSTS)] == [*COSTS]  # the others read sequences or several outputs: tests/layers


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_has_pytorchs_values(name):
    model = Network(input=4, layers=[{"units": 4, "activation": name}], cost="mse")
    found = forward(model, {"x": Z, "W1": np.eye(4), "b1": np.zeros(4), "y": Z})
    np.testing.assert_allclose(found["a1"] if "a1" in found else found["z1"], ACTIVATIONS[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in {"identity"}])
def test_an_activation_is_a_function_of_the_formula_language(name):
    found = forward(formulas(f"a = {name}(Z)\nC = sum(a)", "t = [1]", "Z = [2, 4]"), {"t": np.zeros(1), "Z": Z})
    np.testing.assert_allclose(found["a"], ACTIVATIONS[name], rtol=1e-12, atol=1e-15)


A = np.array([[0.2, 0.5, 0.1, 0.2], [0.3, 0.3, 0.3, 0.1]])
Y = np.array([[0.0, 1.0, 0.0, 0.0], [0.1, 0.2, 0.3, 0.4]])
LABELS = np.array([1, 3])
SIGNS = np.array([[1.0, -1, 1, -1], [-1, -1, 1, 1]])
R = np.abs(A - Y)
MARGINS = np.maximum(0, 1 - A[np.arange(2), LABELS][:, None] + A)
COSTS = {
    "quadratic": (Y, ((A - Y) ** 2).sum(axis=1) / 2),
    "mse": (Y, ((A - Y) ** 2).mean(axis=1)),
    "mae": (Y, R.mean(axis=1)),
    "huber": (4 * Y, special.huber(1, A - 4 * Y).mean(axis=1)),
    "binary_cross_entropy": (Y, -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum(axis=1)),
    "binary_cross_entropy_logits": (Y, -(Y * special.log_expit(A) + (1 - Y) * special.log_expit(-A)).sum(axis=1)),
    "cross_entropy": (Y, -(Y * np.log(A)).sum(axis=1)),
    "cross_entropy_logits": (Y, -(Y * special.log_softmax(A, axis=1)).sum(axis=1)),
    "nll": (LABELS, -A[np.arange(2), LABELS]),
    "hinge": (SIGNS, np.maximum(0, 1 - SIGNS * A).sum(axis=1)),
    "multiclass_hinge": (LABELS, MARGINS.sum(axis=1) - 1),
    "kl": (Y, special.rel_entr(Y, A).sum(axis=1)),
    "poisson": (Y, (A - Y * np.log(A)).sum(axis=1)),
    "gaussian": (Y[:, :2], ((A[:, 2:] + (Y[:, :2] - A[:, :2]) ** 2 * np.exp(-A[:, 2:])) / 2).sum(axis=1)),
    "cosine": (Y, 1 - (A * Y).sum(axis=1) / np.linalg.norm(A, axis=1) / np.linalg.norm(Y, axis=1)),
}


@pytest.mark.parametrize("name", COSTS)
def test_a_cost_has_its_value(name):
    target, expected = COSTS[name]
    model = Network(input=4, layers=[{"units": 4, "bias": False}], cost=name)
    found = forward(model, {"x": A, "W1": np.eye(4), "y": target})
    np.testing.assert_allclose(found["Cn"], expected, rtol=1e-12)
    assert found["C"] == pytest.approx(expected.mean())


def test_options_have_pytorchs_defaults():
    defaults = {(name, option.name): option.default for name, entry in activations().items() for option in entry.options}
    assert (
        defaults[("leaky_relu", "slope")] == 0.01 and defaults[("elu", "alpha")] == 1 and defaults[("hard_tanh", "min")] == -1
    )
    assert costs()["huber"].options[0].default == 1


def test_everything_is_described_in_words():
    assert all(entry.words for entry in (*activations().values(), *costs().values()))


def test_assumptions_stand_where_targets_are_distributions():
    assert {name for name, cost in costs().items() if cost.assumption} == {
        "cross_entropy", "cross_entropy_logits", "kl", "label_smoothing",
    }  # fmt: skip
