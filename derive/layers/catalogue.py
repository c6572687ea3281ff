"""Every kind of layer: importing this module fills the table of ``derive.layers.registry``."""

from derive.layers import attention, combine, convolution, dense, embedding, gated, normalisation, pooling, recurrent, shape

__all__ = [
    "attention", "combine", "convolution", "dense", "embedding", "gated", "normalisation", "pooling", "recurrent", "shape",
]  # fmt: skip

ORDER = (
    "dense", "conv1d", "conv2d", "conv_transpose2d", "max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d", "global_avg_pool",
    "flatten", "reshape", "transpose", "split", "batch_norm", "layer_norm", "group_norm", "instance_norm", "rms_norm",
    "dropout", "embedding", "positional", "rnn", "lstm", "gru", "attention", "multi_head_attention", "rotary", "glu",
    "swiglu", "residual", "concat", "add", "multiply", "scale", "activation", "formula",
)  # fmt: skip
"""The order in which they are listed."""
