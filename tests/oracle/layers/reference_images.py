"""Layers on signals (N, C, L) and images (N, C, H, W), from the formulas in PyTorch's documentation.

Every window is a constant array ``reads[i, p, u]``, one where output position i reads input position p at offset u of the
kernel: ``p = stride * i + dilation * u - padding``.  A convolution is then one einsum, and a transposed convolution the same
array read the other way round.
"""

from __future__ import annotations

import autograd.numpy as np
import numpy

from tests.oracle.reference import ACTIVATIONS


def pair(option):
    """An option for rows and columns."""
    return tuple(option) if isinstance(option, (list, tuple)) else (option, option)


def outputs(length, kernel, stride, padding, dilation):
    """The length of the output, as PyTorch's ``Conv1d`` documents it."""
    return (length + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def reads(length, kernel, stride=1, padding=0, dilation=1):
    """``[i, p, u]``: which input positions the windows read."""
    i, p, u = numpy.ogrid[: outputs(length, kernel, stride, padding, dilation), :length, :kernel]
    return (p == stride * i + dilation * u - padding).astype(float)


def _activated(z, activation):
    """Along the channels, for functions of a vector."""
    return np.moveaxis(ACTIVATIONS[activation](np.moveaxis(z, 1, -1)), -1, 1)


def conv2d(p, x, *, kernel, channels=None, stride=1, padding=0, dilation=1, groups=1, depthwise=False, bias=True,
           activation="identity"):  # fmt: skip
    """``Conv2d``: each group of output channels sees its own group of input channels."""
    examples, inputs, height, width = x.shape
    groups = inputs if depthwise else groups
    rows, columns = (
        reads(length, k, s, pad, d)
        for length, k, s, pad, d in zip((height, width), *map(pair, (kernel, stride, padding, dilation)), strict=True)
    )
    weights = p["W"]
    grouped = np.reshape(weights, (groups, weights.shape[0] // groups, *weights.shape[1:]))
    x = np.reshape(x, (examples, groups, inputs // groups, height, width))
    windows = np.einsum("ngmpq,ipu,kqv->ngmikuv", x, rows, columns)
    z = np.einsum("ngmikuv,gcmuv->ngcik", windows, grouped)
    z = np.reshape(z, (examples, weights.shape[0], *z.shape[3:]))
    return _activated(z + p["b"][:, None, None] if bias else z, activation)


def conv1d(p, x, **options):
    """``Conv1d``: an image of one row."""
    one_row = {name: (neutral, options[name]) for name, neutral in _ONE_ROW.items() if name in options}
    weights = {"W": p["W"][:, :, None, :], **({"b": p["b"]} if "b" in p else {})}
    return conv2d(weights, x[:, :, None, :], **{**options, **one_row})[:, :, 0, :]


_ONE_ROW = {"kernel": 1, "stride": 1, "padding": 0, "dilation": 1}


def conv_transpose2d(p, x, *, kernel, channels=None, stride=1, padding=0, output_padding=0, dilation=1, bias=True,
                     activation="identity"):  # fmt: skip
    """``ConvTranspose2d``: input position q adds to the output positions that a convolution at q would read."""
    placed = []
    options = map(pair, (kernel, stride, padding, output_padding, dilation))
    for length, k, s, pad, extra, d in zip(x.shape[2:], *options, strict=True):
        whole = (length - 1) * s - 2 * pad + d * (k - 1) + extra + 1
        q, out, u = numpy.ogrid[:length, :whole, :k]
        placed.append((out == s * q + d * u - pad).astype(float))
    z = np.einsum("nmpq,piu,qkv,mcuv->ncik", x, *placed, p["W"])
    return _activated(z + p["b"][:, None, None] if bias else z, activation)


def max_pool2d(p, x, *, kernel, stride=None, padding=0, dilation=1):
    """``MaxPool2d``: padding never wins."""
    rows, columns = (
        reads(length, k, s, pad, d)
        for length, k, s, pad, d in zip(x.shape[2:], *map(pair, (kernel, stride or kernel, padding, dilation)), strict=True)
    )
    inside = numpy.einsum("iu,kv->ikuv", rows.sum(axis=1), columns.sum(axis=1))
    windows = np.einsum("ncpq,ipu,kqv->ncikuv", x, rows, columns) + numpy.where(inside > 0, 0.0, -1e300)
    return np.max(np.reshape(windows, (*windows.shape[:4], -1)), axis=-1)


def max_pool1d(p, x, **options):
    """``MaxPool1d``: an image of one row."""
    one_row = {name: (neutral, options[name]) for name, neutral in _ONE_ROW.items() if name in options}
    return max_pool2d(p, x[:, :, None, :], **one_row)[:, :, 0, :]


def avg_pool2d(p, x, *, kernel, stride=None, padding=0):
    """``AvgPool2d`` with ``count_include_pad=True``."""
    rows, columns = (
        reads(length, k, s, pad)
        for length, k, s, pad in zip(x.shape[2:], *map(pair, (kernel, stride or kernel, padding)), strict=True)
    )
    return np.einsum("ncpq,ipu,kqv->ncik", x, rows, columns) / numpy.prod(pair(kernel))


def avg_pool1d(p, x, **options):
    """``AvgPool1d``: an image of one row."""
    one_row = {name: (neutral, options[name]) for name, neutral in _ONE_ROW.items() if name in options}
    return avg_pool2d(p, x[:, :, None, :], **one_row)[:, :, 0, :]


def global_avg_pool(p, x):
    """``AdaptiveAvgPool(1)``, flattened."""
    return np.mean(np.reshape(x, (*x.shape[:2], -1)), axis=2)


LAYERS = {
    f.__name__: f
    for f in (conv1d, conv2d, conv_transpose2d, max_pool1d, max_pool2d, avg_pool1d, avg_pool2d, global_avg_pool)
}  # fmt: skip
