"""Hand-optimised NumPy for dense networks and logistic regression.

Everything is allocated and bound once; ``out`` is positional; constants are arrays without axes; sums are products with ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.problems import Problem

add, subtract, multiply, divide = np.add, np.subtract, np.multiply, np.divide
negate, exp, reciprocal, tanh = np.negative, np.exp, np.reciprocal, np.tanh


class Head:
    """Softmax with cross-entropy: cost from z, and its delta in another array; z is overwritten."""

    def __init__(self, n: int, classes: int, dtype: Any) -> None:
        self.turned = np.empty((classes, n), dtype) if n >= 32 else None
        self.largest, self.total, self.hot = np.empty(n, dtype), np.empty(n, dtype), np.empty((n, classes), dtype)
        self.column, self.eye = self.largest[:, None], np.eye(classes, dtype=dtype) / dtype(n)
        self.ones, self.mean = np.ones(classes, dtype), np.full(n, 1 / n, dtype)
        self.share, self.flat = np.array(1 / n, dtype), self.hot.ravel()

    def __call__(self, z: Any, y: Any, delta: Any) -> Any:
        self.eye.take(y, 0, self.hot, "clip")
        if self.turned is None:
            np.maximum.reduce(z, 1, None, self.largest)
        else:
            np.copyto(self.turned, z.T)
            np.maximum.reduce(self.turned, 0, None, self.largest)
        subtract(z, self.column, z)
        chosen = z.ravel().dot(self.flat)
        exp(z, delta)
        delta.dot(self.ones, self.total)
        divide(self.share, self.total, self.largest)
        np.log(self.total, self.total)
        multiply(delta, self.column, delta)
        subtract(delta, self.hot, delta)
        return self.total.dot(self.mean) - chosen


def tiny(p: Problem) -> Any:
    W1, b1, W2, b2 = p.params
    dtype = p.x.dtype.type
    one = np.array(1, dtype)
    z1, z2, e, s, d1, d2 = (np.empty(2, dtype) for _ in range(6))
    dW1, dW2, dot1, dot2, back = np.empty((2, 2), dtype), np.empty((2, 2), dtype), W1.dot, W2.dot, W2.T.dot
    outer1, outer2, x, y = d1[:, None].dot, d2[:, None].dot, p.x, p.y
    row, hidden = x[None], z1[None]

    def call() -> Any:
        dot1(x, z1), add(z1, b1, z1), negate(z1, z1), exp(z1, z1), add(z1, one, z1), reciprocal(z1, z1)
        dot2(z1, z2), add(z2, b2, z2), negate(z2, z2), exp(z2, z2), add(z2, one, z2), reciprocal(z2, z2)
        subtract(z2, y, e), subtract(one, z2, s), multiply(s, z2, s), multiply(e, s, d2)
        outer2(hidden, dW2), back(d2, d1), subtract(one, z1, s), multiply(s, z1, s), multiply(d1, s, d1)
        outer1(row, dW1)
        return 0.5 * e.dot(e), (dW1, d1, dW2, d2)

    return call


def sigmoid_pair(p: Problem) -> Any:
    """Two sigmoid layers, quadratic cost (b) or binary cross-entropy (c)."""
    W1, b1, W2, b2 = p.params
    dtype, n = p.x.dtype.type, len(p.x)
    hidden, out = len(b1), len(b2)
    a1, t1, a2, t2, s = (np.empty((n, k), dtype) for k in (hidden, hidden, out, out, out))
    dW1, dW2, db1, db2 = (np.empty_like(q) for q in (W1, W2, b1, b2))
    ones, every, one, share = np.ones(n, dtype), np.ones(n * out, dtype), np.array(1, dtype), np.array(1 / n, dtype)
    flat_z, flat_t, flat_s = a2.ravel(), t2.ravel(), s.ravel()
    x, y, W1T, W2T, t1T, t2T = p.x, p.y, W1.T, W2.T, t1.T, t2.T
    missing = np.empty_like(y)

    def call() -> Any:
        x.dot(W1T, a1), add(a1, b1, a1), negate(a1, a1), exp(a1, a1), add(a1, one, a1), reciprocal(a1, a1)
        a1.dot(W2T, a2), add(a2, b2, a2), negate(a2, a2)
        if p.name == "b":
            exp(a2, a2), add(a2, one, a2), reciprocal(a2, a2), subtract(a2, y, t2)
            cost = flat_t.dot(flat_t) * (0.5 / n)
            subtract(one, a2, s), multiply(a2, s, s), multiply(t2, s, t2), multiply(t2, share, t2)
        else:
            exp(a2, s), add(s, one, s), reciprocal(s, t2), np.log(s, s), subtract(one, y, missing)
            cost = (flat_s.dot(every) - missing.ravel().dot(flat_z)) / n
            subtract(t2, y, t2), multiply(t2, share, t2)
        t2T.dot(a1, dW2), ones.dot(t2, db2)
        t2.dot(W2, t1), multiply(t1, a1, t1), subtract(one, a1, a1), multiply(t1, a1, t1)
        t1T.dot(x, dW1), ones.dot(t1, db1)
        return cost, (dW1, db1, dW2, db2)

    return call


def deep(p: Problem) -> Any:
    """Layers with relu (d) or tanh (e), then softmax."""
    weights, biases = p.params[::2], p.params[1::2]
    dtype, n, relu = p.x.dtype.type, len(p.x), p.name == "d"
    a = [np.empty((n, len(b)), dtype) for b in biases]
    delta, slope = [np.empty_like(k) for k in a], [np.empty(k.shape, bool if relu else dtype) for k in a]
    gradient = tuple(np.empty_like(q) for q in p.params)
    ones, one, zero, head = np.ones(n, dtype), np.array(1, dtype), np.array(0, dtype), Head(n, len(biases[-1]), dtype)
    inputs, last = [p.x, *a[:-1]], len(a) - 1
    forward = [(inputs[i].dot, weights[i].T, biases[i], a[i]) for i in range(last + 1)]
    sums = [(delta[i].T.dot, inputs[i], gradient[2 * i], delta[i], gradient[2 * i + 1]) for i in range(last + 1)]
    back = [(delta[i + 1].dot, weights[i + 1], delta[i], slope[i], a[i]) for i in range(last)]
    y = p.y

    def call() -> Any:
        for number, (dot, W, b, z) in enumerate(forward):
            dot(W, z), add(z, b, z)
            if number < last:
                np.maximum(z, zero, out=z) if relu else tanh(z, z)
        cost = head(a[last], y, delta[last])
        for i in range(last, -1, -1):
            if i < last:
                dot, W, d, s, z = back[i]
                dot(W, d)
                if relu:
                    np.greater(z, zero, s)
                else:
                    multiply(z, z, s), subtract(one, s, s)
                multiply(d, s, d)
            dot, z, dW, d, db = sums[i]
            dot(z, dW), ones.dot(d, db)
        return cost, gradient

    return call


def logistic(p: Problem) -> Any:
    """Margins m; softplus(-m) and sigmoid(-m) from one exponential of -|m|."""
    X, y, (w,) = p.x, p.y, p.params
    dtype, n = X.dtype.type, len(X)
    m, t, q, r, dw = (np.empty(k, dtype) for k in (n, n, n, n, len(w)))
    one, zero, ones = np.array(1, dtype), np.array(0, dtype), np.ones(n, dtype)

    def call() -> Any:
        X.dot(w, m), multiply(m, y, m), np.absolute(m, t), negate(t, t), exp(t, t)
        np.minimum(m, zero, out=q), np.log1p(t, r)
        cost = r.dot(ones) - q.dot(ones)
        exp(q, q), add(t, one, t), divide(q, t, q), subtract(q, one, q), multiply(q, y, q)
        q.dot(X, dw)
        return cost, (dw,)

    return call
