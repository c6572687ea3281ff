"""The total cross-entropy of logits: the short form where nothing cancels, the exact one elsewhere."""

from functools import cache

import numpy as np
import pytest

from tests.emit.emitted import layered, problem, text_of_module


@cache
def derived(dtype):
    return problem(
        'name = "r"\n[network]\ninput = 3\ncost = "binary_cross_entropy"\n'
        'layers = [{ layer = "dense", units = 3, activation = "sigmoid", bias = false }]',
        dtype,
    )


def result(z, y, dtype=np.float64):
    """Cost and slopes by z: the weights are the identity, the slopes by weights those by z times the (diagonal) input."""
    module, _, _ = derived(dtype)
    found, (dW,) = module.value_and_grad(module.Params(np.eye(3, dtype=dtype)), np.array([z], dtype), np.array([y], dtype))
    return found, dW


def exact(z, y):
    z, y = np.array(z), np.array(y)
    return float((y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)).sum())


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("z", "y"),
    [
        ([0.3, -1.2, 2.0], [1, 0, 0.25]),
        ([40.0, -40.0, 60.0], [1, 0, 1]),
        ([-40.0, -50.0, -60.0], [0, 0, 0]),
        ([-30.0, 0.1, 5.0], [0, 1, 1]),
        ([-800.0, 3.0, 900.0], [0, 1, 1]),
        ([-800.0, 3.0, 900.0], [1, 1, 0]),
        ([-1e5, 1e5, 0.0], [0, 1, 0.5]),
    ],
)
def test_no_digits_are_lost_and_nothing_overflows(z, y, dtype):
    found, slopes = result(z, y, dtype)
    tolerance = 1e-11 if dtype is np.float64 else 3e-5
    assert found == pytest.approx(exact(z, y), rel=tolerance)
    assert np.isfinite(slopes).all()


def test_a_cost_that_is_all_but_zero_is_not_rounded_to_zero():
    found, _ = result([-36.0, -37.0, 38.0], [0, 0, 1])
    assert 0 < found == pytest.approx(np.exp(-36) + np.exp(-37) + np.exp(-38), rel=1e-12)


def test_what_is_no_number_comes_out_again():
    for z in ([np.nan, 0.1, 0.2], [np.inf, 0.1, 0.2]):
        with np.errstate(invalid="ignore"):
            found, _ = result(z, [1, 0, 1])
        assert np.isnan(found)


def test_the_short_form_has_one_exponential_and_no_choice():
    source = text_of_module(layered("tanh", "sigmoid", "binary_cross_entropy"))
    lines = source[source.index("def _value_and_grad_into") :].split("\n\n")[0]
    assert lines.count("_exp(") == lines.count("_log1p(") == lines.count("_logistic_total(") == 1
    assert not {"_abs(", "_greater(", "_maximum("} & set(lines.split())
    assert "np.where" not in lines and "_maximum" not in lines
