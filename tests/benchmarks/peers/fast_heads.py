"""Hand-optimised NumPy for attention in heads that does not look ahead: queries, keys and values from one product, heads as
views of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import add, exp, multiply, reciprocal, subtract
from tests.benchmarks.problems import Problem

HEADS = 4


def causal(p: Problem) -> Any:
    """With a residual connection, and the mean square as cost."""
    Wq, bq, Wk, bk, Wv, bv, Wo, bo = p.params
    n, steps, width = p.x.shape
    dtype, rows, size = p.x.dtype.type, n * steps, width // HEADS
    W, b = np.empty((3 * width, width), dtype), np.empty(3 * width, dtype)
    qkv, dqkv = np.empty((rows, 3 * width), dtype), np.empty((rows, 3 * width), dtype)
    q, k, v = qkv.reshape(n, steps, 3, HEADS, size).transpose(2, 0, 3, 1, 4)
    dq, dk, dv = dqkv.reshape(n, steps, 3, HEADS, size).transpose(2, 0, 3, 1, 4)
    s, ds = np.empty((n, HEADS, steps, steps), dtype), np.empty((n, HEADS, steps, steps), dtype)
    flat_s, flat_ds = s.reshape(-1, steps), ds.reshape(-1, steps)
    turned, largest = np.empty((steps, n * HEADS * steps), dtype), np.empty(n * HEADS * steps, dtype)
    column, ones_steps, ones = largest[:, None], np.ones(steps, dtype), np.ones(rows, dtype)
    o, do, out = (np.empty((rows, width), dtype) for _ in range(3))
    heads_o, heads_do = (a.reshape(n, steps, HEADS, size).transpose(0, 2, 1, 3) for a in (o, do))
    outside = np.where(np.tri(steps, dtype=bool), 0, -np.inf).astype(dtype)
    scale, share = np.array(size**-0.5, dtype), np.array(2 / (rows * width), dtype)
    dW, db, dWo, dbo = np.empty_like(W), np.empty_like(b), np.empty_like(Wo), np.empty_like(bo)
    x, y, flat_out = p.x.reshape(rows, width), p.y.reshape(rows, width), out.ravel()
    kT, vT, sT, dsT = (a.swapaxes(-1, -2) for a in (k, v, s, ds))
    queries, dqueries = qkv[:, :width], dqkv[:, :width]
    parts = [slice(i * width, (i + 1) * width) for i in range(3)]

    def call() -> Any:
        for part, matrix, shift in zip(parts, (Wq, Wk, Wv), (bq, bk, bv), strict=True):
            W[part], b[part] = matrix, shift
        x.dot(W.T, qkv), add(qkv, b, qkv), multiply(queries, scale, queries)
        np.matmul(q, kT, s), add(s, outside, s)
        np.copyto(turned, flat_s.T), np.maximum.reduce(turned, 0, None, largest), subtract(flat_s, column, flat_s)
        exp(flat_s, flat_s), flat_s.dot(ones_steps, largest), reciprocal(largest, largest), multiply(flat_s, column, flat_s)
        np.matmul(s, v, heads_o), o.dot(Wo.T, out), add(out, bo, out), add(out, x, out), subtract(out, y, out)
        cost = flat_out.dot(flat_out) / (rows * width)
        multiply(out, share, out), out.T.dot(o, dWo), ones.dot(out, dbo), out.dot(Wo, do)
        np.matmul(heads_do, vT, ds), np.matmul(sT, heads_do, dv)
        multiply(ds, s, ds), flat_ds.dot(ones_steps, largest), multiply(flat_s, column, flat_s), subtract(ds, s, ds)
        np.matmul(ds, k, dq), multiply(dqueries, scale, dqueries), np.matmul(dsT, q, dk)
        dqkv.T.dot(x, dW), ones.dot(dqkv, db)
        return cost, (*(a[part] for part in parts for a in (dW, db)), dWo, dbo)

    return call
