"""The emitted module against a loop over examples, as introductory programs compute a mini-batch (Nielsen, chapter 1)."""

from __future__ import annotations

import numpy as np

import derive
from tests.benchmarks.timing import interleaved

Row = tuple[str, str]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def one_example(weights, biases, x, y):
    """Gradient and cost of one example, into arrays of their own."""
    gradient_w, gradient_b = [np.zeros(w.shape) for w in weights], [np.zeros(b.shape) for b in biases]
    activations, zs = [x], []
    for w, b in zip(weights, biases, strict=True):
        zs.append(np.dot(w, activations[-1]) + b)
        activations.append(sigmoid(zs[-1]))
    delta = (activations[-1] - y) * slope(zs[-1])
    for layer in reversed(range(len(weights))):
        gradient_b[layer] = delta
        gradient_w[layer] = np.dot(delta, activations[layer].transpose())
        if layer:
            delta = np.dot(weights[layer].transpose(), delta) * slope(zs[layer - 1])
    return gradient_w, gradient_b, 0.5 * np.linalg.norm(activations[-1] - y) ** 2


def loop_over_examples(weights, biases, x, y):
    """Gradient and cost of a mini-batch, example by example."""
    cost = 0.0
    sum_w, sum_b = [np.zeros(w.shape) for w in weights], [np.zeros(b.shape) for b in biases]
    for row, target in zip(x, y, strict=True):
        new_w, new_b, new_cost = one_example(weights, biases, row.reshape(-1, 1), target.reshape(-1, 1))
        cost += new_cost
        sum_w = [total + new for total, new in zip(sum_w, new_w, strict=True)]
        sum_b = [total + new for total, new in zip(sum_b, new_b, strict=True)]
    return [w / len(x) for w in sum_w], [b / len(x) for b in sum_b], cost / len(x)


def nielsen():
    """The module of the gallery's ``nielsen``, its parameters, and a mini-batch of 10."""
    module = derive.derive(derive.load("nielsen")).compile()
    rng = np.random.default_rng(0)
    return module, module.init(seed=0), rng.random((10, 784)), np.eye(10)[rng.integers(0, 10, 10)]


def rows() -> list[Row]:
    """The loop, the module as it stands, and the module with a workspace."""
    module, params, x, y = nielsen()
    weights, biases = [params.W1, params.W2], [params.b1.reshape(-1, 1), params.b2.reshape(-1, 1)]
    workspace = module.Workspace(10)
    times = interleaved(
        {
            "loop over examples": lambda: loop_over_examples(weights, biases, x, y),
            "value_and_grad": lambda: module.value_and_grad(params, x, y),
            "value_and_grad with workspace": lambda: module.value_and_grad(params, x, y, workspace),
        }
    )
    loop = times["loop over examples"]
    return [
        (f"nielsen, batch 10: {name}", f"{time * 1e6:.0f} us ({loop / time:.1f} times faster)") for name, time in times.items()
    ]
