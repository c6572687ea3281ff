"""The error function of emitted modules: what the standard library says, for arrays of every size, kind and layout."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

from derive.emit.load import compile_module
from derive.emit.numpy_erf import ERF


@pytest.fixture(scope="module")
def erf() -> Any:
    return compile_module(f"import numpy as np\n\n\n{ERF}", "erf")._erf


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 4e-16), (np.float32, 2e-7)])
def test_relative_precision(erf: Any, dtype: Any, tolerance: float):
    rng = np.random.default_rng(2)
    z = np.concatenate([rng.uniform(-7, 7, 6000), 10 ** rng.uniform(-30, 0, 3000), np.arange(-200, 200) / 64]).astype(dtype)
    np.testing.assert_allclose(erf(z), [math.erf(x) for x in z.tolist()], rtol=tolerance, atol=0)


def test_what_is_no_number_or_infinite(erf: Any):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = erf(np.array([np.nan, np.inf, -np.inf, 0.0, 1e300]))
    np.testing.assert_array_equal(found, [np.nan, 1, -1, 0, 1])


@pytest.mark.parametrize("shape", [(), (0,), (3, 4), (90, 100)])
def test_in_place_and_into_a_part_of_an_array(erf: Any, shape: tuple[int, ...]):
    z = np.random.default_rng(3).standard_normal(shape)
    expected = np.array([math.erf(x) for x in np.ravel(z).tolist()]).reshape(shape)
    wide = np.zeros((*shape, 2))
    erf(z, wide[..., 0])
    found = np.array(z)
    erf(found, found)
    for result in (erf(z), wide[..., 0], found):
        np.testing.assert_allclose(result, expected, rtol=4e-16, atol=0)
    assert not wide[..., 1].any()
