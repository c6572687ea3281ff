"""Hand-optimised NumPy for gated recurrent units: gates as planes, sigmoids as tanh of the half, all steps' slopes at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply, subtract, tanh
from tests.benchmarks.problems import Problem


def gru(p: Problem) -> Any:
    """Errors are kept as planes (n, r, z, and the product's part of n): the first three belong to the inputs, the last three
    to the states."""
    W, b, U, c, V, d = p.params
    n, steps, width = p.x.shape
    dtype, units = p.x.dtype.type, len(b) // 3
    rows = steps * n
    halves = np.array([0.5, 0.5, 1], dtype)[:, None, None]
    x, pre = np.empty((steps, n, width), dtype), np.empty((3, steps, n, units), dtype)
    Wg, Ug = np.empty((3, width, units), dtype), np.empty((3, units, units), dtype)
    bias, last = np.empty((3, 1, units), dtype), c[2 * units :]
    h = np.zeros((steps + 1, n, units), dtype)
    gates, v, new, apart = (np.empty(s, dtype) for s in ((2, steps, n, units), *(((steps, n, units),) * 3)))
    tmp, q, dh3, dh = (np.empty(s, dtype) for s in ((3, n, units), (n, units), (3, n, units), (n, units)))
    at_n, at_z, at_r, errors = (np.empty(s, dtype) for s in (*(((steps, n, units),) * 3), (4, steps, n, units)))
    z, delta = np.empty((n, len(d)), dtype), np.empty((n, len(d)), dtype)
    dWg, dUg, dbg = np.empty((4, units, width), dtype), np.empty((3, units, units), dtype), np.empty((4, units), dtype)
    dW, dU, db, dc, dV, dd = (np.empty_like(a) for a in (W, U, b, c, V, d))
    one, half, ones, head = np.array(1, dtype), np.array(0.5, dtype), np.ones(rows, dtype), Head(n, len(d), dtype)
    flat_x, flat_pre, flat = x.reshape(rows, width), pre.reshape(3, rows, units), errors.reshape(4, rows, units)
    before, matrices = h[:steps], U.reshape(3, units, units)
    forward = [(h[t], pre[:2, t], pre[2, t], gates[:, t], *gates[:, t], v[t], new[t], apart[t], h[t + 1]) for t in range(steps)]
    back = [(at_n[t], at_z[t], at_r[t], *gates[:, t], errors[:, t], errors[1:, t]) for t in reversed(range(steps))]

    def call() -> Any:
        np.copyto(x, p.x.transpose(1, 0, 2))
        multiply(W.reshape(3, units, width).transpose(0, 2, 1), halves, Wg), multiply(matrices.transpose(0, 2, 1), halves, Ug)
        np.copyto(bias[:, 0], b.reshape(3, units)), add(bias[:2, 0], c[: 2 * units].reshape(2, units), bias[:2, 0])
        multiply(bias, halves, bias), np.matmul(flat_x, Wg, flat_pre), add(flat_pre, bias, flat_pre)
        for h0, both, own, squashed, r, u, product, n1, difference, h1 in forward:
            np.matmul(h0, Ug, tmp), add(tmp[:2], both, squashed), tanh(squashed, squashed)
            multiply(squashed, half, squashed), add(squashed, half, squashed)
            add(tmp[2], last, product), multiply(r, product, q), add(q, own, q), tanh(q, n1)
            subtract(h0, n1, difference), multiply(u, difference, q), add(n1, q, h1)
        h[steps].dot(V.T, z), add(z, d, z)
        cost = head(z, p.y, delta)
        delta.T.dot(h[steps], dV), ones[:n].dot(delta, dd), delta.dot(V, dh)
        r, u = gates
        multiply(new, new, at_n), subtract(one, at_n, at_n), subtract(one, u, at_z), multiply(at_n, at_z, at_n)
        multiply(at_z, u, at_z), multiply(at_z, apart, at_z)
        subtract(one, r, at_r), multiply(at_r, r, at_r), multiply(at_r, v, at_r)
        for to_n, to_z, to_r, r, u, (e_n, e_r, e_z, e_v), row in back:
            multiply(dh, to_n, e_n), multiply(dh, to_z, e_z), multiply(e_n, to_r, e_r), multiply(e_n, r, e_v)
            np.matmul(row, matrices, dh3), multiply(dh, u, dh), add(dh, dh3[0], dh), add(dh, dh3[1], dh), add(dh, dh3[2], dh)
        np.matmul(flat[:3].transpose(0, 2, 1), flat_x, dWg[:3])
        np.matmul(flat[1:].transpose(0, 2, 1), before.reshape(rows, units), dUg), np.matmul(ones, flat, dbg)
        dW.reshape(3, units, width)[[2, 0, 1]], db.reshape(3, units)[[2, 0, 1]] = dWg[:3], dbg[:3]
        np.copyto(dU.reshape(3, units, units), dUg), np.copyto(dc.reshape(3, units), dbg[1:])
        return cost, (dW, db, dU, dc, dV, dd)

    return call
