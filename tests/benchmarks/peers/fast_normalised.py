"""Hand-optimised NumPy for the transformer block and for batch normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fast_dense import Head, add, exp, multiply, reciprocal, subtract
from tests.benchmarks.problems import Problem


class Norm:
    """Layer normalisation of rows and its adjoint; means are products with a vector."""

    def __init__(self, rows: int, width: int, dtype: Any) -> None:
        self.hat, self.out, self.tmp, self.dx = (np.empty((rows, width), dtype) for _ in range(4))
        self.root, self.mean, self.scaled = np.empty(rows, dtype), np.empty(rows, dtype), np.empty(width, dtype)
        self.root_column, self.mean_column = self.root[:, None], self.mean[:, None]
        self.average, self.epsilon = np.full(width, 1 / width, dtype), np.array(1e-5, dtype)
        self.ones, self.dgamma, self.dbeta = np.ones(rows, dtype), np.empty(width, dtype), np.empty(width, dtype)

    def forward(self, x: Any, gamma: Any, beta: Any) -> Any:
        x.dot(self.average, self.mean), subtract(x, self.mean_column, self.hat), multiply(self.hat, self.hat, self.out)
        self.out.dot(self.average, self.root), add(self.root, self.epsilon, self.root), np.sqrt(self.root, self.root)
        reciprocal(self.root, self.root), multiply(self.hat, self.root_column, self.hat)
        multiply(self.hat, gamma, self.out), add(self.out, beta, self.out)
        return self.out

    def back(self, dy: Any, gamma: Any, *, deeper: bool) -> Any:
        multiply(dy, self.hat, self.tmp), self.ones.dot(self.tmp, self.dgamma), self.ones.dot(dy, self.dbeta)
        if deeper:
            multiply(gamma, self.average, self.scaled), self.tmp.dot(self.scaled, self.mean)
            multiply(self.hat, self.mean_column, self.tmp), dy.dot(self.scaled, self.mean), multiply(dy, gamma, self.dx)
            subtract(self.dx, self.mean_column, self.dx), subtract(self.dx, self.tmp, self.dx)
            multiply(self.dx, self.root_column, self.dx)
        return self.dx


def block(p: Problem) -> Any:
    gamma1, beta1, Wq, bq, Wk, bk, Wv, bv, Wo, bo, gamma2, beta2, W1, b1, W2, b2 = p.params
    n, steps, width = p.x.shape
    dtype, rows, wide = p.x.dtype.type, n * steps, len(b1)
    number = lambda value: np.array(value, dtype)  # noqa: E731
    Wqkv, bqkv = np.concatenate([Wq, Wk, Wv]), np.concatenate([bq, bk, bv])
    qkv, dqkv = np.empty((n, steps, 3 * width), dtype), np.empty((n, steps, 3 * width), dtype)
    flat_qkv, flat_dqkv = qkv.reshape(rows, -1), dqkv.reshape(rows, -1)
    (q, k, v), (dq, dk, dv) = (np.split(a, 3, axis=2) for a in (qkv, dqkv))
    s, ds = np.empty((n, steps, steps), dtype), np.empty((n, steps, steps), dtype)
    flat_s, flat_ds, turned, largest = (
        s.reshape(rows, steps),
        ds.reshape(rows, steps),
        np.empty((steps, rows), dtype),
        np.empty(rows, dtype),
    )
    o, do, column = np.empty((n, steps, width), dtype), np.empty((n, steps, width), dtype), largest[:, None]
    flat_o, flat_do = o.reshape(rows, width), do.reshape(rows, width)
    h, out, dy, dn = (np.empty((rows, width), dtype) for _ in range(4))
    u, square, gate, gelu, du = (np.empty((rows, wide), dtype) for _ in range(5))
    first, second = Norm(rows, width, dtype), Norm(rows, width, dtype)
    dWqkv, dbqkv, dWo, dbo = np.empty_like(Wqkv), np.empty_like(bqkv), np.empty_like(Wo), np.empty_like(bo)
    dW1, db1, dW2, db2 = (np.empty_like(a) for a in (W1, b1, W2, b2))
    ones, ones_steps, one, scale = np.ones(rows, dtype), np.ones(steps, dtype), number(1), number(width**-0.5)
    c0, c1 = (2 / np.pi) ** 0.5, 0.044715
    e2, e0, g2, g0 = number(-2 * c0 * c1), number(-2 * c0), number(6 * c0 * c1), number(2 * c0)
    share = number(2 / (rows * width))
    parts = [slice(0, width), slice(width, 2 * width), slice(2 * width, 3 * width)]
    x, y = p.x.reshape(rows, width), p.y.reshape(rows, width)
    kT, vT, sT, dsT = (a.transpose(0, 2, 1) for a in (k, v, s, ds))

    def call() -> Any:
        m = first.forward(x, gamma1, beta1)
        m.dot(Wqkv.T, flat_qkv), add(flat_qkv, bqkv, flat_qkv), multiply(q, scale, q)
        np.matmul(q, kT, s), np.copyto(turned, flat_s.T), np.maximum.reduce(turned, 0, None, largest)
        subtract(flat_s, column, flat_s), exp(flat_s, flat_s), flat_s.dot(ones_steps, largest), reciprocal(largest, largest)
        multiply(flat_s, column, flat_s), np.matmul(s, v, o)
        flat_o.dot(Wo.T, h), add(h, bo, h), add(h, x, h)
        t = second.forward(h, gamma2, beta2)
        t.dot(W1.T, u), add(u, b1, u), multiply(u, u, square)  # gelu = u sigmoid(2 c0 (u + c1 u^3))
        multiply(square, e2, gate), add(gate, e0, gate), multiply(gate, u, gate), exp(gate, gate), add(gate, one, gate)
        reciprocal(gate, gate), multiply(u, gate, gelu)
        gelu.dot(W2.T, out), add(out, b2, out), add(out, h, out), subtract(out, y, out)
        cost = out.ravel().dot(out.ravel()) / (rows * width)
        multiply(out, share, dy), dy.T.dot(gelu, dW2), ones.dot(dy, db2), dy.dot(W2, du)
        multiply(square, g2, square), add(square, g0, square), multiply(square, gelu, square), subtract(one, gate, u)
        multiply(u, square, u), add(u, gate, u), multiply(du, u, du)
        du.T.dot(t, dW1), ones.dot(du, db1), du.dot(W1, dn)
        dh = second.back(dn, gamma2, deeper=True)
        add(dh, dy, dh), dh.T.dot(flat_o, dWo), ones.dot(dh, dbo), dh.dot(Wo, flat_do)
        np.matmul(do, vT, ds), np.matmul(sT, do, dv), multiply(flat_ds, flat_s, flat_ds), flat_ds.dot(ones_steps, largest)
        multiply(flat_s, column, flat_s), subtract(flat_ds, flat_s, flat_ds)
        np.matmul(ds, k, dq), multiply(dq, scale, dq), np.matmul(dsT, q, dk)
        flat_dqkv.T.dot(m, dWqkv), ones.dot(flat_dqkv, dbqkv), flat_dqkv.dot(Wqkv, dn)
        first.back(dn, gamma1, deeper=False)
        attention = [a[part] for part in parts for a in (dWqkv, dbqkv)]
        norms = (first.dgamma, first.dbeta), (second.dgamma, second.dbeta)
        return cost, (*norms[0], *attention, dWo, dbo, *norms[1], dW1, db1, dW2, db2)

    return call


def batch_norm(p: Problem) -> Any:
    W1, gamma, beta, W2, b2 = p.params
    dtype, n, width = p.x.dtype.type, len(p.x), len(gamma)
    centred, a, da, tmp = (np.empty((n, width), dtype) for _ in range(4))
    z, delta, positive = np.empty((n, len(b2)), dtype), np.empty((n, len(b2)), dtype), np.empty((n, width), bool)
    mean, root, scale, shift, stretch = (np.empty(width, dtype) for _ in range(5))
    dW1, dgamma, dbeta, dW2, db2 = (np.empty_like(q) for q in p.params)
    ones, average = np.ones(n, dtype), np.full(n, 1 / n, dtype)
    zero, epsilon, minus = np.array(0, dtype), np.array(1e-5, dtype), np.array(-1 / n, dtype)
    head, x, y = Head(n, len(b2), dtype), p.x, p.y

    def call() -> Any:
        x.dot(W1.T, centred), average.dot(centred, mean), subtract(centred, mean, centred)
        multiply(centred, centred, tmp), average.dot(tmp, root), add(root, epsilon, root), np.sqrt(root, root)
        reciprocal(root, root), multiply(gamma, root, scale)
        multiply(centred, scale, a), add(a, beta, a), np.maximum(a, zero, out=a)
        a.dot(W2.T, z), add(z, b2, z)
        cost = head(z, y, delta)
        delta.T.dot(a, dW2), ones.dot(delta, db2), delta.dot(W2, da), np.greater(a, zero, positive), multiply(da, positive, da)
        multiply(da, centred, tmp), ones.dot(tmp, dgamma), multiply(dgamma, root, dgamma), ones.dot(da, dbeta)
        multiply(dbeta, minus, shift), multiply(dgamma, minus, stretch), multiply(stretch, root, stretch)
        multiply(centred, stretch, tmp), add(da, shift, da), add(da, tmp, da), multiply(da, scale, da)
        da.T.dot(x, dW1)
        return cost, (dW1, dgamma, dbeta, dW2, db2)

    return call
