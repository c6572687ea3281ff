"""Real data: the emitted module learns to read scikit-learn's handwritten digits."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

from tests.conftest import proof_of


def digits(seed: int):
    """Pixels in [0, 1], targets as unit vectors; four fifths to learn from, one fifth held out."""
    pixels, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(labels))
    x, y = pixels[order] / 16, np.eye(10)[labels[order]]
    cut = len(x) * 4 // 5
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])


def train(module, x, y, *, epochs: int, rate: float, batch: int, seed: int):
    """Stochastic gradient descent, by the book."""
    rng = np.random.default_rng(seed)
    params = module.init(seed)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            _, gradient = module.value_and_grad(params, x[rows], y[rows])
            params = module.Params(*(p - rate * g for p, g in zip(params, gradient, strict=True)))
    return params


def accuracy(module, params, x, y) -> float:
    """The part of the examples whose largest output is the right one."""
    return float(np.mean(module.predict(params, x).argmax(axis=1) == y.argmax(axis=1)))


def test_digits_are_learned():
    """At least 95 % of a held-out fifth, for several splits."""
    module = proof_of("digits").compile()
    for seed in (0, 1, 2):
        learn, held_out = digits(seed)
        params = train(module, *learn, epochs=30, rate=0.5, batch=10, seed=seed)
        assert accuracy(module, params, *held_out) >= 0.95
