"""Channels in groups, met by a layer that groups them otherwise: the same entries, at other indices."""

from __future__ import annotations

import numpy as np
import pytest

from derive.backprop import derive
from derive.emit import compile_module, module_source
from derive.frontends.network import Network
from derive.verify import verify

X = np.random.default_rng(0).normal(size=(3, 8, 5))


def normalised(x, groups):
    """Group normalisation by hand."""
    rows = x.reshape(len(x), groups, -1)
    scaled = (rows - rows.mean(-1, keepdims=True)) / np.sqrt(rows.var(-1, keepdims=True) + 1e-5)
    return scaled.reshape(x.shape)


def norm(groups, **more):
    return {"layer": "group_norm", "groups": groups, "affine": False, **more}


NETWORKS = {
    "one after the other": ([norm(2), norm(4)], lambda x: normalised(normalised(x, 2), 4)),
    "a sum": ([norm(2, name="a"), norm(4, input="x", name="c"), {"layer": "add", "input": ["a", "c"]}],
              lambda x: normalised(x, 2) + normalised(x, 4)),
    "a residual": ([norm(4, name="a"), norm(2), {"layer": "residual", "from": "a"}],
                   lambda x: normalised(x, 4) + normalised(normalised(x, 4), 2)),
    "side by side": ([norm(2, name="a"), norm(4, input="x", name="c"), {"layer": "concat", "input": ["a", "c"], "axis": 1}],
                     lambda x: np.concatenate([normalised(x, 2), normalised(x, 4)], 1)),
    "side by side in time": (
        [norm(2, name="a"), norm(4, input="x", name="c"), {"layer": "concat", "input": ["a", "c"], "axis": 2}],
        lambda x: np.concatenate([normalised(x, 2), normalised(x, 4)], 2)),
    "a half": ([norm(2), {"layer": "split", "parts": 4, "part": 3, "axis": 1}], lambda x: normalised(x, 2)[:, 4:6]),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_groups_that_differ_are_the_same_channels(name):
    layers, by_hand = NETWORKS[name]
    model = Network(input=[8, 5], layers=layers, cost="mse", gradients=("inputs",))
    module = compile_module(module_source(derive(model)), f"grouped_{name.replace(' ', '_')}")
    expected = by_hand(X)
    y = np.random.default_rng(1).normal(size=expected.shape)
    assert module.value(module.Params(), X, y) == pytest.approx(np.mean((expected - y) ** 2), rel=1e-12)


def test_grouped_convolutions_of_different_groups():
    layers = [
        {"layer": "conv1d", "channels": 8, "kernel": 2, "groups": 2},
        {"layer": "conv1d", "channels": 8, "kernel": 2, "groups": 4},
    ]
    assert verify(Network(input=[4, 5], layers=layers, cost="mse", gradients=("parameters", "inputs"))).ok
