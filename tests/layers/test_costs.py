"""Costs of sequences, of several outputs and of whole batches, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from tests.layers.helpers import EXAMPLES, run

LOGITS = [{"layer": "scale"}]


def cost_of(layers, given, **keys):
    _, outside, found = run(layers, given, **keys)
    return outside, found


def test_a_sequence_averages_over_the_positions_that_the_mask_keeps():
    mask = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1.0]])
    y = np.array([[0, 1, 2, 0], [2, 2, 0, 1], [1, 1, 2, 0]])
    _, found = cost_of(LOGITS, [4, 3], cost="sequence_cross_entropy", arrays={"m": mask, "y": y})
    each = -np.take_along_axis(special.log_softmax(found["y1"], axis=-1), y[..., None], axis=-1)[..., 0]
    assert found["C"] == pytest.approx(((each * mask).sum(axis=1) / mask.sum(axis=1)).mean())


def test_other_costs_of_vectors_average_over_all_positions():
    p, found = cost_of([{"layer": "activation", "activation": "softmax"}], [4, 3], cost="cross_entropy")
    assert found["C"] == pytest.approx(-(p["y"] * np.log(found["a1"])).sum(axis=-1).mean())


def test_focal_and_label_smoothing():
    layers = [{"layer": "activation", "activation": "softmax"}]
    p, found = cost_of(layers, 4, cost={"name": "focal", "gamma": 3})
    a, y = found["a1"], p["y"]
    assert found["C"] == pytest.approx(-(y * (1 - a) ** 3 * np.log(a)).sum(axis=1).mean())
    p, found = cost_of(LOGITS, 4, cost={"name": "label_smoothing", "smoothing": 0.2})
    targets = 0.8 * p["y"] + 0.2 / 4
    assert found["C"] == pytest.approx(-(targets * special.log_softmax(found["y1"], axis=1)).sum(axis=1).mean())


def test_a_triplet_shares_its_encoder():
    layers = [
        {"layer": "dense", "units": 2, "name": "a", "input": "anchor"},
        {"layer": "dense", "weights": "a", "name": "p", "input": "near"},
        {"layer": "dense", "weights": "a", "name": "q", "input": "far"},
    ]
    model, p, found = run(layers, {"anchor": 3, "near": 3, "far": 3}, cost="triplet", output=["a", "p", "q"])
    assert [tensor.name for tensor in model.parameters] == ["W1", "b1"]
    a, near, far = (p[name] @ p["W1"].T + p["b1"] for name in ("anchor", "near", "far"))
    each = np.maximum(0, ((a - near) ** 2).sum(axis=1) - ((a - far) ** 2).sum(axis=1) + 1)
    assert found["C"] == pytest.approx(each.mean())


def test_info_nce_compares_every_example_with_every_other():
    layers = [
        {"layer": "dense", "units": 2, "name": "a", "input": "x"},
        {"layer": "dense", "units": 2, "name": "b", "input": "u"},
    ]
    model, p, found = run(layers, {"x": 3, "u": 4}, cost={"name": "info_nce", "temperature": 0.5}, output=["a", "b"])
    scores = (p["x"] @ p["W1"].T + p["b1"]) @ (p["u"] @ p["W2"].T + p["b2"]).T / 0.5
    assert model.single is None
    assert found["C"] == pytest.approx(-np.diag(special.log_softmax(scores, axis=1)).mean())


def test_a_variational_autoencoder_reads_three_outputs():
    layers = [
        {"units": 2, "name": "mu", "input": "x"},
        {"units": 2, "name": "s", "input": "x"},
        {"layer": "formula", "input": ["mu", "s", "noise"], "formula": "mu + exp(s/2)*noise"},
        {"units": 3, "name": "decoder"},
    ]
    _, p, found = run(layers, {"x": 3, "noise": 2}, cost="vae", output=["decoder", "mu", "s"])
    mu, s = found["z1"], found["z2"]
    code = mu + np.exp(s / 2) * p["noise"]
    squares = ((code @ p["W4"].T + p["b4"] - p["y"]) ** 2).sum(axis=1) / 2
    divergence = (mu**2 + np.exp(s) - s - 1).sum(axis=1) / 2
    assert found["C"] == pytest.approx((squares + divergence).mean()) and len(mu) == EXAMPLES
