"""Normalisations, from the formulas in PyTorch's documentation: examples first, then channels, then positions."""

from __future__ import annotations

import autograd.numpy as np


def _standardised(x, axes, eps):
    mean = np.mean(x, axis=axes, keepdims=True)
    return (x - mean) / np.sqrt(np.mean((x - mean) ** 2, axis=axes, keepdims=True) + eps)


def _per_channel(x, vector):
    """A vector of channels beside an array whose axis 1 is the channels."""
    return np.reshape(vector, (1, -1) + (1,) * (x.ndim - 2))


def _scaled(p, y, affine, per_channel=True):
    if not affine:
        return y
    gamma, beta = ((_per_channel(y, p[name]) if per_channel else p[name]) for name in ("gamma", "beta"))
    return gamma * y + beta


def batch_norm(p, x, *, eps=1e-5, affine=True, mode="training"):
    """``BatchNorm1d``, ``BatchNorm2d``: over the batch and all positions; in evaluation by the given statistics."""
    if mode == "evaluation":
        return _scaled(p, (x - _per_channel(x, p["mu"])) / np.sqrt(_per_channel(x, p["v"]) + eps), affine)
    return _scaled(p, _standardised(x, (0, *range(2, x.ndim)), eps), affine)


def layer_norm(p, x, *, axes=1, eps=1e-5, affine=True):
    """``LayerNorm``: over the last axes of each example."""
    return _scaled(p, _standardised(x, tuple(range(x.ndim - axes, x.ndim)), eps), affine, per_channel=False)


def group_norm(p, x, *, groups, eps=1e-5, affine=True):
    """``GroupNorm``: over each group of channels with all its positions."""
    grouped = np.reshape(x, (len(x), groups, -1))
    return _scaled(p, np.reshape(_standardised(grouped, 2, eps), x.shape), affine)


def instance_norm(p, x, *, eps=1e-5, affine=False):
    """``InstanceNorm1d``, ``InstanceNorm2d``: over the positions of each channel."""
    return _scaled(p, _standardised(x, tuple(range(2, x.ndim)), eps), affine)


def rms_norm(p, x, *, eps=2.0**-23, affine=True):
    """``RMSNorm`` over the last axis; the default epsilon is that of float32."""
    y = x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + eps)
    return p["gamma"] * y if affine else y


LAYERS = {f.__name__: f for f in (batch_norm, layer_norm, group_norm, instance_norm, rms_norm)}
