"""Recurrence and attention on sequences (N, T, D), from PyTorch's documentation and the papers."""

from __future__ import annotations

import autograd.numpy as np
import numpy
from autograd.scipy.special import logsumexp

from tests.oracle.reference import ACTIVATIONS

_sigmoid = ACTIVATIONS["sigmoid"]


def _map(p, weights, bias, x):
    y = np.dot(x, p[weights].T)
    return y + p[bias] if bias in p else y


def _run(step, x, states, output):
    """Every state, or the last: ``step`` takes an input and the states, the first of which is the output."""
    found = []
    for t in range(x.shape[1]):
        states = step(x[:, t], *states)
        found.append(states[0])
    return found[-1] if output == "last" else np.stack(found, axis=1)


def _zeros(p, x):
    return numpy.zeros((len(x), p["U"].shape[1]))


def rnn(p, x, h0=None, *, units, activation="tanh", bias=True, output="all"):
    """``RNN``: h = tanh(W x + b + U h + c)."""

    def step(x_t, h):
        return (ACTIVATIONS[activation](_map(p, "W", "b", x_t) + _map(p, "U", "bh", h)),)

    return _run(step, x, (_zeros(p, x) if h0 is None else h0,), output)


def lstm(p, x, h0=None, c0=None, *, units, bias=True, output="all"):
    """``LSTM``: gates i, f, g, o."""

    def step(x_t, h, c):
        z = _map(p, "W", "b", x_t) + _map(p, "U", "bh", h)
        i, f, g, o = (z[:, k * units : (k + 1) * units] for k in range(4))
        c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
        return _sigmoid(o) * np.tanh(c), c

    return _run(step, x, (_zeros(p, x) if h0 is None else h0, _zeros(p, x) if c0 is None else c0), output)


def gru(p, x, h0=None, *, units, bias=True, output="all"):
    """``GRU``: gates r, z, n; the reset gate multiplies the mapped state."""

    def step(x_t, h):
        u, v = _map(p, "W", "b", x_t), _map(p, "U", "bh", h)
        r = _sigmoid(u[:, :units] + v[:, :units])
        z = _sigmoid(u[:, units : 2 * units] + v[:, units : 2 * units])
        n = np.tanh(u[:, 2 * units :] + r * v[:, 2 * units :])
        return ((1 - z) * n + z * h,)

    return _run(step, x, (_zeros(p, x) if h0 is None else h0,), output)


def _attend(q, k, v, causal):
    """softmax(Q K^T / sqrt(d)) V over the last two axes."""
    scores = np.einsum("...id,...md->...im", q, k) / numpy.sqrt(q.shape[-1])
    if causal:
        scores = scores + numpy.where(numpy.tril(numpy.ones(scores.shape[-2:])) > 0, 0.0, -1e300)
    weights = np.exp(scores - logsumexp(scores, axis=-1, keepdims=True))
    return np.einsum("...im,...md->...id", weights, v)


def attention(p, queries, keys=None, values=None, *, causal=False):
    """Scaled dot-product attention (Vaswani et al. 2017)."""
    keys = queries if keys is None else keys
    return _attend(queries, keys, keys if values is None else values, causal)


def multi_head_attention(p, x, memory=None, *, heads, causal=False, bias=True, rotary=False):
    """``MultiheadAttention`` with ``batch_first=True``, its projections apart."""
    memory = x if memory is None else memory
    turn = _turned if rotary else lambda a: a

    def head(source, name):
        projected = _map(p, f"W{name}", f"b{name}", source)
        return np.swapaxes(np.reshape(projected, (*source.shape[:2], heads, -1)), 1, 2)

    o = _attend(turn(head(x, "q")), turn(head(memory, "k")), head(memory, "v"), causal)
    return _map(p, "Wo", "bo", np.reshape(np.swapaxes(o, 1, 2), x.shape))


def _turned(x, base=10000.0):
    """Neighbouring features as the two coordinates of a plane, turned by t base^(-2m/d) (Su et al. 2021)."""
    steps, size = x.shape[-2:]
    angle = numpy.arange(steps)[:, None] / base ** (numpy.arange(0, size, 2) / size)
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = np.stack([even * np.cos(angle) - odd * np.sin(angle), even * np.sin(angle) + odd * np.cos(angle)], axis=-1)
    return np.reshape(turned, x.shape)


def rotary(p, x, *, base=10000.0):
    """Rotary embedding of a sequence."""
    return _turned(x, base)


def positional(p, x, *, mode="sinusoidal", base=10000.0):
    """PE(t, 2m) = sin(t / base^(2m/d)), PE(t, 2m+1) = cos of the same (Vaswani et al. 2017); or a learned table."""
    if mode == "learned":
        return x + p["P"]
    steps, size = x.shape[1:]
    table = numpy.zeros((steps, size))
    for j in range(size):
        angle = numpy.arange(steps) / base ** ((j - j % 2) / size)
        table[:, j] = numpy.cos(angle) if j % 2 else numpy.sin(angle)
    return x + table


def embedding(p, tokens, *, classes, units):
    """``Embedding``: rows of a table."""
    return p["E"][tokens]


LAYERS = {
    f.__name__: f for f in (rnn, lstm, gru, attention, multi_head_attention, rotary, positional, embedding)
}  # fmt: skip
