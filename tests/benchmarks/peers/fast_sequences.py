"""Hand-optimised NumPy for recurrent networks: products of all steps outside of the loop, rows of the steps bound once."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, multiply, subtract, tanh
from tests.benchmarks.problems import Problem


def elman(p: Problem) -> Any:
    W, U, b, c, V, d = p.params
    n, steps, width = p.x.shape
    dtype, units = p.x.dtype.type, len(b)
    x = np.empty((steps, n, width), dtype)
    pre, slope, dz = (np.empty((steps, n, units), dtype) for _ in range(3))
    h, tmp, dh, UT = np.zeros((steps + 1, n, units), dtype), *(np.empty((n, units), dtype) for _ in range(2)), np.empty_like(U)
    z, delta, bias = np.empty((n, len(d)), dtype), np.empty((n, len(d)), dtype), np.empty_like(b)
    dW, dU, db, dV, dd = (np.empty_like(q) for q in (W, U, b, V, d))
    ones, one, head = np.ones(steps * n, dtype), np.array(1, dtype), Head(n, len(d), dtype)
    flat = lambda a: a.reshape(steps * n, -1)  # noqa: E731
    forward = [(h[t].dot, pre[t], h[t + 1]) for t in range(steps)]
    back = [(slope[t], dz[t], dz[t].dot) for t in reversed(range(steps))]
    flat_x, flat_pre, flat_dz, before, after = flat(x), flat(pre), flat(dz), flat(h[:steps]), h[1:]

    def call() -> Any:
        np.copyto(x, p.x.transpose(1, 0, 2)), np.copyto(UT, U.T), add(b, c, bias)
        flat_x.dot(W.T, flat_pre), add(pre, bias, pre)
        for dot, row, new in forward:
            dot(UT, tmp), add(tmp, row, tmp), tanh(tmp, new)
        h[steps].dot(V.T, z), add(z, d, z)
        cost = head(z, p.y, delta)
        delta.T.dot(h[steps], dV), ones[:n].dot(delta, dd), delta.dot(V, dh)
        multiply(after, after, slope), subtract(one, slope, slope)
        for s, row, dot in back:
            multiply(dh, s, row), dot(U, dh)
        flat_dz.T.dot(flat_x, dW), flat_dz.T.dot(before, dU), ones.dot(flat_dz, db)
        return cost, (dW, dU, db, db, dV, dd)

    return call


def lstm(p: Problem) -> Any:
    """Gates as planes (o, i, f, g): every operand lies in one piece; sigmoids as tanh of the half; slopes at once."""
    W, U, b, c, V, d = p.params
    n, steps, width = p.x.shape
    dtype, units = p.x.dtype.type, len(b) // 4
    order = [3, 0, 1, 2]
    planes = lambda q: q.reshape(4, units, *q.shape[1:])[order]  # noqa: E731
    half_rows = np.array([0.5, 0.5, 0.5, 1], dtype)[:, None, None]
    x = np.empty((steps * n, width), dtype)
    Wg, Ug, UT = (np.empty(s, dtype) for s in ((4, width, units), (4, units, units), (4, units, units)))
    bias = np.empty((4, 1, units), dtype)
    pre, gates, tmp, F = (
        np.empty(s, dtype) for s in ((4, steps, n, units), (4, n, units), (4, n, units), (steps, 4, n, units))
    )
    h, m = np.zeros((steps + 1, n, units), dtype), np.zeros((steps + 1, n, units), dtype)
    a, q, dh, dm = (np.empty((n, units), dtype) for _ in range(4))
    Fm, keep, dz, dh4 = (
        np.empty(s, dtype) for s in ((steps, n, units), (steps, n, units), (4, steps, n, units), (4, n, units))
    )
    z, delta = np.empty((n, len(d)), dtype), np.empty((n, len(d)), dtype)
    dWg, dUg, dbg, dV, dd = (np.empty(s, dtype) for s in ((4, units, width), (4, units, units), (4, units), V.shape, d.shape))
    dW, dU, db = np.empty_like(W), np.empty_like(U), np.empty_like(b)
    one, half, ones, head = np.array(1, dtype), np.array(0.5, dtype), np.ones(steps * n, dtype), Head(n, len(d), dtype)
    o, i, f, g = gates
    squashed = gates[:3]
    flat_pre, flat_dz, before = pre.reshape(4, steps * n, units), dz.reshape(4, steps * n, units), h[:steps].reshape(-1, units)
    forward = [(h[t], pre[:, t], m[t], m[t + 1], h[t + 1], F[t][:3], *F[t], Fm[t], keep[t]) for t in range(steps)]
    back = [(F[t][0], F[t][1:], Fm[t], keep[t], dz[0, t], dz[1:, t], dz[:, t]) for t in reversed(range(steps))]

    def call() -> Any:
        np.copyto(x.reshape(steps, n, width), p.x.transpose(1, 0, 2))
        multiply(planes(W).transpose(0, 2, 1), half_rows, Wg), np.copyto(UT, planes(U))
        multiply(planes(U).transpose(0, 2, 1), half_rows, Ug), multiply(planes(b + c)[:, None], half_rows, bias)
        np.matmul(x, Wg, flat_pre), add(flat_pre, bias, flat_pre)
        for h0, row, m0, m1, h1, F3, Fo, Fi, Ff, Fg, fm, kept in forward:
            np.matmul(h0, Ug, tmp), add(tmp, row, tmp), tanh(tmp, gates)
            multiply(squashed, half, squashed), add(squashed, half, squashed)
            multiply(i, g, q), multiply(f, m0, m1), add(m1, q, m1), tanh(m1, a), multiply(o, a, h1)
            subtract(one, squashed, F3), multiply(F3, squashed, F3)
            multiply(Fo, a, Fo), multiply(Fi, g, Fi), multiply(Ff, m0, Ff)
            multiply(g, q, Fg), subtract(i, Fg, Fg), multiply(h1, a, fm), subtract(o, fm, fm), np.copyto(kept, f)
        h[steps].dot(V.T, z), add(z, d, z)
        cost = head(z, p.y, delta)
        delta.T.dot(h[steps], dV), ones[:n].dot(delta, dd), delta.dot(V, dh), dm.fill(0)
        for Fo, F3, fm, kept, d_o, d3, row in back:
            multiply(dh, fm, q), add(dm, q, dm), multiply(F3, dm, d3), multiply(dh, Fo, d_o)
            np.matmul(row, UT, dh4), np.add.reduce(dh4, 0, None, dh), multiply(dm, kept, dm)
        np.matmul(flat_dz.transpose(0, 2, 1), x, dWg), np.matmul(flat_dz.transpose(0, 2, 1), before, dUg)
        np.matmul(ones, flat_dz, dbg)
        dW.reshape(4, units, width)[order], dU.reshape(4, units, units)[order] = dWg, dUg
        db.reshape(4, units)[order] = dbg
        return cost, (dW, dU, db, db, dV, dd)

    return call
