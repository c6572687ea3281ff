"""Parameters have PyTorch's shapes in the emitted module, so that weights can be carried over."""

from __future__ import annotations

import numpy as np
import pytest

from derive.backprop import derive
from derive.emit import compile_module, module_source
from derive.frontends.network import Network

SHAPES = {
    "dense": ({"units": 3}, 4, {"W1": (3, 4), "b1": (3,)}),
    "conv1d": ({"channels": 4, "kernel": 3, "groups": 2}, [2, 5], {"W1": (4, 1, 3), "b1": (4,)}),
    "conv2d": ({"channels": 6, "kernel": [3, 2], "groups": 2}, [4, 4, 4], {"W1": (6, 2, 3, 2), "b1": (6,)}),
    "conv2d depthwise": ({"channels": 4, "kernel": 2, "depthwise": True}, [2, 3, 3], {"W1": (4, 1, 2, 2), "b1": (4,)}),
    "conv_transpose2d": ({"channels": 3, "kernel": 2}, [2, 2, 2], {"W1": (2, 3, 2, 2), "b1": (3,)}),
    "batch_norm": ({}, [3, 2, 2], {"gamma1": (3,), "beta1": (3,)}),
    "group_norm": ({"groups": 2}, [4, 2, 2], {"gamma1": (4,), "beta1": (4,)}),
    "layer_norm": ({"axes": 2}, [3, 4], {"gamma1": (3, 4), "beta1": (3, 4)}),
    "embedding": ({"classes": 5, "units": 3}, [2], {"E1": (5, 3)}),
    "rnn": ({"units": 3}, [2, 4], {"W1": (3, 4), "U1": (3, 3), "b1": (3,), "bh1": (3,)}),
    "lstm": ({"units": 3}, [2, 4], {"W1": (12, 4), "U1": (12, 3), "b1": (12,), "bh1": (12,)}),
    "gru": ({"units": 3}, [2, 4], {"W1": (9, 4), "U1": (9, 3), "b1": (9,), "bh1": (9,)}),
    "multi_head_attention": (
        {"heads": 2, "bias": False},
        [3, 4],
        {"Wq1": (4, 4), "Wk1": (4, 4), "Wv1": (4, 4), "Wo1": (4, 4)},
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_parameters_have_pytorchs_shapes(name):
    options, given, expected = SHAPES[name]
    module = _module([{"layer": name.split()[0], **options}], given)
    assert {key: np.shape(value) for key, value in module.init(0)._asdict().items()} == expected


def test_a_dense_layer_after_flatten_has_a_matrix():
    module = _module([{"layer": "flatten"}, {"layer": "dense", "units": 3}], [2, 3, 4])
    assert module.init(0).W2.shape == (3, 24)


def _module(layers, given):
    return compile_module(module_source(derive(Network(input=given, layers=layers, cost="quadratic"))), "shapes")
