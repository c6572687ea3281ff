"""The hand-optimised versions by workload."""

from __future__ import annotations

from tests.benchmarks.peers import fast_dense, fast_images, fast_normalised, fast_sequences

OPTIMISED = {
    "a": fast_dense.tiny, "b": fast_dense.sigmoid_pair, "c": fast_dense.sigmoid_pair,
    "d": fast_dense.deep, "e": fast_dense.deep, "f": fast_dense.logistic,
    "g1": fast_sequences.elman, "g2": fast_sequences.lstm, "h": fast_images.convolution,
    "i": fast_normalised.block, "j": fast_normalised.batch_norm,
}  # fmt: skip
"""Each takes a problem and gives a call without arguments: cost and gradient, in the order of the module's parameters."""
