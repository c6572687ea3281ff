"""Outputs of ten thousand: a cost that is finite in exact arithmetic is finite in the code, and so is its gradient."""

import warnings

import numpy as np
import pytest

from tests.emit.emitted import emitted, formulas, layered, problem, text_of_module

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


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [0.1, 1.0, 5.0, 30.0, 1000.0])
def test_a_softmax_is_right_whether_its_largest_entry_is_subtracted_or_not(size, dtype):
    module, params, (x, y) = problem(layered("tanh", "log_softmax", "nll"), dtype)
    params = params._replace(W2=params.W2 * dtype(size))
    z = np.tanh(x @ params.W1.T + params.b1) @ params.W2.T + params.b2
    p = np.exp(z - z.max(axis=1, keepdims=True))
    delta = (p / p.sum(axis=1, keepdims=True) - np.eye(4)[y]) / len(y)
    for workspace in (None, module.Workspace(len(y), dtype=dtype)):
        cost, gradients = module.value_and_grad(params, x, y, workspace)
        assert cost == pytest.approx(module.value(params, x, y), abs=float(100 * np.finfo(dtype).eps * (1 + size)))
        np.testing.assert_allclose(gradients.b2, delta.sum(axis=0), atol=20 * np.finfo(dtype).eps)


CAUSAL = """
name = "c"
[network]
input = [3, 4]
cost = "mse"
layers = [{ layer = "multi_head_attention", heads = 2, causal = true }]
"""


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [1.0, 6.0, 100.0])
def test_attention_that_does_not_look_ahead_ignores_large_scores_there(size, dtype):
    module, params, (x, y) = problem(CAUSAL, dtype)
    params, x = params._replace(Wq1=params.Wq1 * dtype(size), Wk1=params.Wk1 * dtype(size)), np.array(x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cost, gradients = module.value_and_grad(params, x, y)
        assert cost == pytest.approx(module.value(params, x, y), rel=float(100 * np.finfo(dtype).eps))
        x[:, -1] *= 3  # the last position is seen by itself only
        first = module.predict(params, x)[:, :-1]
    assert all(np.isfinite(gradient).all() for gradient in gradients)
    np.testing.assert_allclose(first, module.predict(params, np.where(np.arange(3)[:, None] < 2, x, x / 3))[:, :-1], rtol=1e-5)


@pytest.mark.parametrize("z", [-1e4, -30.0, 0.0, 30.0, 1e4])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_cross_entropy_keeps_the_digits_of_small_costs(z, y):
    spec = formulas('x = ["N"], y = ["N"]', "w = []", "z = w*x\np = sigmoid(z)\nC = -sum(y*log(p) + (1 - y)*log(1 - p))")
    module = emitted(spec)
    params = module.Params(np.asarray(1.0))
    wanted = np.logaddexp(0.0, -z if y else z)
    inputs = np.array([z]), np.array([y])
    assert module.value(params, *inputs) == pytest.approx(wanted, rel=1e-14)
    assert module.value_and_grad(params, *inputs)[0] == pytest.approx(wanted, rel=1e-14)


def test_what_a_position_may_look_at_is_made_with_the_workspace():
    source = text_of_module(CAUSAL)
    made, computed = source.split("def _value_and_grad_into")
    assert "self.fixed = self.positions3 <= self.positions3[:, None]" in made
    assert "less_equal" not in computed
