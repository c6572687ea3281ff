"""Hand-optimised NumPy for LeNet: two convolutions with tanh and average pooling, three dense layers.

Examples innermost; of each convolution only the horizontal taps are copied, rows overlap as views; zeros beside the images are
written once; the pools' quarter goes into the smaller arrays; features are turned, not the large matrix behind them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply, subtract, tanh
from tests.benchmarks.problems import Problem


class Convolution:
    """A convolution of images (rows, channels, columns, examples), tanh, and sums of two by two entries."""

    def __init__(self, K: Any, shape: tuple[int, int, int, int], padding: int) -> None:
        rows, channels, columns, n = shape
        out, _, size, _ = K.shape
        dtype, self.size, self.padding = K.dtype, size, padding
        tall, wide = rows + 2 * padding, columns + 2 * padding
        self.padded = np.zeros((tall, channels, wide, n), dtype)
        self.inner = self.padded[padding : padding + rows, :, padding : padding + columns]
        self.rows, self.columns = tall - size + 1, wide - size + 1
        run, depth = self.columns * n, size * channels
        taps = np.empty((tall, size, channels, self.columns, n), dtype)
        s = taps.strides
        self.windows = np.lib.stride_tricks.as_strided(taps, (self.rows, size * depth, run), (s[0], s[2], s[4]))
        self.copies = [(taps[:, v], self.padded[:, :, v : v + self.columns]) for v in range(size)]
        self.K, self.z = np.empty((out, size, size, channels), dtype), np.empty((self.rows, out, run), dtype)
        self.matrix = self.K.reshape(out, -1)
        half_rows, half = self.rows // 2, self.columns // 2
        self.tall = np.empty((half_rows, out, run), dtype)
        self.pooled = np.empty((half_rows, out, half, n), dtype)
        pairs = self.tall.reshape(half_rows, out, half, 2, n)
        self.pairs = pairs[:, :, :, 0], pairs[:, :, :, 1]
        self.slope = np.empty_like(self.z)
        self.dK_rows, self.dK = (
            np.empty((self.rows, out, size * depth), dtype),
            np.empty((out, size, size, channels), dtype),
        )
        self.sums, self.ones, self.ones_rows = (
            np.empty(self.rows * out, dtype),
            np.ones(run, dtype),
            np.ones(self.rows, dtype),
        )
        self.one = np.array(1, dtype)

    def forward(self, K: Any, b: Any) -> None:
        """From ``padded`` to ``pooled``, which are sums of four."""
        for to, source in self.copies:
            np.copyto(to, source)
        np.copyto(self.K, K.transpose(0, 2, 3, 1))
        np.matmul(self.matrix, self.windows, self.z)
        add(self.z, b[:, None], self.z), tanh(self.z, self.z)
        add(self.z[0::2], self.z[1::2], self.tall), add(*self.pairs, self.pooled)

    def backward(self, delta: Any, dK: Any, db: Any) -> Any:
        """The error of z, from that of the sums; and the gradients."""
        np.copyto(self.pairs[0], delta), np.copyto(self.pairs[1], delta)
        multiply(self.z, self.z, self.slope), subtract(self.one, self.slope, self.slope)
        multiply(self.slope[0::2], self.tall, self.slope[0::2]), multiply(self.slope[1::2], self.tall, self.slope[1::2])
        np.matmul(self.slope, self.windows.transpose(0, 2, 1), self.dK_rows)
        np.add.reduce(self.dK_rows, 0, None, self.dK.reshape(self.dK_rows.shape[1:]))
        np.copyto(dK, self.dK.transpose(0, 3, 1, 2))
        self.slope.reshape(-1, len(self.ones)).dot(self.ones, self.sums)
        self.ones_rows.dot(self.sums.reshape(self.rows, -1), db)
        return self.slope


class Adjoint:
    """The error of a convolution's input: the products by rows, then the horizontal taps added up."""

    def __init__(self, conv: Convolution) -> None:
        rows, out, run = conv.z.shape
        size, (tall, channels, wide, n) = conv.size, conv.padded.shape
        dtype = conv.z.dtype
        self.framed = np.zeros((rows + 2 * (size - 1), out, run), dtype)
        self.inner = self.framed[size - 1 : size - 1 + rows]
        s = self.framed.strides
        self.windows = np.lib.stride_tricks.as_strided(self.framed, (tall, size * out, run), (s[0], s[1], s[2]))
        self.K, self.parts = np.empty((size, channels, size, out), dtype), np.empty((tall, size, channels, run // n, n), dtype)
        self.result = np.empty((tall, channels, wide, n), dtype)
        self.columns, self.quarter = run // n, np.array(0.25, dtype)

    def __call__(self, delta: Any, K: Any) -> Any:
        """A quarter of it."""
        np.copyto(self.inner, delta)
        multiply(K[:, :, ::-1].transpose(3, 1, 2, 0), self.quarter, self.K)
        size, channels = self.K.shape[:2]
        tall = len(self.parts)
        np.matmul(self.K.reshape(size * channels, -1), self.windows, self.parts.reshape(tall, size * channels, -1))
        self.result.fill(0)
        for v in range(size):
            part = self.result[:, :, v : v + self.columns]
            add(part, self.parts[:, v], part)
        return self.result


def lenet(p: Problem) -> Any:
    """The network for grey images; the second convolution has no padding."""
    K1, b1, K2, b2, *dense = p.params
    n, dtype, (height, width) = len(p.x), p.x.dtype.type, p.x.shape[2:]
    first = Convolution(K1, (height, 1, width, n), (K1.shape[-1] - 1) // 2)
    second = Convolution(K2, first.pooled.shape, 0)
    adjoint, gradient = Adjoint(second), tuple(np.empty_like(q) for q in p.params)
    rows, out, columns, _ = second.pooled.shape
    flat = np.empty((out, rows, columns, n), dtype)
    features, dflat = flat.reshape(-1, n), np.empty((out, rows, columns, n), dtype)
    dpooled = np.empty_like(second.pooled)
    weights, biases = dense[::2], dense[1::2]
    a, delta = [np.empty((n, len(b)), dtype) for b in biases], [np.empty((n, len(b)), dtype) for b in biases]
    ones, one, quarter, head = np.ones(n, dtype), np.array(1, dtype), np.array(0.25, dtype), Head(n, len(biases[-1]), dtype)
    inputs, last, image = [features.T, *a[:-1]], len(a) - 1, first.inner[:, 0]

    def call() -> Any:
        np.copyto(image, p.x[:, 0].transpose(1, 2, 0))
        first.forward(K1, b1)
        multiply(first.pooled, quarter, second.inner)
        second.forward(K2, b2)
        multiply(second.pooled.transpose(1, 0, 2, 3), quarter, flat)
        for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
            inputs[i].dot(W.T, a[i]), add(a[i], b, a[i])
            if i < last:
                tanh(a[i], a[i])
        cost = head(a[last], p.y, delta[last])
        for i in range(last, -1, -1):
            if i < last:
                delta[i + 1].dot(weights[i + 1], delta[i])
                multiply(a[i], a[i], a[i]), subtract(one, a[i], a[i]), multiply(delta[i], a[i], delta[i])
            delta[i].T.dot(inputs[i], gradient[4 + 2 * i]), ones.dot(delta[i], gradient[5 + 2 * i])
        weights[0].T.dot(delta[0].T, dflat.reshape(-1, n))
        multiply(dflat.transpose(1, 0, 2, 3), quarter, dpooled)
        error = adjoint(second.backward(dpooled, *gradient[2:4]), K2)
        first.backward(error, *gradient[:2])
        return cost, gradient

    return call
