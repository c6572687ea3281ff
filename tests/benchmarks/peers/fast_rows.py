"""Hand-optimised NumPy for networks whose rows are normalised or looked up: layer normalisation, embeddings."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply, subtract, tanh
from tests.benchmarks.peers.fast_normalised import Norm
from tests.benchmarks.problems import Problem


def normalised(p: Problem) -> Any:
    """Dense, layer normalisation, tanh, softmax."""
    W1, b1, gamma, beta, W2, b2 = p.params
    n, width, dtype = len(p.x), len(b1), p.x.dtype.type
    z, a, slope, da = (np.empty((n, width), dtype) for _ in range(4))
    out, delta = (np.empty((n, len(b2)), dtype) for _ in range(2))
    dW1, db1, dW2, db2 = (np.empty_like(q) for q in (W1, b1, W2, b2))
    norm, head, ones, one, x, y = (
        Norm(n, width, dtype),
        Head(n, len(b2), dtype),
        np.ones(n, dtype),
        np.array(1, dtype),
        p.x,
        p.y,
    )

    def call() -> Any:
        x.dot(W1.T, z), add(z, b1, z), tanh(norm.forward(z, gamma, beta), a)
        a.dot(W2.T, out), add(out, b2, out)
        cost = head(out, y, delta)
        delta.T.dot(a, dW2), ones.dot(delta, db2), delta.dot(W2, da)
        multiply(a, a, slope), subtract(one, slope, slope), multiply(da, slope, da)
        dz = norm.back(da, gamma, deeper=True)
        dz.T.dot(x, dW1), ones.dot(dz, db1)
        return cost, (dW1, db1, norm.dgamma, norm.dbeta, dW2, db2)

    return call


def embedded(p: Problem) -> Any:
    """Rows of a table side by side, dense with tanh, softmax."""
    E, W1, b1, W2, b2 = p.params
    (n, length), size, dtype = p.x.shape, E.shape[1], E.dtype.type
    looked_up, found = np.empty((n, length, size), dtype), np.empty((n, length * size), dtype)
    rows, errors, a, da, slope = (
        looked_up.reshape(n, -1),
        found.reshape(-1, size),
        *(np.empty((n, len(b1)), dtype) for _ in range(3)),
    )
    out, delta = (np.empty((n, len(b2)), dtype) for _ in range(2))
    gradient = dE, dW1, db1, dW2, db2 = tuple(np.empty_like(q) for q in p.params)
    head, ones, one, x, at = Head(n, len(b2), dtype), np.ones(n, dtype), np.array(1, dtype), p.x, p.x.ravel()

    def call() -> Any:
        E.take(x, 0, looked_up, "clip"), rows.dot(W1.T, a), add(a, b1, a), tanh(a, a), a.dot(W2.T, out), add(out, b2, out)
        cost = head(out, p.y, delta)
        delta.T.dot(a, dW2), ones.dot(delta, db2), delta.dot(W2, da)
        multiply(a, a, slope), subtract(one, slope, slope), multiply(da, slope, da)
        da.T.dot(rows, dW1), ones.dot(da, db1), da.dot(W1, found), dE.fill(0), np.add.at(dE, at, errors)
        return cost, gradient

    return call
