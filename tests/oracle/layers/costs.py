"""Costs of sequences, of several outputs, and of examples together: each at the end of a small network, three random shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd.numpy as np
import numpy
from autograd.scipy.special import logsumexp

from tests.oracle.layers.problem import EXAMPLES, Problem, Values

Sized = Callable[[numpy.random.Generator, int], Problem]


def _dense(units: int, activation: str = "identity", **more: Any) -> dict[str, Any]:
    return {"layer": "dense", "units": units, "activation": activation, **more}


def _linear(values: Values, place: int, x: Any) -> Any:
    return np.dot(x, values[f"W{place}"].T) + values[f"b{place}"]


def _log_softmax(z: Any) -> Any:
    return z - logsumexp(z, axis=-1, keepdims=True)


def sequence_cross_entropy(r: numpy.random.Generator, seed: int) -> Problem:
    """The mean of -log softmax(a)[y] over the positions that the mask keeps."""
    steps, classes = int(r.integers(2, 5)), int(r.integers(2, 5))

    def cost(v: Values) -> Any:
        each = -np.sum(_log_softmax(_linear(v, 1, v["x"])) * numpy.eye(classes)[v["y"]], axis=2)
        return np.mean(np.sum(v["m"] * each, axis=1) / np.sum(v["m"], axis=1))

    keys = {"input": [steps, 3], "layers": [_dense(classes)], "cost": "sequence_cross_entropy"}
    return Problem(keys, cost, classes, seed)


def focal(r: numpy.random.Generator, seed: int) -> Problem:
    """Lin et al. 2017, with gamma = 2."""

    def cost(v: Values) -> Any:
        log = _log_softmax(_linear(v, 1, v["x"]))
        return -np.sum(v["y"] * (1 - np.exp(log)) ** 2 * log) / EXAMPLES

    return Problem({"input": 3, "layers": [_dense(int(r.integers(2, 5)), "softmax")], "cost": "focal"}, cost, seed=seed)


def label_smoothing(r: numpy.random.Generator, seed: int) -> Problem:
    """Szegedy et al. 2016: targets (1 - s) y + s/K, here with s = 0.2."""
    classes = int(r.integers(2, 5))

    def cost(v: Values) -> Any:
        return -np.sum((0.8 * v["y"] + 0.2 / classes) * _log_softmax(_linear(v, 1, v["x"]))) / EXAMPLES

    name = {"name": "label_smoothing", "smoothing": 0.2}
    return Problem({"input": 3, "layers": [_dense(classes)], "cost": name}, cost, seed=seed)


def triplet(r: numpy.random.Generator, seed: int) -> Problem:
    """max(0, |a - p|^2 - |a - n|^2 + margin) of three inputs under one map (Schroff et al. 2015)."""

    def cost(v: Values) -> Any:
        a, p, q = (np.tanh(_linear(v, 1, v[name])) for name in ("x", "u", "w"))
        return np.mean(np.maximum(0, np.sum((a - p) ** 2, axis=1) - np.sum((a - q) ** 2, axis=1) + 0.5))

    inputs, units = int(r.integers(2, 5)), int(r.integers(2, 5))
    layers = [
        _dense(units, "tanh", name="first", input="x"),
        _dense(units, "tanh", name="second", input="u", weights="first"),
        _dense(units, "tanh", name="third", input="w", weights="first"),
    ]
    keys = {"input": dict.fromkeys("xuw", inputs), "layers": layers, "output": ["first", "second", "third"]}
    return Problem({**keys, "cost": {"name": "triplet", "margin": 0.5}}, cost, seed=seed)


def info_nce(r: numpy.random.Generator, seed: int) -> Problem:
    """Each example against the partners of all (van den Oord et al. 2018), with temperature 0.5."""

    def cost(v: Values) -> Any:
        scores = np.dot(_linear(v, 1, v["x"]), _linear(v, 2, v["u"]).T) / 0.5
        return -np.mean(np.diag(_log_softmax(scores)))

    units = int(r.integers(2, 5))
    layers = [_dense(units, name="first", input="x"), _dense(units, name="second", input="u")]
    keys = {"input": {"x": 3, "u": int(r.integers(1, 5))}, "layers": layers, "output": ["first", "second"]}
    return Problem({**keys, "cost": {"name": "info_nce", "temperature": 0.5}}, cost, seed=seed)


def _divergence(mu: Any, s: Any) -> Any:
    """KL(N(mu, exp(s)) || N(0, 1)) (Kingma and Welling 2014), the mean over the examples."""
    return np.sum(mu**2 + np.exp(s) - 1 - s) / 2 / EXAMPLES


def gaussian_kl(r: numpy.random.Generator, seed: int) -> Problem:
    """The divergence alone."""
    units = int(r.integers(2, 5))
    layers = [_dense(units, name="mean", input="x"), _dense(units, name="spread", input="x")]
    keys = {"input": {"x": 3}, "layers": layers, "output": ["mean", "spread"], "cost": "gaussian_kl"}
    return Problem(keys, lambda v: _divergence(_linear(v, 1, v["x"]), _linear(v, 2, v["x"])), seed=seed)


def vae(r: numpy.random.Generator, seed: int) -> Problem:
    """A variational autoencoder, its noise an input."""
    units = int(r.integers(1, 4))

    def cost(v: Values) -> Any:
        mu, s = _linear(v, 1, v["x"]), _linear(v, 2, v["x"])
        a = np.tanh(_linear(v, 4, mu + np.exp(s / 2) * v["u"]))
        return np.sum((a - v["y"]) ** 2) / 2 / EXAMPLES + _divergence(mu, s)

    layers = [
        _dense(units, name="mu", input="x"),
        _dense(units, name="s", input="x"),
        {"layer": "formula", "formula": "mu + exp(s/2)*u", "input": ["mu", "s", "u"]},
        _dense(3, "tanh", name="out"),
    ]
    keys = {"input": {"x": 3, "u": units}, "layers": layers, "output": ["out", "mu", "s"], "cost": "vae"}
    return Problem(keys, cost, seed=seed)


COSTS: dict[str, Sized] = {
    f.__name__: f for f in (sequence_cross_entropy, focal, label_smoothing, triplet, info_nce, gaussian_kl, vae)
}  # fmt: skip


def problem(name: str, number: int) -> Problem:
    """A cost with one of its random shapes."""
    return COSTS[name](numpy.random.default_rng([len(name), number]), number)
