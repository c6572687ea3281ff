"""Networks for images learn scikit-learn's handwritten digits, by the code that derive wrote for them."""

from __future__ import annotations

import numpy as np

from tests.conftest import proof_of
from tests.test_digits import accuracy, digits
from tests.training.descent import epochs, trained


def test_a_convolutional_network_reads_digits():
    """``conv-digits``: at least 97 % of a held-out fifth."""
    module = proof_of("conv-digits").compile()
    (x, y), (held_x, held_y) = digits(seed=0)
    rows = epochs(len(x), 32, seed=0)

    def batch(step: int):
        chosen = rows(step)
        return x[chosen].reshape(-1, 1, 8, 8), y[chosen]

    params = trained(module, batch, steps=12 * (len(x) // 32), rate=0.01)
    assert accuracy(module, params, held_x.reshape(-1, 1, 8, 8), held_y) >= 0.97


def test_batch_normalisation_learns_from_whole_batches():
    """``batchnorm-mlp``: at least 96 % of a held-out fifth, normalised by its own statistics."""
    module = proof_of("batchnorm-mlp").compile()
    (x, y), (held_x, held_y) = digits(seed=0)
    rows = epochs(len(x), 64, seed=0)
    params = trained(module, lambda step: (x[rows(step)], y[rows(step)]), steps=20 * (len(x) // 64), rate=0.01)
    assert accuracy(module, params, held_x, held_y) >= 0.96


def test_a_variational_autoencoder_finds_two_numbers_for_a_digit():
    """``vae``: the bound falls by a third, and codes of zeros and of ones lie apart."""
    module = proof_of("vae").compile()
    (x, _), _ = digits(seed=0)
    noise = np.random.default_rng(0)
    rows = epochs(len(x), 64, seed=0)

    def batch(step: int):
        chosen = x[rows(step)]
        return chosen, noise.standard_normal((len(chosen), 2)), chosen

    silence = np.zeros((len(x), 2))
    before = module.value(module.init(0), x, silence, x)
    params = trained(module, batch, steps=40 * (len(x) // 64), rate=0.01)
    assert module.value(params, x, silence, x) < before / 2
