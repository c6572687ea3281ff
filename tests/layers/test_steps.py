"""Every line of the derivation of each kind of layer, evaluated on random numbers."""

from __future__ import annotations

import pytest

from derive.backprop import derive
from derive.frontends.network import Network
from derive.verify.steps import verify_steps

HEAD = [{"layer": "flatten"}, {"layer": "dense", "units": 2}]
CASES = {
    "conv1d": ([2, 7], {"channels": 3, "kernel": 3, "stride": 2, "padding": 1}),
    "conv2d": ([1, 4, 4], {"channels": 2, "kernel": 2, "groups": 1}),
    "max_pool1d": ([2, 7], {"kernel": 3, "stride": 2, "padding": 1}),
    "avg_pool1d": ([2, 6], {"kernel": 2}),
    "global_avg_pool": ([2, 5], {}),
    "batch_norm": (3, {"mode": "evaluation"}),
    "layer_norm": (3, {}),
    "rms_norm": (3, {}),
    "dropout": (3, {}),
    "positional": ([3, 4], {"mode": "learned"}),
    "rotary": ([3, 4], {}),
    "glu": (4, {"units": 3}),
    "swiglu": (4, {"units": 3}),
    "scale": (3, {}),
    "reshape": (12, {"shape": [2, 2, 3]}),
    "split": (4, {"parts": 2, "part": 2}),
}


@pytest.mark.parametrize("kind", CASES)
def test_every_line_holds(kind):
    """Of the parameters' gradients, and of the inputs': so each layer's own derivative is met."""
    shape, options = CASES[kind]
    layers = [{"layer": kind, **options}, *HEAD]
    model = Network(input=shape, layers=layers, cost="mse", gradients=("parameters", "inputs"))
    rows = verify_steps(derive(model), seeds=(1,))
    assert [(row.theorem, row.error, row.failing) for row in rows if not row.ok] == []
