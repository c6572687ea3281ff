"""Worlds read from the text alone: definitions, shapes, recurrences, free functions."""

import numpy as np
import pytest

from derive.check.meaning.assumptions import targets_sum_to_one
from derive.check.meaning.candidates import candidates
from derive.check.meaning.notation.declared import from_mapping
from derive.check.meaning.world import STEP
from derive.check.reading import read


def understood(text, table=None):
    return candidates(None, read(text), from_mapping(table or {}))[0]


def slope(instance, name):
    return instance.values[name].imag / STEP


MLP = r"""
$$\mathbf{z} = \mathbf{A}\mathbf{x} + \mathbf{b}$$
$$\mathbf{h} = \phi(\mathbf{z})$$
$$s = \mathbf{v}^\top \mathbf{h}$$
$$L = \frac12 (s - t)^2$$
$$\frac{\partial L}{\partial \mathbf{h}} = (s - t)\mathbf{v}$$
"""


def test_a_network_in_four_definitions():
    found = understood(MLP)
    world = found.world
    axes = {name: [axis.size for axis in q.axes] for name, q in world.quantities.items()}
    assert axes["A"] == [axes["z"][0], axes["x"][0]]
    assert axes["A"][0] != axes["A"][1]
    assert axes["b"] == axes["z"] == axes["h"] == axes["v"]
    assert axes["L"] == []
    assert world.cost == "L"
    assert world.functions["phi"] == "elementwise"
    assert found.symbols.definitions.keys() == {1, 2, 3, 4}
    assert "z: defined in row 1, shape (n_1)" in found.symbols.understood


def test_derivatives_follow_the_definitions():
    world = understood(MLP).world
    instance = world.instance(4)
    v = instance.values
    by_h = slope(world.perturbed(instance, "h"), "L")
    assert np.allclose(by_h, (v["s"] - v["t"]) * v["v"], rtol=1e-12)
    by_matrix = slope(world.perturbed(instance, "A"), "L").reshape(v["A"].shape)
    slopes = instance.functions["phi"](1, v["z"])
    assert np.allclose(by_matrix, np.outer(by_h * slopes, v["x"]), rtol=1e-10)
    assert world.depends("L", "x")
    assert not world.depends("z", "v")


def test_indices_give_shapes():
    world = understood(r"$$q_i = \sum_{k=1}^{m} u_{ik} g_k$$ $$E = \sum_i q_i^2$$").world
    sizes = {name: [axis.size for axis in q.axes] for name, q in world.quantities.items()}
    assert sizes["u"] == [sizes["q"][0], "m"]
    assert sizes["g"] == ["m"]
    instance = world.instance(0)
    assert np.allclose(instance.values["q"], instance.values["u"] @ instance.values["g"])


def test_a_recurrence_runs_step_by_step():
    text = r"""$$\mathbf{h}_t = \tanh(\mathbf{W}\mathbf{x}_t + \mathbf{U}\mathbf{h}_{t-1})$$
    $$L = \sum_{t=1}^{T} \mathbf{h}_t^\top \mathbf{h}_t$$"""
    world = understood(text).world
    instance = world.instance(2)
    v = instance.values
    assert len(v["h"]) == len(v["x"]) + 1
    for t in range(1, len(v["h"])):
        assert np.allclose(v["h"][t], np.tanh(v["W"] @ v["x"][t - 1] + v["U"] @ v["h"][t - 1]))
    moved = world.perturbed(instance, "U", only=frozenset({"h"}))
    n = v["U"].shape[0]
    found = slope(moved, "h").reshape(n, n, *v["h"].shape)[:, :, 1:]
    expected = np.einsum("ta,tb,ac->abtc", 1 - v["h"][1:] ** 2, v["h"][:-1], np.eye(n))
    assert np.allclose(found, expected, rtol=1e-10)


def test_labels_are_no_indices():
    text = r"$$c = \mathbf{w}_{a}^\top \mathbf{x} + \mathbf{w}_{o}^\top \mathbf{x} + \theta_0 + \theta_1$$"
    names = set(understood(text).world.quantities)
    assert {"w_a", "w_o", "x", "theta_0", "theta_1", "c"} <= names


def test_class_indices_are_whole_numbers_in_range():
    world = understood(r"$$L_i = \log \sum_j e^{f_{ij}} - f_{i y_i}$$").world
    assert world.quantities["y"].integer
    instance = world.instance(1)
    f, y = instance.values["f"], instance.values["y"]
    assert y.min() >= 1
    assert y.max() <= f.shape[1]
    expected = np.log(np.exp(f).sum(axis=1)) - f[np.arange(len(y)), y - 1]
    assert np.allclose(instance.values["L"], expected)


def test_a_chain_introduces_symbols():
    world = understood(r"$$\mathbf{a} = \tanh(\mathbf{W}\mathbf{x} + \mathbf{b}) = \tanh(\mathbf{z})$$").world
    assert world.depends("a", "z")
    instance = world.instance(0)
    slopes = slope(world.perturbed(instance, "z"), "a")
    assert np.allclose(np.diag(slopes), 1 - instance.values["a"] ** 2)


def test_functions_that_the_text_defines():
    found = understood(r"$$g(u) = \frac{1}{1 + e^{-u}}$$ $$p = g(\theta x)$$ $$J = -\log p$$")
    function = found.world.instance(0).functions["g"]
    u = np.array([-1.0, 0.3, 2.0])
    sigmoid = 1 / (1 + np.exp(-u))
    assert np.allclose(function(0, u), sigmoid)
    assert np.allclose(function(1, u), sigmoid * (1 - sigmoid))
    assert np.allclose(function(1, u + 1j * STEP).imag / STEP, sigmoid * (1 - sigmoid) * (1 - 2 * sigmoid), rtol=1e-6)


def test_a_cost_that_nothing_defines_is_any_function():
    world = understood(
        r"$$\mathbf{y} = \mathbf{W}\mathbf{x}$$"
        r"$$\frac{\partial E}{\partial \mathbf{x}} = \mathbf{W}^\top \frac{\partial E}{\partial \mathbf{y}}$$"
    ).world
    assert world.opened == {world.cost}
    instance = world.instance(0)
    by_y, by_x = (slope(world.perturbed(instance, name), "E") for name in "yx")
    assert np.allclose(by_x, instance.values["W"].T @ by_y)


def test_a_second_definition_starts_another_part():
    text = r"$$y_i = \frac{1}{1+e^{-x_i}}$$ $$\frac{\partial y_i}{\partial x_i} = y_i(1-y_i)$$"
    text += r" $$y_i = \frac{e^{x_i}}{\sum_k e^{x_k}}$$"
    found = understood(text)
    (first, _), (second, _) = found.at(2), found.at(3)
    assert first is not second
    assert not np.isclose(first.instance(0).values["y"].sum(), 1)
    assert np.isclose(second.instance(0).values["y"].sum(), 1)


def test_declared_shapes_win():
    world = understood(r"$$S = \frac{QK^T}{\sqrt{d}}$$", {"Q": ["n", "d"], "K": ["m", "d"]}).world
    assert [axis.size for axis in world.quantities["S"].axes] == ["n", "m"]
    v = world.instance(0)
    assert np.allclose(v.values["S"], v.values["Q"] @ v.values["K"].T / v.sizes["d"] ** 0.5)


def test_targets_can_be_made_to_sum_to_one():
    world = understood(r"$$L = -\sum_k y_k \log a_k$$").world
    instance = world.instance(0)
    other = targets_sum_to_one(world, instance)
    assert other is not None
    assert other.values["y"].sum() == pytest.approx(1)
    assert other.values["L"] != instance.values["L"]


def test_what_has_no_value_is_said():
    found = understood(r"$$z = \mathrm{foo}_{?}(x_{ij}) + \sum$$ $$a = z + x_i$$")
    assert isinstance(found.symbols.understood, tuple)


def test_an_instance_stays_of_use_as_long_as_it_is_kept():
    """However many others have been made of it since, as second derivatives do in long texts."""
    world = understood(r"$$z = w x, \quad C = z^2$$").world
    kept = world.replaced(world.instance(1), "x", world.instance(1).values["x"] + 1)
    for _ in range(1100):
        world.replaced(kept, "x", kept.values["x"])
    assert np.allclose(slope(world.perturbed(kept, "x"), "C"), 2 * kept.values["w"] ** 2 * kept.values["x"])
