"""The test that goes with a plain Python module: it needs pytest only.

Input: a derivation.  Output: the text of a test file, which checks every entry of the gradient against central differences of
the emitted cost.
"""

from __future__ import annotations

from math import prod

from derive.derivation import Derivation
from derive.emit.graph import graph
from derive.emit.names import comment, identifier
from derive.emit.numpy_header import GENERATED
from derive.emit.scalar.problem import Leaf, Problem

EXAMPLES = 3


def scalar_test_source(derivation: Derivation, *, module: str = "gradient_plain") -> str:
    """The source of the test for the module of that name, which stands beside it.

    Raises:
        Refused: as ``scalar_source``.
    """
    lowered = graph(derivation)
    problem = Problem(lowered, {})
    limits = {lowered.spelt[tensor]: limit for tensor, limit in lowered.limits.items()}
    drawn = [_drawn(problem.leaves[tensor], limits, number) for number, tensor in enumerate(lowered.model.inputs)]
    parameters = [_drawn(problem.leaves[tensor], {}, 0) for tensor in lowered.parameters]
    return _TEMPLATE.format(
        name=comment(derivation.model.name),
        generated=GENERATED,
        module=identifier(module),
        params=", ".join(parameters),
        inputs=", ".join(drawn) + ("," if len(drawn) == 1 else ""),
    )


def _drawn(leaf: Leaf, limits: dict[str, int], number: int) -> str:
    """A call that draws an array: whole numbers below a limit, the first input of any sign, others between zero and one."""
    shape = ((EXAMPLES, *leaf.shape) if leaf.rows else leaf.shape) or ()
    bounds = f"below={limits[leaf.name]}" if leaf.name in limits else "low=-1.0" if number == 0 else "low=0.1"
    assert prod(shape) > 0
    return f"drawn({shape}, {bounds})"


_TEMPLATE = '''"""Checks the gradient of the model '{name}' entry by entry against central differences of its cost.

{generated}
"""

import math
import random

import pytest

import {module} as gradient

STEP = 2.0 ** -17
TOLERANCE = 2e-7


def drawn(shape, low=0.0, below=None, rng=random.Random(0)):
    """Random numbers in nested tuples; whole ones if they must stay below something."""
    if shape:
        return tuple(drawn(shape[1:], low, below) for _ in range(shape[0]))
    return rng.uniform(low, 0.9) if below is None else rng.randrange(below)


def problem():
    """Random parameters and inputs."""
    return gradient.Params({params}), ({inputs})


def entries(value, place=()):
    """All places of nested tuples."""
    if not isinstance(value, tuple):
        return [place]
    return [found for i, part in enumerate(value) for found in entries(part, (*place, i))]


def at(value, place):
    for i in place:
        value = value[i]
    return value


def moved(value, place, step):
    """The same with one entry moved."""
    if not place:
        return value + step
    parts = [moved(part, place[1:], step) if i == place[0] else part for i, part in enumerate(value)]
    return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)


def test_every_entry_agrees_with_central_differences():
    params, inputs = problem()
    cost, slopes = gradient.value_and_grad(params, *inputs)[:2]
    assert math.isclose(cost, gradient.value(params, *inputs), rel_tol=1e-12, abs_tol=1e-12)
    for place in entries(params):
        up, down = (gradient.value(moved(params, place, step), *inputs) for step in (STEP, -STEP))
        assert at(slopes, place) == pytest.approx((up - down) / (2 * STEP), rel=TOLERANCE, abs=TOLERANCE), place


def test_a_step_downhill_lowers_the_cost():
    params, inputs = problem()
    cost, slopes = gradient.value_and_grad(params, *inputs)[:2]
    if any(at(slopes, place) for place in entries(slopes)):
        assert gradient.value(gradient.descend(params, slopes, 1e-6), *inputs) < cost
'''
