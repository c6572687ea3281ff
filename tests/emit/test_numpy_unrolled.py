"""Tiny networks in floats: the same numbers as in arrays, the same errors, and arrays where floats would raise."""

import numpy as np
import pytest

from tests.emit.emitted import emitted, layered, problem

TINY = layered("tanh", "sigmoid", "quadratic", batch="none").replace("input = 5", "input = 3")
INDEXED = layered("tanh", "log_softmax", "nll", batch="none").replace("input = 5", "input = 3")
ERROR = layered("gelu", "identity", "mse", batch="none").replace("input = 5", "input = 2").replace("units = 4", "units = 2")


def both(module, params, inputs):
    """The results in floats and in arrays."""
    dtype = params[0].dtype
    inputs = [x if x.dtype.kind == "i" else x.astype(dtype) for x in inputs]
    one, other = module.Workspace(dtype=dtype), module.Workspace(dtype=dtype)
    floats = module._value_and_grad_unrolled(one, params, *inputs)
    return floats, module._value_and_grad_into(other, params, *inputs)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("spec", [TINY, INDEXED, ERROR])
def test_floats_and_arrays_agree(spec, dtype):
    module, params, inputs = problem(spec, dtype)
    (cost, gradient), (other, reference) = both(module, params, inputs)
    tolerance = 1e-14 if dtype is np.float64 else 1e-6
    assert cost == pytest.approx(other, rel=tolerance)
    for found, wanted in zip(gradient, reference, strict=True):
        assert found.dtype == dtype
        assert found.shape == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=10 * tolerance, atol=tolerance)


def test_without_a_workspace_every_result_is_new():
    module, params, inputs = problem(TINY)
    _, first = module.value_and_grad(params, *inputs)
    kept = [g.copy() for g in first]
    module.value_and_grad(params, inputs[0] + 1, inputs[1])
    assert all(np.array_equal(a, b) for a, b in zip(first, kept, strict=True))
    assert not any(np.shares_memory(a, b) for i, a in enumerate(first) for b in first[:i])


def test_where_floats_raise_an_error_arrays_give_the_result():
    module, params, inputs = problem(layered("exp", "identity", "mse", batch="none").replace("units = 4", "units = 2"))
    assert hasattr(module, "_value_and_grad_unrolled")
    large = module.Params(*(np.full_like(p, 500.0) for p in params))
    with np.errstate(all="ignore"):
        cost, gradient = module.value_and_grad(large, *inputs)
    assert cost == np.inf
    assert not np.isfinite(gradient.W2).any()


def test_single_precision_overflows_as_arrays_do():
    module, params, inputs = problem(TINY.replace('"sigmoid"', '"identity"'), np.float32)
    large = module.Params(*(np.full_like(p, 3e38) for p in params))
    with np.errstate(all="ignore"):
        _, gradient = module.value_and_grad(large, *(x.astype(np.float32) for x in inputs))
    assert np.isinf(gradient.b2).all()


def test_data_that_is_not_a_number_stays_so():
    module, params, (x, y) = problem(TINY)
    cost, gradient = module.value_and_grad(params, np.full_like(x, np.nan), y)
    assert np.isnan(cost)
    assert np.isnan(gradient.W1).all()


@pytest.mark.parametrize("wrong", [4, -1, 1.0, [1, 2], True, "1"])
def test_indices_are_checked_as_ever(wrong):
    module, params, (x, _) = problem(INDEXED)
    with pytest.raises(ValueError, match="y "):
        module.value_and_grad(params, x, np.asarray(wrong))


def test_lists_and_other_dtypes_are_taken():
    module, params, (x, _) = problem(INDEXED)
    wanted = module.value_and_grad(params, x, np.asarray(2))
    assert module.value_and_grad(params, x.tolist(), 2)[0] == pytest.approx(wanted[0])
    assert module.value_and_grad(params, x.astype(np.float32).astype(np.float16), np.int8(2))[0] == pytest.approx(
        wanted[0], rel=1e-2
    )


def test_larger_networks_stay_in_arrays():
    assert not hasattr(emitted(layered("tanh", "sigmoid", "quadratic")), "_value_and_grad_unrolled")
    wide = layered("tanh", "sigmoid", "quadratic", batch="none").replace("input = 5", "input = 50")
    assert not hasattr(emitted(wide), "_value_and_grad_unrolled")
