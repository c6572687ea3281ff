"""The world of a specification: values, complex steps, and what is held."""

import numpy as np
import pytest

import derive
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.world import STEP, layer_of
from derive.frontends import gallery

TWO_LAYERS = {
    "input": 3,
    "cost": "quadratic",
    "layers": [{"layer": "dense", "units": 4, "activation": "tanh"}, {"layer": "dense", "units": 2, "activation": "sigmoid"}],
}


@pytest.fixture(scope="module")
def world():
    model = derive.Network(**TWO_LAYERS)
    return SpecWorld(model.single)


def slope(instance, name):
    return instance.values[name].imag / STEP


def test_sizes_differ_pairwise(world):
    instance = world.instance(3)
    sizes = [instance.sizes[name] for name in ("n_0", "n_1", "n_2")]
    assert len(set(sizes)) == 3
    assert instance.values["W1"].shape == (sizes[1], sizes[0])


def test_gradient_by_complex_step_is_the_textbook_one(world):
    instance = world.instance(1)
    v = instance.values
    delta2 = (v["a2"] - v["y"]) * v["a2"] * (1 - v["a2"])
    delta1 = (v["W2"].T @ delta2) * (1 - v["a1"] ** 2)
    by_weights = slope(world.perturbed(instance, "W1"), "C").reshape(v["W1"].shape)
    assert np.allclose(by_weights, np.outer(delta1, v["x"]), rtol=1e-12)


def test_the_stack_of_layers_has_the_same_values_and_slopes(world):
    instance = world.instance(1)
    stack = world.quantities["z@"]
    assert [axis.kind for axis in stack.axes] == ["layer", ""]
    assert stack.ragged
    for layer in (1, 2):
        assert np.array_equal(layer_of(instance.values["z@"], stack, layer, instance), instance.values[f"z{layer}"])
    perturbed = world.perturbed(instance, "z@")
    slopes = slope(perturbed, "C").reshape(instance.values["z@"].shape)
    assert np.allclose(slopes[0, : instance.sizes["n_1"]], slope(world.perturbed(instance, "z1"), "C"))
    assert np.allclose(slopes[1, : instance.sizes["n_2"]], slope(world.perturbed(instance, "z2"), "C"))
    with pytest.raises(IndexError):
        layer_of(instance.values["z@"], stack, 3, instance)


def test_held_quantities_keep_their_values(world):
    instance = world.instance(1)
    held = world.perturbed(instance, "W1", hold=frozenset({"a1"}))
    assert not slope(held, "C").any()
    assert slope(held, "z1").any()


def test_immediate_partial_derivative_of_a_state():
    world = SpecWorld(derive.load("bptt-elman"))
    instance = world.instance(0)
    h = instance.values["h1"]
    moved = world.perturbed(instance, "U1", only=frozenset({"z1", "h1"}))
    n, steps = h.shape[1], h.shape[0] - 1
    found = slope(moved, "h1").reshape(n, n, steps + 1, n)
    expected = np.einsum("ta,tb,ac->abtc", 1 - h[1:] ** 2, h[:-1], np.eye(n))
    assert np.allclose(found[:, :, 1:], expected, rtol=1e-12)


def test_second_derivatives_by_replacing_and_nudging_are_symmetric():
    world = SpecWorld(derive.load("bptt-elman"))
    instance = world.instance(0)

    def second(first, other, step=1e-5):
        ends = []
        for sign in (1, -1):
            array = instance.values["h1"].copy()
            array[first] += sign * step
            moved = world.replaced(instance, "h1", array)
            ends.append(slope(world.perturbed(moved, "h1"), "C").reshape(array.shape)[other])
        return (ends[0] - ends[1]) / (2 * step)

    one, two = (2, 0), (3, 1)
    assert second(one, two) != 0
    assert second(one, two) == pytest.approx(second(two, one), rel=1e-6)


def test_dependence_goes_one_way_in_a_network_and_both_ways_in_a_recurrence(world):
    assert world.depends("C", "W1")
    assert not world.depends("a1", "W2")
    assert world.depends("z@", "W1")
    recurrent = SpecWorld(derive.load("bptt-elman"))
    assert recurrent.depends("h1", "z1")
    assert recurrent.depends("z1", "h1")


def test_functions_and_their_derivatives(world):
    function = world.instance(0).functions["tanh"]
    z = np.array([-0.4, 0.2, 1.1])
    assert np.allclose(function(0, z), np.tanh(z))
    assert np.allclose(function(1, z), 1 - np.tanh(z) ** 2)
    assert np.allclose(function(2, z), -2 * np.tanh(z) * (1 - np.tanh(z) ** 2))
    complex_slope = function(1, z + 1j * STEP).imag / STEP
    assert np.allclose(complex_slope, function(2, z))


def test_a_recurrence_of_numbers_runs_and_moves():
    text = """name = "chain"
    [model]
    inputs = { x = ["T"] }
    parameters = { w = [], v = [], h0 = [] }
    equations = '''
    h[0] = h0
    h[t] = tanh(w*h[t-1] + v*x[t-1])
    C = sum(h)
    '''
    """
    world = SpecWorld(derive.loads(text))
    instance = world.instance(1)
    h, v = instance.values["h"], instance.values
    assert h[1] == pytest.approx(np.tanh(v["w"] * h[0] + v["v"] * v["x"][0]))
    moved = slope(world.perturbed(instance, "h"), "h").reshape(h.size, h.size)
    assert moved[0, 1] == pytest.approx((1 - h[1] ** 2) * v["w"])


def test_an_assumption_about_columns_is_met():
    text = """name = "columns"
    [model]
    inputs = { Y = ["m", "N"] }
    parameters = { A = ["m", "N"] }
    assume = "sum(Y, axis=0) == 1"
    equations = "C = -sum(Y*log(softmax(A, axis=0)))"
    """
    assert np.allclose(SpecWorld(derive.loads(text)).instance(2).values["Y"].sum(axis=0), 1)


@pytest.mark.parametrize("name", gallery.names())
def test_every_model_of_the_gallery_has_a_world(name):
    model = derive.load(name)
    quantities = SpecWorld(model).quantities
    assert {tensor.name for tensor in model.tensors.values()} <= set(quantities)
    assert all(quantities[t.name].classes for t in model.tensors.values() if t.integer and t.role == "input")
