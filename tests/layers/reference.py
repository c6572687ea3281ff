"""Forward passes by their published definitions, written with NumPy and SciPy alone (examples are rows, channels first)."""

from __future__ import annotations

import numpy as np
from scipy import signal, special


def convolution(x, weights, bias, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
    """``scipy.signal.correlate`` of every channel with every kernel."""
    rows, columns = ((d * (k - 1) + 1) for d, k in zip(dilation, weights.shape[2:], strict=True))
    spread = np.zeros((*weights.shape[:2], rows, columns))
    spread[:, :, :: dilation[0], :: dilation[1]] = weights
    x = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    out, into = weights.shape[0] // groups, weights.shape[1]
    found = [
        [
            sum(signal.correlate(image[o // out * into + c], spread[o, c], mode="valid") for c in range(into)) + bias[o]
            for o in range(len(weights))
        ]
        for image in x
    ]
    return np.array(found)[:, :, :: stride[0], :: stride[1]]


def transposed(x, weights, bias, stride=1, padding=0, extra=0):
    """Every entry of the input adds a multiple of the kernel."""
    examples, _, rows, columns = x.shape
    _, out, k, _ = weights.shape
    whole = np.zeros((examples, out, (rows - 1) * stride + k + extra, (columns - 1) * stride + k + extra))
    for i in range(rows):
        for j in range(columns):
            whole[:, :, i * stride : i * stride + k, j * stride : j * stride + k] += np.einsum(
                "nc,couv->nouv", x[:, :, i, j], weights
            )
    whole = whole[:, :, padding : whole.shape[2] - padding, padding : whole.shape[3] - padding]
    return whole + bias[:, None, None]


def pool(x, kernel, stride, reduce, padding=0, fill=0.0):
    """A reduction of each window."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=fill)
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(2, 3))[:, :, ::stride, ::stride]
    return reduce(windows, axis=(-2, -1))


def normalised(x, axes, eps=1e-5):
    """Zero mean and unit variance over some axes."""
    return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)


def rnn(x, p, tag="1"):
    """Elman's network, all states."""
    h, states = np.zeros((len(x), p[f"U{tag}"].shape[1])), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ p[f"W{tag}"].T + p[f"b{tag}"] + h @ p[f"U{tag}"].T + p[f"bh{tag}"])
        states.append(h)
    return np.stack(states, axis=1)


def lstm(x, p):
    """Gates in the order i, f, g, o."""
    units = p["U1"].shape[1]
    h, c, states = np.zeros((len(x), units)), np.zeros((len(x), units)), []
    for t in range(x.shape[1]):
        z = x[:, t] @ p["W1"].T + p["b1"] + h @ p["U1"].T + p["bh1"]
        i, f, g, o = np.split(z, 4, axis=1)
        c = special.expit(f) * c + special.expit(i) * np.tanh(g)
        h = special.expit(o) * np.tanh(c)
        states.append(h)
    return np.stack(states, axis=1)


def gru(x, p):
    """Gates in the order r, z, n."""
    h, states = np.zeros((len(x), p["U1"].shape[1])), []
    for t in range(x.shape[1]):
        from_x = np.split(x[:, t] @ p["W1"].T + p["b1"], 3, axis=1)
        from_h = np.split(h @ p["U1"].T + p["bh1"], 3, axis=1)
        r, z = (special.expit(from_x[i] + from_h[i]) for i in (0, 1))
        n = np.tanh(from_x[2] + r * from_h[2])
        h = (1 - z) * n + z * h
        states.append(h)
    return np.stack(states, axis=1)


def attention(q, k, v, causal=False):
    """Scaled dot-product attention over the last but one axis."""
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if causal:
        scores = np.where(np.tril(np.ones(scores.shape[-2:])) > 0, scores, -np.inf)
    return special.softmax(scores, axis=-1) @ v


def multi_head(x, memory, p, heads, causal=False, turn=lambda a: a):
    """Projections, heads, attention, output."""

    def head(a, name):
        projected = a @ p[f"W{name}1"].T + p[f"b{name}1"]
        return projected.reshape(*a.shape[:2], heads, -1).swapaxes(1, 2)

    o = attention(turn(head(x, "q")), turn(head(memory, "k")), head(memory, "v"), causal)
    return o.swapaxes(1, 2).reshape(*x.shape[:2], -1) @ p["Wo1"].T + p["bo1"]


def rotary(x, base=10000.0):
    """Pairs of neighbouring features as complex numbers, turned by their position."""
    size = x.shape[-1]
    angles = np.arange(x.shape[-2])[:, None] * base ** (-np.arange(0, size, 2) / size)
    turned = (x[..., ::2] + 1j * x[..., 1::2]) * np.exp(1j * angles)
    return np.stack([turned.real, turned.imag], axis=-1).reshape(x.shape)


def sinusoids(length, size):
    """The table of Vaswani et al. 2017."""
    angles = np.arange(length)[:, None] / 10000.0 ** (2 * (np.arange(size) // 2) / size)
    return np.where(np.arange(size) % 2 == 0, np.sin(angles), np.cos(angles))
