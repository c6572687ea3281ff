"""The benchmark compares like with like: the loop over examples and the emitted module give the same numbers."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.minibatch import loop_over_examples, nielsen


def test_the_loop_and_the_module_agree():
    module, params, x, y = nielsen()
    weights, biases = [params.W1, params.W2], [params.b1.reshape(-1, 1), params.b2.reshape(-1, 1)]
    by_loop, biases_by_loop, cost_by_loop = loop_over_examples(weights, biases, x, y)
    cost, gradient = module.value_and_grad(params, x, y, module.Workspace(10))
    np.testing.assert_allclose(cost, cost_by_loop, rtol=1e-12)
    np.testing.assert_allclose(gradient.W1, by_loop[0], rtol=1e-10)
    np.testing.assert_allclose(gradient.b2, biases_by_loop[1].ravel(), rtol=1e-10)
