"""Choices whose sides meet at zero need no mask, and keep their values: at zero, at infinity, and where there is no number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from derive.emit.passes.continuous import without_continuous_choices
from derive.emit.passes.selects import without_choices
from tests.emit.emitted import emitted, formulas
from tests.emit.passes.programs import lowered, network, operations

POINTS = np.array([-1e3, -2.0, -1e-9, -0.0, 0.0, 1e-9, 3.0, 1e3, np.inf, -np.inf, np.nan])


Function = Callable[[np.ndarray], np.ndarray]


@pytest.mark.parametrize("activation", ["elu", "selu", '{ name = "elu", alpha = 0.5 }'])
def test_exponential_units(activation: str):
    """Neither the unit nor its slope, which jumps at zero unless alpha is one."""
    spelt = activation if activation.startswith("{") else f'"{activation}"'
    found = network(f'layer = "dense", units = 4, activation = {spelt}')
    assert operations(found).count("select") == 2
    assert operations(without_continuous_choices(without_choices(found))).count("select") == 0


@pytest.mark.parametrize(
    ("formula", "above", "below", "left"),
    [
        ("where(v > 0, v, expm1(v))", lambda v: v, np.expm1, 0),
        ("where(v <= 0, tanh(minimum(v, 0)), 3*v)", lambda v: 3 * v, np.tanh, 0),
        ("where(v < 0, -v, expm1(maximum(v, 0)))", np.expm1, lambda v: -v, 0),
        ("where(v > 0, 1.0, exp(v))", np.ones_like, np.exp, 0),
        ("where(v > 0, 2.0, exp(v))", lambda v: np.full_like(v, 2), np.exp, 0),
        ("where(v > 0, v, exp(v))", lambda v: v, np.exp, 1),
        ("where(v > 0, v, minimum(v, 0)*v)", lambda v: v, np.square, 1),
    ],
)
def test_formulas(formula: str, above: Function, below: Function, left: int):
    spec = ('x = ["N"]', "w = []", f"v = w*x\nh = {formula}\nC = sum(h*x)")
    simple = without_choices(lowered(*spec))
    assert "select" in operations(simple)
    after = without_continuous_choices(simple)
    assert [value.op for value in after.program.needed([after.cost])].count("select") == left
    module = emitted(formulas(*spec))
    with np.errstate(all="ignore"):
        expected = np.where(POINTS > 0, above(np.maximum(POINTS, 0)), below(np.minimum(POINTS, 0)))
        for v, h in zip(POINTS, expected, strict=True):
            np.testing.assert_allclose(module.value(module.Params(np.ones(())), np.array([v])), h * v, rtol=1e-15)
