"""Sizes as symbols: strides, equal sizes and shapes hold for every value of their symbols."""

from __future__ import annotations

from derive.frontends.network import Network

DENSE = {"layer": "dense", "units": 2}


def sizes(given, layers, **keys):
    model = Network(input=given, layers=layers, cost=keys.pop("cost", "mse"), **keys)
    return model, {str(size): value for size, value in model.sizes.items()}


def test_strides_write_the_input_in_terms_of_the_last_size():
    layers = [
        {"layer": "conv2d", "channels": 6, "kernel": 5},
        {"layer": "max_pool2d", "kernel": 2},
        {"layer": "conv2d", "channels": 16, "kernel": 5},
        {"layer": "max_pool2d", "kernel": 2},
        {"layer": "flatten"},
        DENSE,
    ]
    model, found = sizes([1, 28, 30], layers)
    assert found == {"n_0": 1, "H": 4, "W": 4, "n_1": 6, "n_3": 16, "n_6": 2, "N": None}
    assert str(model.tensors["x"].ranges[2:]) == "((0, 4*H + 11), (0, 4*W + 13))"
    assert str(model.tensors["y4"].ranges[2:]) == "((0, H - 1), (0, W - 1))"
    assert model.tensors["W6"].layout == ((0,), (1, 2, 3))


def test_a_residual_connection_makes_sizes_equal():
    model, found = sizes(4, [{"units": 4, "name": "a"}, {"units": 4}, {"layer": "residual", "from": "a"}, DENSE])
    assert found == {"n_0": 4, "n_1": 4, "n_4": 2, "N": None} and model.tensors["W2"].ranges[0] == model.tensors["W2"].ranges[1]


def test_steps_may_stay_open():
    model, found = sizes(["T", 3], [{"layer": "rnn", "units": 4}, DENSE])
    assert found["T"] is None and model.tensors["h1"].layered
    assert str(model.tensors["h1"].ranges[0]) == "(0, T)" and str(model.tensors["z1"].ranges[0]) == "(1, T)"


def test_a_table_of_an_embedding_can_be_the_output_weights():
    layers = [{"layer": "embedding", "name": "e", "classes": 5, "units": 3}, {"layer": "dense", "weights": "e", "bias": False}]
    model, found = sizes([], layers, cost="cross_entropy_logits")
    assert [tensor.name for tensor in model.parameters] == ["E1"] and found == {"K_1": 5, "n_1": 3, "N": None}


def test_layers_that_mix_examples_have_no_proof_for_one_example():
    assert sizes(4, [DENSE, {"layer": "batch_norm"}])[0].single is None
    assert sizes(4, [DENSE, {"layer": "batch_norm", "mode": "evaluation"}])[0].single is not None


def test_pytorchs_names_of_options_are_understood():
    mine = Network(input=[2, 5, 5], layers=[{"layer": "conv2d", "channels": 3, "kernel": 2}], cost="mse")
    theirs = Network(input=[2, 5, 5], layers=[{"layer": "conv2d", "out_channels": 3, "kernel_size": 2}], cost="mse")
    assert [str(e.rhs) for e in mine.equations] == [str(e.rhs) for e in theirs.equations]
