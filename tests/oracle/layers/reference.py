"""Forward functions of every kind of layer in autograd's NumPy, written from PyTorch's documentation and the textbooks.

Each takes the layer's own parameters and data by their letters (``p["W"]``), its inputs with the examples first, and the
options of a specification.  Nothing here comes from the project, and nothing here is a derivative.
"""

from __future__ import annotations

import autograd.numpy as np

from tests.oracle.layers import reference_images, reference_norms, reference_sequences
from tests.oracle.reference import ACTIVATIONS


def _map(p, weights, bias, x):
    y = np.dot(x, p[weights].T)
    return y + p[bias] if bias in p else y


def dense(p, x, *, units, activation="identity", bias=True, weight_norm=False):
    """``Linear`` along the last axis; weight normalisation of each row (Salimans and Kingma 2016)."""
    if weight_norm:
        p = {**p, "W": p["g"][:, None] * p["V"] / np.sqrt(np.sum(p["V"] ** 2, axis=1, keepdims=True))}
    return ACTIVATIONS[activation](_map(p, "W", "b", x))


def flatten(p, x):
    """``Flatten``: row by row."""
    return np.reshape(x, (len(x), -1))


def reshape(p, x, *, shape):
    """``Unflatten`` and the like, without the examples."""
    return np.reshape(x, (len(x), *shape))


def transpose(p, x, *, axes=(1, 2)):
    """Two axes exchanged, or all of them in a new order."""
    if len(axes) == 2:
        return np.swapaxes(x, *axes)
    return np.transpose(x, (0, *axes))


def split(p, x, *, parts, part, axis=-1):
    """One of several equal parts, from 1."""
    return np.split(x, parts, axis=axis)[part - 1]


def concat(p, *inputs, axis=None, activation="identity"):
    """Side by side along the channels of images, else along the last axis."""
    axis = (1 if inputs[0].ndim == 4 else -1) if axis is None else axis
    return ACTIVATIONS[activation](np.concatenate(inputs, axis=axis))


def add(p, *inputs, activation="identity"):
    """The sum, entry by entry."""
    return ACTIVATIONS[activation](sum(inputs[1:], inputs[0]))


def multiply(p, *inputs):
    """The product, entry by entry."""
    product = inputs[0]
    for other in inputs[1:]:
        product = product * other
    return product


def formula(p, x, u, *, formula):
    """The one formula that the cases use."""
    assert formula == "x + exp(u/2)"
    return x + np.exp(u / 2)


def scale(p, x, *, bias=True, activation="identity"):
    """A weight and a bias for each channel of an image, each feature otherwise."""
    shape = (1, -1, 1, 1) if x.ndim == 4 else (-1,)
    y = np.reshape(p["g"], shape) * x
    y = y + np.reshape(p["b"], shape) if bias else y
    return _along(y, activation, 1 if x.ndim == 4 else -1)


def dropout(p, x, *, rate=0.5):
    """``Dropout`` with its mask given."""
    return p["r"] * x / (1 - rate)


def activation(p, x, *, activation, axis=-1):
    """An activation of its own."""
    return _along(x, activation, axis)


def _along(x, activation, axis):
    return np.moveaxis(ACTIVATIONS[activation](np.moveaxis(x, axis, -1)), -1, axis)


def _gate(p, x, units):
    if units is None:
        half = x.shape[-1] // 2
        return x[..., :half], x[..., half:]
    return _map(p, "Wa", "ba", x), _map(p, "Wg", "bg", x)


def glu(p, x, *, units=None, bias=True):
    """``GLU`` of the halves, or of two linear maps (Dauphin et al. 2017)."""
    a, g = _gate(p, x, units)
    return a * ACTIVATIONS["sigmoid"](g)


def swiglu(p, x, *, units=None, bias=False):
    """The same with silu as the gate (Shazeer 2020)."""
    a, g = _gate(p, x, units)
    return a * ACTIVATIONS["silu"](g)


LAYERS = {
    **{
        f.__name__: f
        for f in (dense, flatten, reshape, transpose, split, concat, add, multiply, formula, scale, dropout, activation, glu,
                  swiglu)
    },
    "residual": add,
    **reference_images.LAYERS,
    **reference_norms.LAYERS,
    **reference_sequences.LAYERS,
}  # fmt: skip
