"""Hand-optimised NumPy for a residual net of dense layers: relu, two layers, the sum with what they read, relu, softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply
from tests.benchmarks.problems import Problem


def residual(p: Problem) -> Any:
    W1, b1, W2, b2, W3, b3, W4, b4 = p.params
    dtype, n, x, y = p.x.dtype.type, len(p.x), p.x, p.y
    a1, d1, d3 = (np.empty((n, len(b1)), dtype) for _ in range(3))
    a2, d2 = np.empty((n, len(b2)), dtype), np.empty((n, len(b2)), dtype)
    s, z, delta = np.empty((n, len(b3)), dtype), np.empty((n, len(b4)), dtype), np.empty((n, len(b4)), dtype)
    on1, on2, on3 = np.empty(a1.shape, bool), np.empty(a2.shape, bool), np.empty(s.shape, bool)
    dW1, db1, dW2, db2, dW3, db3, dW4, db4 = gradient = tuple(np.empty_like(q) for q in p.params)
    ones, zero, head = np.ones(n, dtype), np.array(0, dtype), Head(n, len(b4), dtype)

    def call() -> Any:
        x.dot(W1.T, a1), add(a1, b1, a1), np.maximum(a1, zero, out=a1)
        a1.dot(W2.T, a2), add(a2, b2, a2), np.maximum(a2, zero, out=a2)
        a2.dot(W3.T, s), add(s, b3, s), add(s, a1, s), np.maximum(s, zero, out=s)
        s.dot(W4.T, z), add(z, b4, z)
        cost = head(z, y, delta)
        delta.T.dot(s, dW4), ones.dot(delta, db4)
        delta.dot(W4, d3), np.greater(s, zero, on3), multiply(d3, on3, d3), d3.T.dot(a2, dW3), ones.dot(d3, db3)
        d3.dot(W3, d2), np.greater(a2, zero, on2), multiply(d2, on2, d2), d2.T.dot(a1, dW2), ones.dot(d2, db2)
        d2.dot(W2, d1), add(d1, d3, d1), np.greater(a1, zero, on1), multiply(d1, on1, d1), d1.T.dot(x, dW1), ones.dot(d1, db1)
        return cost, gradient

    return call
