"""Costs beyond one vector against HIPS autograd and complex steps."""

from __future__ import annotations

import pytest

from tests.oracle.layers.cases import SHAPES
from tests.oracle.layers.costs import COSTS, problem
from tests.oracle.layers.judge import largest_error


@pytest.mark.parametrize("number", range(SHAPES))
@pytest.mark.parametrize("name", COSTS)
def test_the_gradient_of_a_cost_agrees_with_the_oracle(name, number):
    largest_error(problem(name, number))
