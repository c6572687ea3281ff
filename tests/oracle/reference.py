"""An independent network for HIPS autograd: activations and costs written here as NumPy, not taken from the project."""

from __future__ import annotations

import autograd.numpy as np
from autograd.scipy.special import erf, logsumexp

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def _sigmoid(z):
    return 0.5 * (np.tanh(z / 2) + 1)


def _softplus(z):
    return np.logaddexp(0.0, z)


def _log_softmax(z):
    return z - logsumexp(z, axis=-1, keepdims=True)


ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
    "selu": lambda z: SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * (np.exp(np.minimum(z, 0)) - 1)),
    "softplus": _softplus,
    "softsign": lambda z: z / (1 + np.abs(z)),
    "silu": lambda z: z * _sigmoid(z),
    "gelu": lambda z: z * (1 + erf(z / np.sqrt(2))) / 2,
    "gelu_tanh": lambda z: z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
    "mish": lambda z: z * np.tanh(_softplus(z)),
    "hard_tanh": lambda z: np.where(z > 1, 1.0, np.where(z < -1, -1.0, z)),
    "hard_sigmoid": lambda z: np.where(z >= 3, 1.0, np.where(z <= -3, 0.0, z / 6 + 0.5)),
    "hard_swish": lambda z: np.where(z >= 3, z, np.where(z <= -3, 0.0, z * (z + 3) / 6)),
    "exp": np.exp,
    "sin": np.sin,
    "softmax": lambda z: np.exp(_log_softmax(z)),
    "log_softmax": _log_softmax,
}


def _huber(a, y):
    r = np.abs(a - y)
    return np.mean(np.where(r <= 1, r**2 / 2, r - 0.5), axis=1)


def _multiclass_hinge(a, y):
    rows = np.arange(len(a))
    margins = np.maximum(0, 1 - a[rows, y][:, None] + a)
    return np.sum(margins, axis=1) - 1.0


def _gaussian(a, y):
    n = y.shape[1]
    return np.sum(a[:, n:] + (y - a[:, :n]) ** 2 * np.exp(-a[:, n:]), axis=1) / 2


def _cosine(a, y):
    return 1 - np.sum(a * y, axis=1) / np.sqrt(np.sum(a**2, axis=1) * np.sum(y**2, axis=1))


COSTS = {
    "quadratic": lambda a, y: np.sum((a - y) ** 2, axis=1) / 2,
    "mse": lambda a, y: np.mean((a - y) ** 2, axis=1),
    "mae": lambda a, y: np.mean(np.abs(a - y), axis=1),
    "huber": _huber,
    "binary_cross_entropy_logits": lambda a, y: np.sum(_softplus(a) - y * a, axis=1),
    "cross_entropy_logits": lambda a, y: -np.sum(y * _log_softmax(a), axis=1),
    "nll": lambda a, y: -a[np.arange(len(a)), y],
    "hinge": lambda a, y: np.sum(np.maximum(0, 1 - y * a), axis=1),
    "multiclass_hinge": _multiclass_hinge,
    "gaussian": _gaussian,
    "cosine": _cosine,
}

LOGARITHMS = {
    "sigmoid": lambda z: -_softplus(-z),
    "softmax": _log_softmax,
    "softplus": lambda z: np.log(_softplus(z)),
    "exp": lambda z: z,
}
"""The logarithm of an activation, without the cancellation that log(a) suffers where a saturates."""

COSTS_BY_LOGARITHM = {
    "binary_cross_entropy": lambda z, log, a, y: np.sum(y * _softplus(-z) + (1 - y) * _softplus(z), axis=1),
    "cross_entropy": lambda z, log, a, y: -np.sum(y * log, axis=1),
    "kl": lambda z, log, a, y: np.sum(y * (np.log(y) - log), axis=1),
    "poisson": lambda z, log, a, y: np.sum(a - y * log, axis=1),
}

OUTPUTS = {
    "binary_cross_entropy": ("sigmoid",),
    "cross_entropy": ("softmax", "sigmoid", "softplus"),
    "kl": ("softmax", "sigmoid"),
    "poisson": ("exp", "softplus", "softmax"),
    "nll": ("log_softmax", "identity"),
    "cosine": ("identity", "tanh", "sin", "softmax", "sigmoid", "elu", "exp"),
}
"""The activations whose range suits a cost; every other cost takes any."""


def network_cost(params, x, y, activations, cost, batch, l2):
    """The cost of a dense network, as a careful stranger would write it."""
    a = x
    penalty = 0.0
    for (w, b), activation in zip(zip(params[::2], params[1::2], strict=True), activations, strict=True):
        z = np.dot(a, w.T) + b
        a = ACTIVATIONS[activation](z)
        penalty = penalty + np.sum(w**2)
    each = COSTS[cost](a, y) if cost in COSTS else COSTS_BY_LOGARITHM[cost](z, LOGARITHMS[activations[-1]](z), a, y)
    total = np.mean(each) if batch == "mean" else np.sum(each)
    return total + l2 / 2 * penalty
