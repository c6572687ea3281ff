"""Hand-optimised NumPy for dense networks of other units than those of the ladder, with softmax or logistic outputs.

Each unit keeps what its slope needs, and multiplies an error by the slope in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, divide, exp, multiply, negate, reciprocal, subtract
from tests.benchmarks.problems import Problem

Unit = tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]
"""From z to a, in place; and the slope, given a and the error."""


def leaky_relu(shape: tuple[int, int], dtype: Any) -> Unit:
    t, positive, slope, zero = np.empty(shape, dtype), np.empty(shape, bool), np.array(0.01, dtype), np.array(0, dtype)

    def forward(z: Any) -> None:
        multiply(z, slope, t), np.maximum(z, t, out=z)

    def back(a: Any, d: Any) -> None:
        np.greater(a, zero, positive), np.maximum(positive, slope, out=t), multiply(d, t, d)

    return forward, back


def elu(shape: tuple[int, int], dtype: Any) -> Unit:
    t, one, zero = np.empty(shape, dtype), np.array(1, dtype), np.array(0, dtype)

    def forward(z: Any) -> None:
        np.minimum(z, zero, out=t), exp(t, t), np.maximum(z, zero, out=z), add(z, t, z), subtract(z, one, z)

    return forward, lambda a, d: multiply(d, t, d)


def softplus(shape: tuple[int, int], dtype: Any) -> Unit:
    t, before, zero = np.empty(shape, dtype), np.empty(shape, dtype), np.array(0, dtype)

    def forward(z: Any) -> None:
        np.absolute(z, t), negate(t, t), exp(t, t), np.log1p(t, t), np.copyto(before, z)
        np.maximum(z, zero, out=z), add(z, t, z)

    def back(a: Any, d: Any) -> None:  # sigmoid(z) = exp(z - softplus(z))
        subtract(before, a, before), exp(before, before), multiply(d, before, d)

    return forward, back


def silu(shape: tuple[int, int], dtype: Any) -> Unit:
    s, t, one = np.empty(shape, dtype), np.empty(shape, dtype), np.array(1, dtype)

    def forward(z: Any) -> None:
        negate(z, s), exp(s, s), add(s, one, s), reciprocal(s, s), multiply(z, s, z)

    def back(a: Any, d: Any) -> None:
        subtract(one, s, t), multiply(t, a, t), add(t, s, t), multiply(d, t, d)

    return forward, back


def gelu_tanh(shape: tuple[int, int], dtype: Any) -> Unit:
    """``z sigmoid(2 c0 (z + c1 z^3))``."""
    square, s, t, one = (*(np.empty(shape, dtype) for _ in range(3)), np.array(1, dtype))
    c0, c1 = (2 / np.pi) ** 0.5, 0.044715
    e2, e0, g2, g0 = (np.array(n, dtype) for n in (-2 * c0 * c1, -2 * c0, 6 * c0 * c1, 2 * c0))

    def forward(z: Any) -> None:
        multiply(z, z, square), multiply(square, e2, s), add(s, e0, s), multiply(s, z, s), exp(s, s), add(s, one, s)
        reciprocal(s, s), multiply(z, s, z)

    def back(a: Any, d: Any) -> None:
        multiply(square, g2, square), add(square, g0, square), multiply(square, a, square), subtract(one, s, t)
        multiply(t, square, t), add(t, s, t), multiply(d, t, d)

    return forward, back


def hard_tanh(shape: tuple[int, int], dtype: Any) -> Unit:
    inside, low, one = np.empty(shape, bool), np.array(-1, dtype), np.array(1, dtype)

    def back(a: Any, d: Any) -> None:
        np.absolute(a, a), np.less(a, one, inside), multiply(d, inside, d)

    return lambda z: z.clip(low, one, z), back


def softsign(shape: tuple[int, int], dtype: Any) -> Unit:
    t, one = np.empty(shape, dtype), np.array(1, dtype)

    def forward(z: Any) -> None:
        np.absolute(z, t), add(t, one, t), reciprocal(t, t), multiply(z, t, z)

    return forward, lambda a, d: (multiply(t, t, t), multiply(d, t, d))


UNITS = {f.__name__: f for f in (leaky_relu, elu, softplus, silu, gelu_tanh, hard_tanh, softsign)}


class Logits:
    """The cross-entropy of independent logits: one exponential for the cost, one for the probabilities."""

    def __init__(self, shape: tuple[int, int], dtype: Any) -> None:
        self.e, self.r, self.n = np.empty(shape, dtype), np.empty(shape, dtype), shape[0]
        self.one, self.zero, self.share = np.array(1, dtype), np.array(0, dtype), np.array(1 / shape[0], dtype)
        self.flat, self.ones = self.r.ravel(), np.ones(self.r.size, dtype)

    def __call__(self, z: Any, y: Any, delta: Any) -> Any:
        e, r = self.e, self.r
        np.absolute(z, e), negate(e, e), exp(e, e), np.log1p(e, r), np.maximum(z, self.zero, out=delta)
        cost = self.flat.dot(self.ones) + delta.ravel().dot(self.ones) - z.ravel().dot(y.ravel())
        np.minimum(z, self.zero, out=delta), exp(delta, delta), add(e, self.one, e), divide(delta, e, delta)
        subtract(delta, y, delta), multiply(delta, self.share, delta)
        return cost / self.n


def network(p: Problem) -> Any:
    """Hidden layers of the unit that the title ends with; outputs by softmax, or logits if the targets are a table."""
    weights, biases, (n, dtype) = p.params[::2], p.params[1::2], (len(p.x), p.x.dtype.type)
    a, delta = ([np.empty((n, len(b)), dtype) for b in biases] for _ in range(2))
    units = [UNITS[p.title.split()[-1]](z.shape, dtype) for z in a[:-1]]
    gradient, inputs, last, ones = tuple(np.empty_like(q) for q in p.params), [p.x, *a[:-1]], len(a) - 1, np.ones(n, dtype)
    head: Any = Head(n, len(biases[-1]), dtype) if p.y.ndim == 1 else Logits(a[-1].shape, dtype)
    forward = [(inputs[i].dot, weights[i].T, biases[i], a[i]) for i in range(last + 1)]
    sums = [(delta[i].T.dot, inputs[i], gradient[2 * i], delta[i], gradient[2 * i + 1]) for i in range(last + 1)]
    back = [(delta[i + 1].dot, weights[i + 1], delta[i], a[i]) for i in range(last)]
    y = p.y

    def call() -> Any:
        for number, (dot, W, b, z) in enumerate(forward):
            dot(W, z), add(z, b, z)
            if number < last:
                units[number][0](z)
        cost = head(a[last], y, delta[last])
        for i in range(last, -1, -1):
            if i < last:
                dot, W, d, own = back[i]
                dot(W, d), units[i][1](own, d)
            dot, z, dW, d, db = sums[i]
            dot(z, dW), ones.dot(d, db)
        return cost, gradient

    return call
