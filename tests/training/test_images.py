"""Networks for images learn scikit-learn's handwritten digits, by the code that derive wrote for them."""

from __future__ import annotations

import numpy as np

from tests.conftest import proof_of
from tests.test_digits import accuracy, digits
from tests.training.descent import epochs, trained

RATES = (0.005, 0.01, 0.02)


def convolutional(module, x, y, *, rate: float, times: int, seed: int):
    """The parameters after some epochs of batches of 32."""
    rows = epochs(len(x), 32, seed)

    def batch(step: int):
        chosen = rows(step)
        return x[chosen].reshape(-1, 1, 8, 8), y[chosen]

    return trained(module, batch, steps=times * (len(x) // 32), rate=rate, seed=seed)


def right(module, params, x, y) -> float:
    return accuracy(module, params, x.reshape(-1, 1, 8, 8), y)


def chosen_rate(module, x, y) -> float:
    """The rate that does best on a quarter of the examples to learn from, after a few epochs on the rest: what is held out is
    not looked at."""
    cut = len(x) * 3 // 4
    tried = {rate: convolutional(module, x[:cut], y[:cut], rate=rate, times=5, seed=0) for rate in RATES}
    return max(RATES, key=lambda rate: right(module, tried[rate], x[cut:], y[cut:]))


def test_a_convolutional_network_reads_digits():
    """``conv-digits``: at least 97 % of a held-out fifth, for three splits, at one rate chosen without them."""
    module = proof_of("conv-digits").compile()
    rate = chosen_rate(module, *digits(seed=0)[0])
    for seed in (0, 1, 2):
        learn, held = digits(seed)
        params = convolutional(module, *learn, rate=rate, times=20, seed=seed)
        assert right(module, params, *held) >= 0.97, f"split {seed}, rate {rate}"


def test_batch_normalisation_learns_from_whole_batches():
    """``batchnorm-mlp``: at least 96 % of a held-out fifth, normalised by its own statistics."""
    module = proof_of("batchnorm-mlp").compile()
    (x, y), (held_x, held_y) = digits(seed=0)
    rows = epochs(len(x), 64, seed=0)
    params = trained(module, lambda step: (x[rows(step)], y[rows(step)]), steps=20 * (len(x) // 64), rate=0.01)
    assert accuracy(module, params, held_x, held_y) >= 0.96


def test_a_variational_autoencoder_finds_two_numbers_for_a_digit():
    """``vae``: the cost without noise falls to less than half."""
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
