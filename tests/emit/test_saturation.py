"""Outputs of ten thousand: a cost that is finite in exact arithmetic is finite in the code, and so is its gradient."""

import warnings

import numpy as np
import pytest

from tests.emit.emitted import layered, problem

PAIRS = [
    *(("softplus", cost) for cost in ("cross_entropy", "kl", "poisson", "hinge", "quadratic", "binary_cross_entropy_logits")),
    *(("sigmoid", cost) for cost in ("cross_entropy", "binary_cross_entropy", "kl", "poisson", "hinge")),
    *(("softmax", cost) for cost in ("cross_entropy", "kl", "poisson", "multiclass_hinge")),
    *(("log_softmax", cost) for cost in ("nll", "quadratic", "binary_cross_entropy_logits")),
]


@pytest.mark.parametrize(("output", "cost"), PAIRS)
def test_values_and_gradients_stay_finite(output, cost):
    module, params, inputs = problem(layered("tanh", output, cost))
    params = params._replace(W2=params.W2 * 1e4)
    sizes = (len(inputs[0]),)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for more in ({}, {"workspace": module.Workspace(*sizes)}):
            value, gradients = module.value_and_grad(params, *inputs, **more)
            assert np.isfinite(value)
            assert all(np.isfinite(gradient).all() for gradient in gradients)


def test_the_logarithm_of_softplus_keeps_its_digits():
    """``log softplus(z)`` is z far below zero, and its derivative is one."""
    module, params, (x, y) = problem(layered("tanh", "softplus", "poisson"))
    params = params._replace(W2=params.W2 * 0, b2=np.full(4, -1000.0))
    value, gradients = module.value_and_grad(params, x, y)
    assert value == pytest.approx(1000 * y.sum() / len(y))
    assert gradients.b2 == pytest.approx(-y.sum(axis=0) / len(y))
