"""The hand-optimised versions by workload, and by kind of network."""

from __future__ import annotations

from tests.benchmarks.peers import (
    fast_dense,
    fast_gated,
    fast_heads,
    fast_images,
    fast_lenet,
    fast_normalised,
    fast_residual,
    fast_rows,
    fast_sequences,
    fast_strided,
    fast_units,
)

OPTIMISED = {
    "a": fast_dense.tiny, "b": fast_dense.sigmoid_pair, "c": fast_dense.sigmoid_pair,
    "d": fast_dense.deep, "e": fast_dense.deep, "f": fast_dense.logistic,
    "g1": fast_sequences.elman, "g2": fast_sequences.lstm, "h": fast_images.convolution,
    "i": fast_normalised.block, "j": fast_normalised.batch_norm,
    "gru": fast_gated.gru, "heads": fast_heads.causal, "residual": fast_residual.residual, "lenet": fast_lenet.lenet,
    "units": fast_units.network, "strided": fast_strided.strided, "rows": fast_rows.normalised, "embedded": fast_rows.embedded,
}  # fmt: skip
"""Each takes a problem and gives a call without arguments: cost and gradient, in the order of the module's parameters."""
