"""The forward pass of every kind of layer against its published definition."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from derive.layers.registry import kinds
from tests.layers import reference as ref
from tests.layers.helpers import EXAMPLES, output

C = "conv2d"
IMAGE = [4, 6, 7]


def conv(p, **options):
    return ref.convolution(p["x"], p["W1"], p.get("b1", np.zeros(99)), **options)


def as_image(x):
    """A signal as an image of one row."""
    return x[:, :, None, :]


CASES = {
    "dense": ({"units": 3}, 5, lambda p: p["x"] @ p["W1"].T + p["b1"]),
    "dense no bias": ({"units": 3, "bias": False}, 5, lambda p: p["x"] @ p["W1"].T),
    "dense of a sequence": ({"units": 3}, [4, 5], lambda p: p["x"] @ p["W1"].T + p["b1"]),
    "dense weight_norm": (
        {"units": 3, "weight_norm": True},
        5,
        lambda p: p["x"] @ (p["g1"][:, None] * p["V1"] / np.linalg.norm(p["V1"], axis=1, keepdims=True)).T + p["b1"],
    ),
    "conv1d": (
        {"channels": 3, "kernel": 3, "stride": 2, "padding": 1},
        [2, 8],
        lambda p: ref.convolution(as_image(p["x"]), p["W1"][:, :, None], p["b1"], stride=(1, 2), padding=(0, 1)),
    ),
    "conv2d": ({"channels": 3, "kernel": 3}, IMAGE, conv),
    "conv2d stride padding": (
        {"channels": 3, "kernel": [3, 2], "stride": [2, 3], "padding": [1, 0], "bias": False},
        IMAGE,
        lambda p: conv(p, stride=(2, 3), padding=(1, 0)),
    ),
    "conv2d dilation": ({"channels": 3, "kernel": 2, "dilation": 3}, IMAGE, lambda p: conv(p, dilation=(3, 3))),
    "conv2d groups": ({"channels": 6, "kernel": 3, "groups": 2}, IMAGE, lambda p: conv(p, groups=2)),
    "conv2d depthwise": ({"kernel": 3, "depthwise": True}, IMAGE, lambda p: conv(p, groups=4)),
    "conv2d multiplier": ({"channels": 8, "kernel": 3, "depthwise": True}, IMAGE, lambda p: conv(p, groups=4)),
    "conv_transpose2d": (
        {"channels": 3, "kernel": 3, "stride": 2, "padding": 1, "output_padding": 1},
        [2, 3, 4],
        lambda p: ref.transposed(p["x"], p["W1"], p["b1"], 2, 1, 1),
    ),
    "max_pool1d": (
        {"kernel": 3, "stride": 2},
        [2, 8],
        lambda p: np.lib.stride_tricks.sliding_window_view(p["x"], 3, axis=2)[:, :, ::2].max(axis=-1),
    ),
    "max_pool2d": ({"kernel": 2}, [2, 4, 6], lambda p: ref.pool(p["x"], 2, 2, np.max)),
    "max_pool2d padding": (
        {"kernel": 3, "stride": 2, "padding": 1},
        [2, 5, 6],
        lambda p: ref.pool(p["x"], 3, 2, np.max, 1, -np.inf),
    ),
    "avg_pool1d": (
        {"kernel": 2},
        [2, 8],
        lambda p: np.lib.stride_tricks.sliding_window_view(p["x"], 2, axis=2)[:, :, ::2].mean(axis=-1),
    ),
    "avg_pool2d": ({"kernel": 3, "stride": 2, "padding": 1}, [2, 5, 6], lambda p: ref.pool(p["x"], 3, 2, np.mean, 1)),
    "global_avg_pool": ({}, [3, 4, 5], lambda p: p["x"].mean(axis=(2, 3))),
    "flatten": ({}, [3, 4, 5], lambda p: p["x"]),
    "reshape": ({"shape": [2, 3, 2]}, 12, lambda p: p["x"]),
    "reshape of an image": ({"shape": [6, 4]}, [2, 3, 4], lambda p: p["x"]),
    "transpose": ({}, [3, 4], lambda p: p["x"].swapaxes(1, 2)),
    "split": ({"parts": 3, "part": 2}, 6, lambda p: p["x"][:, 2:4]),
    "batch_norm": ({}, IMAGE, lambda p: affine(p, ref.normalised(p["x"], (0, 2, 3)))),
    "batch_norm of vectors": ({}, 5, lambda p: p["gamma1"] * ref.normalised(p["x"], (0,)) + p["beta1"]),
    "batch_norm evaluation": (
        {"mode": "evaluation", "eps": 0.1},
        5,
        lambda p: p["gamma1"] * (p["x"] - p["mu1"]) / np.sqrt(p["v1"] + 0.1) + p["beta1"],
    ),
    "layer_norm": ({}, [3, 5], lambda p: p["gamma1"] * ref.normalised(p["x"], (2,)) + p["beta1"]),
    "layer_norm two axes": ({"axes": 2, "affine": False}, [3, 5], lambda p: ref.normalised(p["x"], (1, 2))),
    "group_norm": (
        {"groups": 2},
        IMAGE,
        lambda p: affine(p, ref.normalised(p["x"].reshape(EXAMPLES, 2, 2, 6, 7), (2, 3, 4)).reshape(p["x"].shape)),
    ),
    "instance_norm": ({}, IMAGE, lambda p: ref.normalised(p["x"], (2, 3))),
    "rms_norm": (
        {"eps": 0.01},
        5,
        lambda p: p["gamma1"] * p["x"] / np.sqrt((p["x"] ** 2).mean(axis=1, keepdims=True) + 0.01),
    ),
    "dropout": ({"rate": 0.2}, 5, lambda p: p["r1"] * p["x"] / 0.8),
    "positional": ({}, [4, 6], lambda p: p["x"] + ref.sinusoids(4, 6)),
    "positional learned": ({"mode": "learned"}, [4, 6], lambda p: p["x"] + p["P1"]),
    "rnn": ({"units": 3}, [4, 2], lambda p: ref.rnn(p["x"], p)),
    "rnn last": ({"units": 3, "output": "last"}, [4, 2], lambda p: ref.rnn(p["x"], p)[:, -1]),
    "lstm": ({"units": 3}, [4, 2], lambda p: ref.lstm(p["x"], p)),
    "gru": ({"units": 3}, [4, 2], lambda p: ref.gru(p["x"], p)),
    "attention": ({}, [4, 3], lambda p: ref.attention(p["x"], p["x"], p["x"])),
    "attention causal": ({"causal": True}, [4, 3], lambda p: ref.attention(p["x"], p["x"], p["x"], causal=True)),
    "multi_head_attention": ({"heads": 2}, [3, 6], lambda p: ref.multi_head(p["x"], p["x"], p, 2)),
    "multi_head_attention rotary": (
        {"heads": 2, "causal": True, "rotary": True},
        [3, 8],
        lambda p: ref.multi_head(p["x"], p["x"], p, 2, causal=True, turn=ref.rotary),
    ),
    "rotary": ({}, [4, 6], lambda p: ref.rotary(p["x"])),
    "glu": (
        {"units": 3},
        5,
        lambda p: (p["x"] @ p["Wa1"].T + p["ba1"]) * special.expit(p["x"] @ p["Wg1"].T + p["bg1"]),
    ),
    "glu of halves": ({}, 6, lambda p: p["x"][:, :3] * special.expit(p["x"][:, 3:])),
    "swiglu": (
        {"units": 3},
        5,
        lambda p: (p["x"] @ p["Wa1"].T) * (p["x"] @ p["Wg1"].T) * special.expit(p["x"] @ p["Wg1"].T),
    ),
    "scale": ({}, IMAGE, lambda p: p["g1"][:, None, None] * p["x"] + p["b1"][:, None, None]),
    "activation": ({"activation": "softmax"}, [3, 5], lambda p: special.softmax(p["x"], axis=-1)),
    "activation along an axis": (
        {"activation": "softmax", "axis": 1},
        [3, 5],
        lambda p: special.softmax(p["x"], axis=1),
    ),
}


def affine(p, x):
    """gamma and beta of each channel."""
    return p["gamma1"][:, None, None] * x + p["beta1"][:, None, None]


@pytest.mark.parametrize("name", CASES)
def test_a_layer_computes_its_definition(name):
    options, shape, expected = CASES[name]
    arrays = {"v1": np.array([0.5, 1, 2, 0.1, 3])} if "evaluation" in name else None
    given, found = output([{"layer": name.split()[0], **options}], shape, arrays=arrays)
    np.testing.assert_allclose(found, expected(given).reshape(EXAMPLES, -1), rtol=1e-10, atol=1e-12)


TWO = {
    "add": ({}, {"x": [3, 4], "u": [3, 4]}, lambda p: p["x"] + p["u"]),
    "multiply": ({}, {"x": 4, "u": 4}, lambda p: p["x"] * p["u"]),
    "residual": ({"activation": "relu"}, {"x": 4, "u": 4}, lambda p: np.maximum(p["x"] + p["u"], 0)),
    "concat": ({}, {"x": 4, "u": 2}, lambda p: np.concatenate([p["x"], p["u"]], axis=1)),
    "concat of sequences": ({"axis": 1}, {"x": [3, 4], "u": [2, 4]}, lambda p: np.concatenate([p["x"], p["u"]], axis=1)),
    "formula": ({"formula": "x + exp(u/2)"}, {"x": 4, "u": 4}, lambda p: p["x"] + np.exp(p["u"] / 2)),
    "attention": ({}, {"x": [3, 4], "u": [2, 4]}, lambda p: ref.attention(p["x"], p["u"], p["u"])),
    "multi_head_attention": ({"heads": 2}, {"x": [3, 4], "u": [2, 6]}, lambda p: ref.multi_head(p["x"], p["u"], p, 2)),
}


@pytest.mark.parametrize("name", TWO)
def test_a_layer_of_two_inputs_computes_its_definition(name):
    options, shapes, expected = TWO[name]
    given, found = output([{"layer": name.split()[0], "input": ["x", "u"], **options}], shapes)
    np.testing.assert_allclose(found, expected(given).reshape(EXAMPLES, -1), rtol=1e-10, atol=1e-12)


def test_an_embedding_looks_up_rows():
    tokens = np.array([[3, 0], [1, 1], [4, 2]])
    given, found = output([{"layer": "embedding", "classes": 5, "units": 2}], [2], arrays={"x": tokens})
    np.testing.assert_array_equal(found, given["E1"][tokens].reshape(3, -1))


def test_ties_in_a_window_go_to_the_first():
    x = np.broadcast_to(np.array([1.0, 2, 2, 0]), (EXAMPLES, 1, 4))
    from tests.layers.helpers import run

    *_, found = run([{"layer": "max_pool1d", "kernel": 4}], [1, 4], arrays={"x": x})
    np.testing.assert_array_equal(found["M1"][0, 0, 0], [0, 1, 0, 0])


def test_every_kind_of_layer_is_tested():
    tested = {name.split()[0] for name in (*CASES, *TWO)} | {"embedding"}
    assert set(kinds()) == tested
