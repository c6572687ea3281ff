"""Hand-optimised NumPy for two convolutions with strides and padding, relu, and a softmax of what they give.

Examples innermost; all taps are copied (with a stride there are few), so that each convolution is one product.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply
from tests.benchmarks.problems import Problem


class Convolution:
    """Images (channels, rows, columns, examples) to images, with a bias and relu."""

    def __init__(self, K: Any, b: Any, shape: tuple[int, ...], stride: int, padding: int) -> None:
        (channels, rows, columns, n), (out, _, size, _), dtype = shape, K.shape, K.dtype
        self.padded = np.zeros((channels, rows + 2 * padding, columns + 2 * padding, n), dtype)
        self.dpadded = np.empty_like(self.padded)
        inner = (slice(None), slice(padding, padding + rows), slice(padding, padding + columns))
        self.x, self.dx = self.padded[inner], self.dpadded[inner]
        high, wide = (rows + 2 * padding - size) // stride + 1, (columns + 2 * padding - size) // stride + 1
        self.shape = (out, high, wide, n)
        taps, self.dtaps = (np.empty((channels, size, size, high, wide, n), dtype) for _ in range(2))
        ends = [(u, u + stride * (high - 1) + 1, v, v + stride * (wide - 1) + 1) for u in range(size) for v in range(size)]
        parts = [(slice(None), slice(u, below, stride), slice(v, right, stride)) for u, below, v, right in ends]
        self.copies = [(taps[:, u, v], self.padded[part]) for (u, _, v, _), part in zip(ends, parts, strict=True)]
        self.adds = [(self.dpadded[part], self.dtaps[:, u, v]) for (u, _, v, _), part in zip(ends, parts, strict=True)]
        self.matrix, self.columns, self.b = K.reshape(out, -1), taps.reshape(channels * size**2, -1), b[:, None]
        self.z, self.dz = (np.empty((out, high * wide * n), dtype) for _ in range(2))
        self.positive, self.zero, self.ones = np.empty(self.z.shape, bool), np.array(0, dtype), np.ones(high * wide * n, dtype)

    def forward(self) -> None:
        """From x to z."""
        for to, source in self.copies:
            np.copyto(to, source)
        self.matrix.dot(self.columns, self.z), add(self.z, self.b, self.z), np.maximum(self.z, self.zero, out=self.z)

    def backward(self, dK: Any, db: Any, *, deeper: bool) -> None:
        """From dz to the gradients, and to dx if there is something before."""
        np.greater(self.z, self.zero, self.positive), multiply(self.dz, self.positive, self.dz)
        self.dz.dot(self.columns.T, dK.reshape(self.matrix.shape)), self.dz.dot(self.ones, db)
        if deeper:
            self.matrix.T.dot(self.dz, self.dtaps.reshape(self.columns.shape)), self.dpadded.fill(0)
            for to, part in self.adds:
                add(to, part, to)


def strided(p: Problem) -> Any:
    """Strides of two, a frame of one."""
    K1, b1, K2, b2, W, c = p.params
    n, dtype = len(p.x), p.x.dtype.type
    first = Convolution(K1, b1, (*p.x.shape[1:], n), 2, 1)
    second = Convolution(K2, b2, first.shape, 2, 1)
    features, dfeatures = (a.reshape(-1, n) for a in (second.z, second.dz))
    turned, out, delta = np.empty((len(c), n), dtype), np.empty((n, len(c)), dtype), np.empty((n, len(c)), dtype)
    gradient = dK1, db1, dK2, db2, dW, dc = tuple(np.empty_like(q) for q in p.params)
    head, ones, column, images = Head(n, len(c), dtype), np.ones(n, dtype), c[:, None], p.x.transpose(1, 2, 3, 0)
    between, dbetween = first.z.reshape(first.shape), first.dz.reshape(first.shape)

    def call() -> Any:
        np.copyto(first.x, images), first.forward(), np.copyto(second.x, between), second.forward()
        W.dot(features, turned), add(turned, column, turned), np.copyto(out, turned.T)
        cost = head(out, p.y, delta)
        np.matmul(delta.T, features.T, dW), ones.dot(delta, dc), W.T.dot(delta.T, dfeatures)
        second.backward(dK2, db2, deeper=True), np.copyto(dbetween, second.dx), first.backward(dK1, db1, deeper=False)
        return cost, gradient

    return call
