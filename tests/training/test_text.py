"""Networks for words and text learn what a text of a few lines holds."""

from __future__ import annotations

import numpy as np

from tests.conftest import proof_of
from tests.training.descent import trained

TEXT = (
    "peter piper picked a peck of pickled peppers. a peck of pickled peppers peter piper picked. "
    "if peter piper picked a peck of pickled peppers where is the peck of pickled peppers peter piper picked. "
)
LETTERS = " .abcdefghijklmnopqrstuvwxyz"
POSITIONS = 16


def windows(rng: np.random.Generator, count: int):
    """Pieces of the text: the characters, the characters that follow, and a weight of one for each position."""
    codes = np.array([LETTERS.index(letter) for letter in TEXT])
    starts = rng.integers(0, len(codes) - POSITIONS, count)
    x = codes[starts[:, None] + np.arange(POSITIONS)]
    y = codes[starts[:, None] + np.arange(1, POSITIONS + 1)]
    return x, y, np.ones(x.shape)


def test_a_small_gpt_learns_a_tongue_twister():
    """``gpt-small``: from the logarithm of 28 (3.3) per character to below 0.6."""
    module = proof_of("gpt-small").compile()
    rng = np.random.default_rng(0)
    held = windows(np.random.default_rng(1), 64)
    assert 3.0 < module.value(module.init(0), *held) < 4.5, "no letter is known at the start"
    params = trained(module, lambda step: windows(rng, 16), steps=300, rate=0.02)
    assert module.value(params, *held) < 0.6


def test_skip_gram_puts_words_of_one_kind_together():
    """``word2vec-skipgram``: words that stand beside the same words get similar vectors."""
    module = proof_of("word2vec-skipgram").compile()
    kinds = np.array([0] * 4 + [1] * 4 + [2] * 4)
    rng = np.random.default_rng(0)

    def pairs(step: int):
        """A word of one kind is followed by one of the next kind."""
        x = rng.integers(0, 12, 64)
        return x, (kinds[x] + 1) % 3 * 4 + rng.integers(0, 4, 64)

    params = trained(module, pairs, steps=300, rate=0.05)
    vectors = params.E1 / np.linalg.norm(params.E1, axis=1, keepdims=True)
    alike = vectors @ vectors.T
    same = kinds[:, None] == kinds
    assert alike[same].min() > 0.8 and alike[~same].max() < 0.3
