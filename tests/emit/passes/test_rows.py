"""A softmax's cross-entropy is computed with one number for each row; no matrix is written for what all its entries share."""

from __future__ import annotations

import numpy as np
import pytest

from derive.emit.passes import real
from derive.emit.passes.apart import joined_factors, summed_apart
from tests.emit.emitted import emitted
from tests.emit.passes.programs import improved, large, lowered, network, operations

SOFTMAX = network('layer = "dense", units = 4, activation = "softmax"', shape="6", cost="cross_entropy")


def test_the_cross_entropy_needs_no_matrix_of_logarithms():
    before, after = improved(SOFTMAX), real(improved(SOFTMAX))
    assert large(before).count("subtract") == 2
    assert large(after).count("subtract") == 1
    assert large(after).count("multiply") == large(before).count("multiply") - 1


def test_differences_that_cancel_stay():
    """The sum of w (x - m) is not the difference of two sums that may be large."""
    found = improved(lowered('x = [3, "N"], v = [3, "N"]', "w = []", "m = mean(x, axis=0)\nC = sum(v*w*(x - m))"))
    assert operations(summed_apart(found)) == operations(found)


def test_factors_of_a_row_meet_first():
    found = lowered('x = ["N", 3], u = ["N", 1], v = ["N", 1]', "w = [3]", "C = sum(exp(w*(u*(v*x))))")
    assert large(joined_factors(found)).count("multiply") < large(found).count("multiply")


@pytest.mark.parametrize("scale", [1.0, 40.0, 1e4])
def test_targets_of_any_sum_and_logits_of_any_size(scale: float):
    row = '{ layer = "dense", units = 4, activation = "softmax" }'
    module = emitted(f'name = "s"\n[network]\ninput = 6\ncost = "cross_entropy"\nlayers = [{row}]')
    rng = np.random.default_rng(4)
    params = module.Params(scale * rng.standard_normal((4, 6)), rng.standard_normal(4))
    x, y = rng.standard_normal((5, 6)), rng.random((5, 4))
    y[0] = 0.0
    z = x @ params.W1.T + params.b1
    shifted = z - z.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    delta = (y.sum(axis=1, keepdims=True) * np.exp(logarithms) - y) / 5
    for workspace in (None, module.Workspace(5)):
        cost, gradient = module.value_and_grad(params, x, y, workspace)
        assert cost == pytest.approx(-(y * logarithms).sum() / 5, rel=1e-13)
        np.testing.assert_allclose(gradient.W1, delta.T @ x, rtol=0, atol=1e-14)
