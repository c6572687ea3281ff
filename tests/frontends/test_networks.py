"""Networks by layers: the equations, against a forward pass written with NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from derive.errors import SpecError
from derive.frontends import loads
from derive.frontends.network import Network
from tests.frontends.helpers import forward

RNG = np.random.default_rng(1)
LAYERS = [{"units": 4, "activation": "tanh"}, {"units": 2, "activation": "sigmoid"}]


def arrays_for(model, examples=5, **given):
    sizes = {**model.sizes, **({model.example_size: examples} if model.example_size else {})}
    found = {}
    for tensor in (*model.inputs, *model.parameters):
        shape = tuple(int((hi - lo + 1).xreplace(sizes)) for lo, hi in tensor.ranges)
        found[tensor.name] = given.get(tensor.name, RNG.normal(size=shape))
    return found


def rows(model):
    return [f"{e.lhs} = {e.rhs}" for e in model.equations]


def test_the_equations_of_a_network():
    model = Network(input=3, layers=LAYERS, cost="quadratic")
    assert rows(model) == [
        "z1[n, j] = b1[j] + Sum(W1[j, _bound0]*x[n, _bound0], _bound0=1..n_0)",
        "a1[n, j] = tanh(z1[n, j])",
        "z2[n, j] = b2[j] + Sum(W2[j, _bound0]*a1[n, _bound0], _bound0=1..n_1)",
        "a2[n, j] = sigmoid(z2[n, j])",
        "Cn[n] = Sum((a2[n, _bound0] - y[n, _bound0])**2, _bound0=1..n_2)/2",
        "C = Sum(Cn[_bound0], _bound0=1..N)/N",
    ]
    assert [e.kind for e in model.equations] == ["linear", "activation", "linear", "activation", "cost", "cost"]
    assert [e.label for e in model.equations] == ["D1", "D2", "D3", "D4", "D5", "D6"]
    assert model.equations[0].words == "weighted input of layer 1"
    assert {str(k): v for k, v in model.sizes.items()} == {"n_0": 3, "n_1": 4, "n_2": 2, "N": None}
    assert [t.name for t in model.parameters] == ["W1", "b1", "W2", "b2"]
    assert [(t.base, t.tag) for t in (model.tensors["z2"], model.tensors["Cn"])] == [("z", "2"), ("C", "")]


def test_the_same_network_for_one_example_stands_beside_it():
    single = Network(input=3, layers=LAYERS, cost="quadratic").single
    assert single is not None and single.example_size is None and single.single is None
    assert rows(single)[-1] == "C = Sum((a2[_bound0] - y[_bound0])**2, _bound0=1..n_2)/2"
    assert rows(Network(input=3, layers=LAYERS, cost="quadratic", batch="none")) == rows(single)


def test_a_batch_averages_or_sums():
    arrays = arrays_for(Network(input=3, layers=LAYERS, cost="quadratic"))
    found = {b: forward(Network(input=3, layers=LAYERS, cost="quadratic", batch=b), arrays)["C"] for b in ("mean", "sum")}
    a = special.expit(np.tanh(arrays["x"] @ arrays["W1"].T + arrays["b1"]) @ arrays["W2"].T + arrays["b2"])
    each = ((a - arrays["y"]) ** 2).sum(axis=1) / 2
    assert found["mean"] == pytest.approx(each.mean()) and found["sum"] == pytest.approx(each.sum())


def test_penalties_are_on_weights_only():
    model = Network(input=3, layers=LAYERS, cost="quadratic", penalty={"l2": 0.3, "l1": 0.1})
    arrays = arrays_for(model)
    found = forward(model, arrays)
    weights = [arrays["W1"], arrays["W2"]]
    expected = found["C"] + 0.15 * sum((w**2).sum() for w in weights) + 0.1 * sum(np.abs(w).sum() for w in weights)
    assert found["J"] == pytest.approx(expected)
    assert model.cost.name == "J" and model.equations[-1].kind == "penalty" and model.cost.role == "cost"
    assert model.single is not None and model.single.cost.name == "J"


def test_tied_weights_are_one_parameter_and_make_widths_equal():
    model = Network(input=6, layers=[{"units": 3, "activation": "sigmoid"}, {"weights": "W1.T"}], cost="mse")
    assert [t.name for t in model.parameters] == ["W1", "b1", "b2"]
    assert rows(model)[2] == "z2[n, j] = b2[j] + Sum(W1[_bound0, j]*a1[n, _bound0], _bound0=1..n_1)"
    assert {str(k) for k in model.sizes} == {"n_0", "n_1", "N"}
    arrays = arrays_for(model)
    a1 = special.expit(arrays["x"] @ arrays["W1"].T + arrays["b1"])
    np.testing.assert_allclose(forward(model, arrays)["z2"], a1 @ arrays["W1"] + arrays["b2"])


def test_an_exception_gives_one_unit_another_activation():
    layers = [{"units": 4, "activation": "tanh", "exceptions": {3: "relu", 1: {"name": "elu", "alpha": 2}}}]
    model = Network(input=3, layers=layers, cost="mse")
    found = forward(model, arrays_for(model))
    z = found["z1"]
    expected = np.tanh(z)
    expected[:, 2] = np.maximum(z[:, 2], 0)
    expected[:, 0] = np.where(z[:, 0] > 0, z[:, 0], 2 * np.expm1(z[:, 0]))
    np.testing.assert_allclose(found["a1"], expected)


def test_the_identity_adds_no_equation():
    model = Network(input=3, layers=[{"units": 2}, {"units": 1, "activation": "identity"}], cost="mse")
    assert [e.tensor.name for e in model.equations] == ["z1", "z2", "Cn", "C"]


def test_layers_can_do_without_biases():
    model = Network(input=3, layers=[{"units": 2, "bias": False}], cost="mse")
    assert [t.name for t in model.parameters] == ["W1"]


def test_class_indices_count_from_zero():
    """Costs that pick an entry by number use NumPy's counting, so that the data need no shift."""
    model = Network(input=3, layers=[{"units": 4, "activation": "log_softmax"}], cost="nll")
    labels = np.array([3, 0, 1, 2, 2])
    found = forward(model, arrays_for(model, y=labels))
    assert found["C"] == pytest.approx(-found["a1"][np.arange(5), labels].mean())
    assert str(model.tensors["W1"].ranges) == "((0, n_1 - 1), (0, n_0 - 1))" and model.tensors["y"].integer


def test_a_learned_variance_has_two_outputs_for_each_target():
    model = Network(input=3, layers=[{"units": 4}], cost="gaussian")
    assert {str(k): v for k, v in model.sizes.items()} == {"n_0": 3, "d": 2, "N": None}
    found = forward(model, arrays_for(model))
    mean, log_variance = found["z1"][:, :2], found["z1"][:, 2:]
    each = (log_variance + (found["y"] - mean) ** 2 * np.exp(-log_variance)).sum(axis=1) / 2
    assert found["C"] == pytest.approx(each.mean())


def test_widths_can_be_names():
    model = Network(input="m", layers=[{"units": "h", "activation": "relu"}, {"units": 2}], cost="mse")
    assert {str(k): v for k, v in model.sizes.items()} == {"m": None, "h": None, "n_2": 2, "N": None}


def test_definitions_are_formulas():
    define = {
        "activations": {"bump": {"formula": "beta*exp(-z**2)", "options": {"beta": 3}}},
        "costs": {"mine": "sum(softmax(a)*y)"},
    }
    layers = [{"units": 2, "activation": {"name": "bump", "beta": 2}}]
    model = Network(input=3, layers=layers, cost="mine", define=define)
    found = forward(model, arrays_for(model))
    np.testing.assert_allclose(found["a1"], 2 * np.exp(-(found["z1"] ** 2)))
    assert found["C"] == pytest.approx((special.softmax(found["a1"], axis=1) * found["y"]).sum(axis=1).mean())


def test_a_cost_with_an_index_named_like_the_examples_is_no_capture():
    define = {"costs": {"mine": "sum((a[n] - sum(a[n]*y[n], n))**2, n)"}}
    model = Network(input=3, layers=[{"units": 2}], cost="mine", define=define)
    found = forward(model, arrays_for(model))
    a, y = found["z1"], found["y"]
    assert found["C"] == pytest.approx(((a - (a * y).sum(axis=1, keepdims=True)) ** 2).sum(axis=1).mean())


def test_a_vector_of_the_users_own_is_an_activation():
    define = {"activations": {"centred": {"formula": "z - mean(z)", "vector": True}}}
    model = Network(input=3, layers=[{"units": 4, "activation": "centred"}], cost="mse", define=define)
    found = forward(model, arrays_for(model))
    np.testing.assert_allclose(found["a1"], found["z1"] - found["z1"].mean(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("z/sqrt(sum(z**2))", lambda z: z / np.sqrt((z**2).sum(axis=1, keepdims=True))),
        ("softplus(z)*z.sum()", lambda z: np.log1p(np.exp(z)) * z.sum(axis=1, keepdims=True)),
        ("exp(z)/sum(exp(z))", lambda z: special.softmax(z, axis=1)),
        ("z - mean(z)", lambda z: z - z.mean(axis=1, keepdims=True)),
        ("z - logsumexp(z)", lambda z: special.log_softmax(z, axis=1)),
        ("z*softmax(z)", lambda z: z * special.softmax(z, axis=1)),
        ("z/sqrt(z @ z)", lambda z: z / np.sqrt((z**2).sum(axis=1, keepdims=True))),
        ("other(z) + z", lambda z: 2 * z - z.mean(axis=1, keepdims=True)),
    ],
)
def test_an_activation_that_sums_is_one_of_vectors(formula, expected):
    """A sum goes over the entries of the layer, whether the specification says ``vector = true`` or not."""
    define = {"activations": {"own": formula, "other": "z - mean(z)"}}
    model = Network(input=3, layers=[{"units": 4, "activation": "own"}], cost="mse", define=define)
    found = forward(model, arrays_for(model))
    assert found["a1"] == pytest.approx(expected(found["z1"]))


def test_numbers_of_numpy_are_numbers():
    model = Network(input=np.int64(3), layers=[{"units": np.int32(2)}], cost="mse", initial={"b1": np.zeros(2)})
    assert {str(k): v for k, v in model.sizes.items()} == {"n_0": 3, "n_1": 2, "N": None}


def test_initial_values_are_hints():
    model = Network(input=2, layers=[{"units": 1}], cost="mse", initial={"W1": [[1, 2.5]]})
    assert dict(model.initial) == {"W1": "[[1, 2.5]]", "b1": "zeros"}


def test_gradients_of_inputs_on_request():
    assert not Network(input=2, layers=LAYERS, cost="mse").input_gradients
    assert Network(input=2, layers=LAYERS, cost="mse", gradients=("parameters", "inputs")).input_gradients


def test_targets_that_sum_to_one_are_an_assumption():
    model = Network(input=2, layers=[{"units": 3, "activation": "softmax"}], cost="cross_entropy")
    (assumption,) = model.assumptions
    assert f"{assumption.lhs} = {assumption.rhs}" == "Sum(y[n, _bound0], _bound0=1..n_1) = 1"
    assert assumption.words == "the targets of an example sum to one"


DEPTH = """\
[network]
depth = "L"
cost = "{cost}"
layers = [{{ layer = "dense", units = "n_l", activation = "{activation}" }}{more}]
"""


def test_symbolic_depth_has_four_equations():
    model = loads(DEPTH.format(cost="C", activation="f", more=""))
    assert rows(model) == [
        "a[0, k] = x[k]",
        "z[l, j] = b[l, j] + Sum(a[l - 1, _bound0]*w[l, j, _bound0], _bound0=1..n[l - 1])",
        "a[l, j] = f(z[l, j])",
        "C = C(a[L, k])",
    ]
    assert model.functions["f"].formula is None and model.is_symbolic
    assert [t.layered for t in (*model.parameters, *model.inputs)] == [True, True, False]


def test_symbolic_depth_can_have_another_last_layer():
    model = loads(DEPTH.format(cost="cross_entropy", activation="sigmoid", more=', { units = "n_L", activation = "softmax" }'))
    assert rows(model)[2:] == [
        "a[l, j] = sigmoid(z[l, j])",
        "aL[j] = exp(z[L, j])/Sum(exp(z[L, _bound0]), _bound0=1..n[L])",
        "C = -Sum(log(aL[_bound0])*y[_bound0], _bound0=1..n[L])",
    ]
    assert str(model.equations[2].bounds[0]) == "(l, 1, L - 1)" and len(model.assumptions) == 1


def test_python_and_toml_give_the_same_model():
    text = '[network]\ninput = 3\ncost = "mae"\nlayers = [{ units = 2, activation = { name = "elu", alpha = 2 } }]'
    given = Network(input=3, layers=[{"units": 2, "activation": {"name": "elu", "alpha": 2}}], cost="mae")
    assert rows(loads(text)) == rows(given) and loads(text).constants == given.constants


def test_mistakes_in_python_are_reported_without_a_place():
    with pytest.raises(SpecError) as caught:
        Network(input=3, layers=[{"units": 2, "activation": "sigmod"}], cost="mse")
    assert str(caught.value).startswith("layer 1 ('dense'): unknown activation 'sigmod'. Did you mean 'sigmoid'")


def test_time_does_not_depend_on_widths_and_barely_on_depth():
    model = Network(input=10**6, layers=[{"units": 10**6, "activation": "relu"}] * 100, cost="mse")
    assert len(model.equations) == 202
