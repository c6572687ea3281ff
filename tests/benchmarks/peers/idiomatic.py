"""Gradients as people write them by hand in NumPy: one expression per quantity, new arrays everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def head(z: Any, y: Any) -> tuple[Any, Any]:
    """Cost and delta of a softmax with cross-entropy, averaged over the rows."""
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z)
    total = p.sum(axis=1, keepdims=True)
    p = p / total
    rows = np.arange(len(z))
    cost = -np.mean(z[rows, y] - np.log(total[:, 0]))
    p[rows, y] -= 1
    return cost, p / len(z)


def tiny(params: Any, x: Any, y: Any) -> Any:
    W1, b1, W2, b2 = params
    a1 = sigmoid(W1 @ x + b1)
    a2 = sigmoid(W2 @ a1 + b2)
    delta2 = (a2 - y) * a2 * (1 - a2)
    delta1 = (W2.T @ delta2) * a1 * (1 - a1)
    return 0.5 * np.sum((a2 - y) ** 2), (np.outer(delta1, x), delta1, np.outer(delta2, a1), delta2)


def dense(params: Any, x: Any, y: Any, name: str) -> Any:
    """Sigmoid with quadratic cost (b) or cross-entropy (c), relu (d) or tanh (e) with softmax."""
    act, slope = {
        "b": (sigmoid, lambda a: a * (1 - a)),
        "c": (sigmoid, lambda a: a * (1 - a)),
        "d": (lambda z: np.maximum(z, 0), lambda a: a > 0),
        "e": (np.tanh, lambda a: 1 - a**2),
    }[name]
    layers = list(zip(params[::2], params[1::2], strict=True))
    a = [x]
    for number, (W, b) in enumerate(layers, 1):
        z = a[-1] @ W.T + b
        a.append(act(z) if number < len(layers) or name in "bc" else z)
    if name == "b":
        cost, delta = 0.5 * np.sum((a[-1] - y) ** 2) / len(x), (a[-1] - y) * slope(a[-1]) / len(x)
    elif name == "c":
        cost = -np.sum(y * np.log(a[-1]) + (1 - y) * np.log(1 - a[-1])) / len(x)
        delta = (a[-1] - y) / len(x)
    else:
        cost, delta = head(a[-1], y)
    gradient: list[Any] = []
    for number in range(len(layers), 0, -1):
        gradient[:0] = [delta.T @ a[number - 1], delta.sum(axis=0)]
        if number > 1:
            delta = (delta @ layers[number - 1][0]) * slope(a[number - 1])
    return cost, tuple(gradient)


def logistic(params: Any, X: Any, y: Any) -> Any:
    margin = y * (X @ params[0])
    return np.logaddexp(0, -margin).sum(), (X.T @ (-y * sigmoid(-margin)),)


def elman(params: Any, x: Any, y: Any) -> Any:
    W, U, b, c, V, d = params
    steps = x.shape[1]
    h = [np.zeros((len(x), len(b)), x.dtype)]
    for t in range(steps):
        h.append(np.tanh(x[:, t] @ W.T + h[-1] @ U.T + b + c))
    cost, delta = head(h[-1] @ V.T + d, y)
    dW, dU, db, dh = np.zeros_like(W), np.zeros_like(U), np.zeros_like(b), delta @ V
    for t in reversed(range(steps)):
        dz = dh * (1 - h[t + 1] ** 2)
        dW += dz.T @ x[:, t]
        dU += dz.T @ h[t]
        db += dz.sum(axis=0)
        dh = dz @ U
    return cost, (dW, dU, db, db, delta.T @ h[-1], delta.sum(axis=0))


def lstm(params: Any, x: Any, y: Any) -> Any:
    W, U, b, c, V, d = params
    steps = x.shape[1]
    h = memory = np.zeros((len(x), len(b) // 4), x.dtype)
    kept = []
    for t in range(steps):
        z = np.split(x[:, t] @ W.T + h @ U.T + b + c, 4, axis=1)
        i, f, g, o = sigmoid(z[0]), sigmoid(z[1]), np.tanh(z[2]), sigmoid(z[3])
        before, memory = memory, f * memory + i * g
        a = np.tanh(memory)
        kept.append((h, before, i, f, g, o, a))
        h = o * a
    cost, delta = head(h @ V.T + d, y)
    dW, dU, db, dh = np.zeros_like(W), np.zeros_like(U), np.zeros_like(b), delta @ V
    dm = np.zeros_like(dh)
    for t in reversed(range(steps)):
        earlier, before, i, f, g, o, a = kept[t]
        dm = dm + dh * o * (1 - a**2)
        gates = [dm * g * i * (1 - i), dm * before * f * (1 - f), dm * i * (1 - g**2), dh * a * o * (1 - o)]
        dz = np.concatenate(gates, axis=1)
        dW += dz.T @ x[:, t]
        dU += dz.T @ earlier
        db += dz.sum(axis=0)
        dh, dm = dz @ U, dm * f
    return cost, (dW, dU, db, db, delta.T @ h, delta.sum(axis=0))


def convolution(params: Any, x: Any, y: Any) -> Any:
    K, b, W, c = params
    n, channels, size = len(x), len(b), K.shape[-1]
    windows = np.lib.stride_tricks.sliding_window_view(x[:, 0], (size, size), axis=(1, 2))
    rows, columns = windows.shape[1] // 2, windows.shape[2] // 2
    windows = windows.reshape(n, -1, size * size)
    z = (windows @ K.reshape(channels, -1).T + b).reshape(n, rows, 2, columns, 2, channels)
    z = z.transpose(0, 1, 3, 5, 2, 4).reshape(n, rows, columns, channels, 4)
    first, pooled = z.argmax(axis=-1), np.maximum(z.max(axis=-1), 0)
    flat = pooled.transpose(0, 3, 1, 2).reshape(n, -1)
    cost, delta = head(flat @ W.T + c, y)
    back = (delta @ W).reshape(n, channels, rows, columns).transpose(0, 2, 3, 1) * (pooled > 0)
    dz = np.zeros_like(z)
    np.put_along_axis(dz, first[..., None], back[..., None], -1)
    dz = dz.reshape(n, rows, columns, channels, 2, 2).transpose(0, 1, 4, 2, 5, 3).reshape(-1, channels)
    dK = (dz.T @ windows.reshape(-1, size * size)).reshape(K.shape)
    return cost, (dK, dz.sum(axis=0), delta.T @ flat, delta.sum(axis=0))


def layer_norm(x: Any, gamma: Any, beta: Any) -> tuple[Any, Any, Any]:
    centred = x - x.mean(axis=-1, keepdims=True)
    root = 1 / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
    return centred * root * gamma + beta, centred * root, root


def layer_norm_back(dy: Any, gamma: Any, hat: Any, root: Any) -> tuple[Any, Any, Any]:
    g = dy * gamma
    dx = root * (g - g.mean(axis=-1, keepdims=True) - hat * (g * hat).mean(axis=-1, keepdims=True))
    return dx, (dy * hat).sum(axis=(0, 1)), dy.sum(axis=(0, 1))


def rows(a: Any) -> Any:
    return a.reshape(-1, a.shape[-1])


def block(params: Any, x: Any, y: Any) -> Any:
    gamma1, beta1, Wq, bq, Wk, bk, Wv, bv, Wo, bo, gamma2, beta2, W1, b1, W2, b2 = params
    scale = x.dtype.type(x.shape[-1] ** -0.5)
    slope, cube = x.dtype.type((2 / np.pi) ** 0.5), x.dtype.type(0.044715)
    n, hat1, root1 = layer_norm(x, gamma1, beta1)
    q, k, v = n @ Wq.T + bq, n @ Wk.T + bk, n @ Wv.T + bv
    s = q @ k.transpose(0, 2, 1) * scale
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p = p / p.sum(axis=-1, keepdims=True)
    o = p @ v
    h = x + o @ Wo.T + bo
    m, hat2, root2 = layer_norm(h, gamma2, beta2)
    u = m @ W1.T + b1
    t = np.tanh(slope * (u + cube * u**3))
    gelu = 0.5 * u * (1 + t)
    error = h + gelu @ W2.T + b2 - y
    cost, dy = np.mean(error**2), error * x.dtype.type(2 / error.size)
    du = (dy @ W2) * (0.5 * (1 + t) + 0.5 * u * (1 - t**2) * slope * (1 + 3 * cube * u**2))
    dh, dgamma2, dbeta2 = layer_norm_back(du @ W1, gamma2, hat2, root2)
    dh = dh + dy
    do = dh @ Wo
    dp = do @ v.transpose(0, 2, 1)
    ds = p * (dp - (dp * p).sum(axis=-1, keepdims=True)) * scale
    dq, dk, dv = ds @ k, ds.transpose(0, 2, 1) @ q, p.transpose(0, 2, 1) @ do
    _, dgamma1, dbeta1 = layer_norm_back(dq @ Wq + dk @ Wk + dv @ Wv, gamma1, hat1, root1)
    pairs = [(dq, n), (dk, n), (dv, n), (dh, o)]
    attention = [part for d, a in pairs for part in (rows(d).T @ rows(a), rows(d).sum(axis=0))]
    forward = [part for d, a in ((du, m), (dy, gelu)) for part in (rows(d).T @ rows(a), rows(d).sum(axis=0))]
    return cost, (dgamma1, dbeta1, *attention, dgamma2, dbeta2, *forward)


def batch_norm(params: Any, x: Any, y: Any) -> Any:
    W1, gamma, beta, W2, b2 = params
    z = x @ W1.T
    root = 1 / np.sqrt(z.var(axis=0) + x.dtype.type(1e-5))
    hat = (z - z.mean(axis=0)) * root
    a = np.maximum(hat * gamma + beta, 0)
    cost, delta = head(a @ W2.T + b2, y)
    da = (delta @ W2) * (a > 0)
    g = da * gamma
    dz = root * (g - g.mean(axis=0) - hat * (g * hat).mean(axis=0))
    return cost, (dz.T @ x, (da * hat).sum(axis=0), da.sum(axis=0), delta.T @ a, delta.sum(axis=0))


def of(name: str) -> Any:
    """The function of a workload."""
    if name in "bcde":
        return lambda params, x, y: dense(params, x, y, name)
    found = {"a": tiny, "f": logistic, "g1": elman, "g2": lstm, "h": convolution, "i": block, "j": batch_norm}
    return found[name]
