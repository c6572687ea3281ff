"""Overflow that is as it should be gives no warning; what the caller wants to know of other errors holds inside."""

from __future__ import annotations

import warnings
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import derive


@cache
def sigmoids() -> ModuleType:
    """Two layers of sigmoids."""
    layers = [{"layer": "dense", "units": units, "activation": "sigmoid"} for units in (12, 11)]
    return derive.derive(derive.Network(input=13, layers=layers, cost="quadratic", name="sigmoids")).compile()


def called(factor: float, *, own: bool = False) -> Any:
    """The gradient's call with parameters that are large, if the factor is; and data that may be changed."""
    module = sigmoids()
    params = module.Params(*(p * factor for p in module.init(seed=3)))
    x, workspace = np.random.default_rng(1).standard_normal((5, 13)), None if own else module.Workspace(5)
    return x, lambda: module.value_and_grad(params, x, np.ones((5, 11)), workspace)


@pytest.mark.parametrize("own", [True, False])
def test_saturated_sigmoids_give_no_warning(own: bool):
    _, call = called(1e6, own=own)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, again = call()[0], call()[0]
    assert first == again
    assert np.isfinite(first)


@pytest.mark.parametrize("own", [True, False])
def test_the_error_state_around_a_call_holds_inside(own: bool):
    x, call = called(1.0, own=own)
    call()
    x[:] = np.inf  # infinite sums of both signs: no number
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        call()
    with np.errstate(all="ignore"):
        assert np.isnan(call()[0])
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        call()


def test_contexts_with_values_that_cannot_be_compared():
    _, call = called(1.0)
    variable = ContextVar[Any]("variable")
    expected = call()[0]
    for value in (np.arange(3), np.arange(3), np.ones(2)):
        variable.set(value)
        assert call()[0] == expected
        assert call()[0] == expected
