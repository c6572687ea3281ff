"""Hand-optimised NumPy for the convolution: examples innermost, only the horizontal taps are copied, rows overlap as views.

The columns are kept by parity, so that the pool is three maxima over contiguous pieces; the rectifier comes after the pool.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply, subtract
from tests.benchmarks.problems import Problem


def convolution(p: Problem) -> Any:
    """One convolution of grey images, of even width and with an even number of places for the kernel."""
    K, b, W, c = p.params
    n, dtype, channels, size = len(p.x), p.x.dtype.type, len(b), K.shape[-1]
    height, width, classes = p.x.shape[2], p.x.shape[3], len(c)
    rows_out, half_out = height - size + 1, (width - size + 1) // 2
    half_rows, run, window = rows_out // 2, half_out * n, size * size
    pixels, taps = np.empty((height, 2, width // 2 * n), dtype), np.empty((height, size, 2, run), dtype)
    s = taps.strides
    rows = np.lib.stride_tricks.as_strided(taps, (rows_out, window, 2 * run), (s[0], s[1], s[3]))
    z = np.empty((rows_out, channels, 2 * run), dtype)
    pairs, tall = z.reshape(half_rows, 2, channels, 2 * run), np.empty((half_rows, channels, 2, run), dtype)
    pooled, positive = np.empty((half_rows, channels, run), dtype), np.empty((half_rows, channels, run), bool)
    features, split = half_rows * channels * half_out, (classes, channels, half_rows, half_out)
    Wp, dWp, dW, flat = (
        np.empty((classes, half_rows, channels, half_out), dtype),
        np.empty((classes, features), dtype),
        np.empty_like(W),
        pooled.reshape(-1, n),
    )
    out, outT, delta = np.empty((n, classes), dtype), np.empty((classes, n), dtype), np.empty((n, classes), dtype)
    back = np.empty_like(pooled)
    upper, left = np.empty((half_rows, channels, 2 * run), bool), np.empty((half_rows, channels, run), bool)
    dtall, dz = np.empty_like(tall), np.empty_like(z)
    dpairs, flat_tall, flat_dtall = (
        dz.reshape(pairs.shape),
        tall.reshape(half_rows, channels, -1),
        dtall.reshape(half_rows, channels, -1),
    )
    dK_rows, dK, db = (
        np.empty((rows_out, channels, window), dtype),
        np.empty((channels, window), dtype),
        np.empty(channels, dtype),
    )
    db_rows, dc = np.empty(half_rows * channels, dtype), np.empty(classes, dtype)
    ones, ones_run, ones_rows = np.ones(n, dtype), np.ones(run, dtype), np.ones(half_rows, dtype)
    zero, head, column = np.array(0, dtype), Head(n, classes, dtype), b[:, None]
    images = pixels.reshape(height, 2, width // 2, n)
    reads = [(v, r, (r + v) % 2, (r + v) // 2 * n) for v in range(size) for r in range(2)]
    copies = [(taps[:, v, r], pixels[:, parity, at : at + run]) for v, r, parity, at in reads]
    matrix, flat_back = K.reshape(channels, window), back.reshape(-1, n)

    def call() -> Any:
        np.copyto(images, p.x.reshape(n, height, width // 2, 2).transpose(1, 3, 2, 0))
        for to, source in copies:
            np.copyto(to, source)
        np.copyto(Wp, W.reshape(split).transpose(0, 2, 1, 3))
        weights = Wp.reshape(classes, -1)
        np.matmul(matrix, rows, z)
        np.maximum(pairs[:, 0], pairs[:, 1], out=flat_tall), np.maximum(tall[:, :, 0], tall[:, :, 1], out=pooled)
        add(pooled, column, pooled), np.maximum(pooled, zero, out=pooled)
        weights.dot(flat, outT), np.copyto(out, outT.T), add(out, c, out)
        cost = head(out, p.y, delta)
        np.matmul(delta.T, flat.T, dWp), ones.dot(delta, dc), np.matmul(weights.T, delta.T, flat_back)
        np.copyto(dW.reshape(split), dWp.reshape(classes, half_rows, channels, half_out).transpose(0, 2, 1, 3))
        np.greater(pooled, zero, positive), multiply(back, positive, back)
        back.reshape(-1, run).dot(ones_run, db_rows), ones_rows.dot(db_rows.reshape(half_rows, channels), db)
        np.greater_equal(tall[:, :, 0], tall[:, :, 1], left), multiply(back, left, dtall[:, :, 0])
        subtract(back, dtall[:, :, 0], dtall[:, :, 1])
        np.greater_equal(pairs[:, 0], pairs[:, 1], upper), multiply(flat_dtall, upper, dpairs[:, 0])
        subtract(flat_dtall, dpairs[:, 0], dpairs[:, 1])
        np.matmul(dz, rows.transpose(0, 2, 1), dK_rows), np.add.reduce(dK_rows, 0, None, dK)
        return cost, (dK.reshape(K.shape), db, dW, dc)

    return call
