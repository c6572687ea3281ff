"""Recurrent networks and attention solve tasks in which what matters lies some steps back."""

from __future__ import annotations

import numpy as np

from tests.conftest import proof_of
from tests.training.descent import trained


def adding(rng: np.random.Generator, count: int):
    """The adding problem (Hochreiter and Schmidhuber 1997): the sum of the two marked ones of eight numbers."""
    numbers, marks = rng.random((count, 8)), np.zeros((count, 8))
    first, second = rng.integers(0, 4, count), rng.integers(4, 8, count)
    marks[np.arange(count), first] = marks[np.arange(count), second] = 1
    return np.stack([numbers, marks], axis=2), (numbers * marks).sum(axis=1, keepdims=True)


def test_lstm_solves_the_adding_problem():
    """``lstm-many-to-one``: the mean squared error falls to a hundredth of guessing (1/6)."""
    module = proof_of("lstm-many-to-one").compile()
    rng = np.random.default_rng(0)
    held = adding(np.random.default_rng(1), 256)
    params = trained(module, lambda step: adding(rng, 32), steps=1000, rate=0.02)
    assert module.value(params, *held) < 0.01 / 6


def test_gated_units_remember():
    """``gru``: at every step the sum so far of one input, and the first value of another."""
    module = proof_of("gru").compile()
    rng = np.random.default_rng(0)

    def problem(generator: np.random.Generator, count: int):
        x = generator.uniform(-1, 1, (count, 6, 3))
        return x, np.stack([np.cumsum(x[:, :, 0], axis=1) / 3, np.repeat(x[:, :1, 1], 6, axis=1)], axis=2)

    held = problem(np.random.default_rng(1), 256)
    guess = float(np.mean(np.sum(held[1] ** 2, axis=(1, 2)) / 2))
    params = trained(module, lambda step: problem(rng, 64), steps=800, rate=0.02)
    assert module.value(params, *held) < guess / 10
