"""Mazur's worked example ("A Step by Step Backpropagation Example"): every number that he prints."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conftest import proof_of

X, Y, RATE = np.array([0.05, 0.10]), np.array([0.01, 0.99]), 0.5


@pytest.fixture(scope="module")
def module():
    return proof_of("mazur").compile()


def descend(params, gradient, *, biases: bool):
    """One step of gradient descent; Mazur leaves the biases as they are."""
    moving = [biases or not name.startswith("b") for name in params._fields]
    steps = zip(params, gradient, moving, strict=True)
    return type(params)(*(p - RATE * g if moves else p for p, g, moves in steps))


def printed(value, like: str) -> str:
    """``value`` with as many decimals as ``like`` shows."""
    return f"{float(value):.{len(like.split('.')[1])}f}"


def test_forward_pass(module):
    """Outputs and error, to every printed digit."""
    params = module.init()
    np.testing.assert_array_equal(params.W1, [[0.15, 0.20], [0.25, 0.30]])
    out = np.ravel(module.predict(params, X))
    assert [printed(v, w) for v, w in zip(out, ("0.75136507", "0.772928465"), strict=True)] == ["0.75136507", "0.772928465"]
    assert printed(module.value(params, X, Y), "0.298371109") == "0.298371109"


def test_one_step(module):
    """dE/dw5, and the weights w5 and w1 after one step."""
    params = module.init()
    _, gradient = module.value_and_grad(params, X, Y)
    assert printed(gradient.W2[0, 0], "0.082167041") == "0.082167041"
    after = descend(params, gradient, biases=False)
    assert printed(after.W2[0, 0], "0.35891648") == "0.35891648"
    assert printed(after.W1[0, 0], "0.149780716") == "0.149780716"
    assert printed(module.value(after, X, Y), "0.29102777") == "0.29102777"


def test_ten_thousand_steps(module):
    """The error falls to 0.0000351, with the biases fixed as Mazur has them."""
    params = module.init()
    for _ in range(10_000):
        _, gradient = module.value_and_grad(params, X, Y)
        params = descend(params, gradient, biases=False)
    assert printed(module.value(params, X, Y), "0.0000351") == "0.0000351"
