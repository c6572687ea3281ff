"""Along which axes of a parameter units add up, and what ``init`` makes of it."""

from __future__ import annotations

import numpy as np
import pytest

import derive
from derive.emit.fan_in import input_axes

SPEC = """
[model]
inputs = {{ x = [40] }}
parameters = {{ W = [{sizes}], b = [400] }}
equations = '''
z[j] = sum({product}, k) + b[j]
C = sum(z[j]**2, j)
'''
"""


def network(product, sizes):
    return derive.loads(SPEC.format(product=product, sizes=sizes))


@pytest.mark.parametrize(
    ("product", "sizes", "axes"),
    [("W[j,k]*x[k]", "400, 40", (1,)), ("x[k]*W[k,j]", "40, 400", (0,)), ("W[j,k,k]*x[k]", "400, 40, 40", (1, 2))],
)
def test_inputs_are_what_a_sum_runs_along(product, sizes, axes):
    model = network(product, sizes)
    assert input_axes(model, model.parameters[0]) == axes


def test_weights_are_scaled_by_the_number_of_inputs():
    module = derive.derive(network("x[k]*W[k,j]", "40, 400")).compile()
    weights = module.init(seed=1).W
    assert np.std(weights) == pytest.approx(40**-0.5, rel=0.05)


def test_only_a_vector_that_is_added_is_a_bias():
    model = derive.loads(SPEC.format(product="W[j,k]*x[k]", sizes="400, 40").replace("W", "B").replace("b", "offset"))
    assert model.initial == {"B": "normal/sqrt(fan_in)", "offset": "zeros"}
