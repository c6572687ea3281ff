"""Hand-optimised NumPy for the convolution: examples innermost, only the horizontal taps are copied, rows overlap as views.

The columns are kept by parity, so that the pool is three maxima over contiguous pieces; the rectifier comes after the pool.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply, subtract
from tests.benchmarks.problems import Problem


def convolution(p: Problem) -> Any:
    K, b, W, c = p.params
    n, dtype, run = len(p.x), p.x.dtype.type, 13 * len(p.x)
    half_width = 14 * n
    pixels, taps = np.empty((28, 2, half_width), dtype), np.empty((28, 3, 2, run), dtype)
    s = taps.strides
    rows = np.lib.stride_tricks.as_strided(taps, (26, 9, 2 * run), (s[0], s[1], s[3]))
    z = np.empty((26, 8, 2 * run), dtype)
    pairs, tall = z.reshape(13, 2, 8, 2 * run), np.empty((13, 8, 2, run), dtype)
    pooled, positive = np.empty((13, 8, run), dtype), np.empty((13, 8, run), bool)
    Wp, dWp, dW, flat = (
        np.empty((10, 13, 8, 13), dtype),
        np.empty((10, 13 * 8 * 13), dtype),
        np.empty_like(W),
        pooled.reshape(-1, n),
    )
    out, outT, delta, back = np.empty((n, 10), dtype), np.empty((10, n), dtype), np.empty((n, 10), dtype), np.empty_like(pooled)
    upper, left = np.empty((13, 8, 2 * run), bool), np.empty((13, 8, run), bool)
    dtall, dz = np.empty_like(tall), np.empty_like(z)
    dpairs, flat_tall, flat_dtall = dz.reshape(pairs.shape), tall.reshape(13, 8, -1), dtall.reshape(13, 8, -1)
    dK26, dK, db, db104, dc = (np.empty(k, dtype) for k in ((26, 8, 9), (8, 9), 8, 104, 10))
    ones, ones_run, ones13 = np.ones(n, dtype), np.ones(run, dtype), np.ones(13, dtype)
    zero, head, column = np.array(0, dtype), Head(n, 10, dtype), b[:, None]
    images = pixels.reshape(28, 2, 14, n)
    reads = [(v, r, (r + v) % 2, (r + v) // 2 * n) for v in range(3) for r in range(2)]
    copies = [(taps[:, v, r], pixels[:, parity, at : at + run]) for v, r, parity, at in reads]
    matrix, flat_back = K.reshape(8, 9), back.reshape(-1, n)

    def call() -> Any:
        np.copyto(images, p.x.reshape(n, 28, 14, 2).transpose(1, 3, 2, 0))
        for to, source in copies:
            np.copyto(to, source)
        np.copyto(Wp, W.reshape(10, 8, 13, 13).transpose(0, 2, 1, 3))
        weights = Wp.reshape(10, -1)
        np.matmul(matrix, rows, z)
        np.maximum(pairs[:, 0], pairs[:, 1], out=flat_tall), np.maximum(tall[:, :, 0], tall[:, :, 1], out=pooled)
        add(pooled, column, pooled), np.maximum(pooled, zero, out=pooled)
        weights.dot(flat, outT), np.copyto(out, outT.T), add(out, c, out)
        cost = head(out, p.y, delta)
        np.matmul(delta.T, flat.T, dWp), ones.dot(delta, dc), np.matmul(weights.T, delta.T, flat_back)
        np.copyto(dW.reshape(10, 8, 13, 13), dWp.reshape(10, 13, 8, 13).transpose(0, 2, 1, 3))
        np.greater(pooled, zero, positive), multiply(back, positive, back)
        back.reshape(104, run).dot(ones_run, db104), ones13.dot(db104.reshape(13, 8), db)
        np.greater_equal(tall[:, :, 0], tall[:, :, 1], left), multiply(back, left, dtall[:, :, 0])
        subtract(back, dtall[:, :, 0], dtall[:, :, 1])
        np.greater_equal(pairs[:, 0], pairs[:, 1], upper), multiply(flat_dtall, upper, dpairs[:, 0])
        subtract(flat_dtall, dpairs[:, 0], dpairs[:, 1])
        np.matmul(dz, rows.transpose(0, 2, 1), dK26), np.add.reduce(dK26, 0, None, dK)
        return cost, (dK.reshape(K.shape), db, dW, dc)

    return call
