"""The forward formulas of the workloads, once, in the functions that NumPy, autograd and JAX share (``xp``)."""

from __future__ import annotations

from typing import Any

import numpy as np


def cross_entropy(xp: Any, z: Any, y: Any) -> Any:
    """The mean over the rows of minus the logarithm of the softmax at the class y."""
    z = z - xp.max(z, axis=1, keepdims=True)
    chosen = xp.sum(xp.eye(z.shape[1], dtype=z.dtype)[y] * z, axis=1)
    return xp.mean(xp.log(xp.sum(xp.exp(z), axis=1)) - chosen)


def sigmoid(xp: Any, z: Any) -> Any:
    return 1 / (1 + xp.exp(-z))


def tiny(xp: Any, params: Any, x: Any, y: Any) -> Any:
    W1, b1, W2, b2 = params
    a = sigmoid(xp, xp.dot(W2, sigmoid(xp, xp.dot(W1, x) + b1)) + b2)
    return 0.5 * xp.sum((a - y) ** 2)


def dense(xp: Any, params: Any, x: Any, activation: Any) -> Any:
    """The last weighted input of a dense network."""
    layers = list(zip(params[::2], params[1::2], strict=True))
    for number, (W, b) in enumerate(layers, 1):
        z = xp.dot(x, W.T) + b
        x = activation(z) if number < len(layers) else z
    return x


def quadratic(xp: Any, params: Any, x: Any, y: Any) -> Any:
    a = sigmoid(xp, dense(xp, params, x, lambda z: sigmoid(xp, z)))
    return 0.5 * xp.sum((a - y) ** 2) / len(x)


def binary(xp: Any, params: Any, x: Any, y: Any) -> Any:
    a = sigmoid(xp, dense(xp, params, x, lambda z: sigmoid(xp, z)))
    return -xp.sum(y * xp.log(a) + (1 - y) * xp.log(1 - a)) / len(x)


def rectified(xp: Any, params: Any, x: Any, y: Any) -> Any:
    return cross_entropy(xp, dense(xp, params, x, lambda z: xp.maximum(z, 0)), y)


def hyperbolic(xp: Any, params: Any, x: Any, y: Any) -> Any:
    return cross_entropy(xp, dense(xp, params, x, xp.tanh), y)


def logistic(xp: Any, params: Any, x: Any, y: Any) -> Any:
    (w,) = params
    return xp.sum(xp.logaddexp(0.0, -y * xp.dot(x, w)))


def elman(xp: Any, params: Any, x: Any, y: Any) -> Any:
    W, U, b, c, V, d = params
    h = xp.zeros((len(x), len(b)), dtype=x.dtype)
    for t in range(x.shape[1]):
        h = xp.tanh(xp.dot(x[:, t], W.T) + xp.dot(h, U.T) + (b + c))
    return cross_entropy(xp, xp.dot(h, V.T) + d, y)


def lstm(xp: Any, params: Any, x: Any, y: Any) -> Any:
    W, U, b, c, V, d = params
    units = len(b) // 4
    h = memory = xp.zeros((len(x), units), dtype=x.dtype)
    for t in range(x.shape[1]):
        z = xp.dot(x[:, t], W.T) + xp.dot(h, U.T) + (b + c)
        i, f, g, o = (z[:, k * units : (k + 1) * units] for k in range(4))
        memory = sigmoid(xp, f) * memory + sigmoid(xp, i) * xp.tanh(g)
        h = sigmoid(xp, o) * xp.tanh(memory)
    return cross_entropy(xp, xp.dot(h, V.T) + d, y)


def convolution(xp: Any, params: Any, x: Any, y: Any) -> Any:
    K, b, W, c = params
    columns = xp.stack([x[:, 0, u : u + 26, v : v + 26] for u in range(3) for v in range(3)], axis=-1)
    a = xp.maximum(xp.dot(columns, xp.reshape(K, (8, 9)).T) + b, 0)
    pooled = xp.max(xp.max(xp.reshape(a, (len(x), 13, 2, 13, 2, 8)), axis=4), axis=2)
    flat = xp.reshape(xp.transpose(pooled, (0, 3, 1, 2)), (len(x), -1))
    return cross_entropy(xp, xp.dot(flat, W.T) + c, y)


def normalised(xp: Any, x: Any, gamma: Any, beta: Any, axis: int) -> Any:
    centred = x - xp.mean(x, axis=axis, keepdims=True)
    return centred / xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True) + 1e-5) * gamma + beta


def block(xp: Any, params: Any, x: Any, y: Any) -> Any:
    gamma1, beta1, Wq, bq, Wk, bk, Wv, bv, Wo, bo, gamma2, beta2, W1, b1, W2, b2 = params
    n = normalised(xp, x, gamma1, beta1, -1)
    q, k, v = (xp.matmul(n, W.T) + b for W, b in ((Wq, bq), (Wk, bk), (Wv, bv)))
    s = xp.matmul(q, xp.swapaxes(k, 1, 2)) / x.shape[-1] ** 0.5
    p = xp.exp(s - xp.max(s, axis=-1, keepdims=True))
    p = p / xp.sum(p, axis=-1, keepdims=True)
    h = x + xp.matmul(xp.matmul(p, v), Wo.T) + bo
    u = xp.matmul(normalised(xp, h, gamma2, beta2, -1), W1.T) + b1
    gelu = 0.5 * u * (1 + xp.tanh((2 / np.pi) ** 0.5 * (u + 0.044715 * u**3)))
    return xp.mean((h + xp.matmul(gelu, W2.T) + b2 - y) ** 2)


def batch_norm(xp: Any, params: Any, x: Any, y: Any) -> Any:
    W1, gamma, beta, W2, b2 = params
    a = xp.maximum(normalised(xp, xp.dot(x, W1.T), gamma, beta, 0), 0)
    return cross_entropy(xp, xp.dot(a, W2.T) + b2, y)


FORWARD = {
    "a": tiny, "b": quadratic, "c": binary, "d": rectified, "e": hyperbolic, "f": logistic, "g1": elman, "g2": lstm,
    "h": convolution, "i": block, "j": batch_norm,
}  # fmt: skip
