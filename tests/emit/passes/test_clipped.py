"""Choices by a bound that are limits, masks, absolute values or signs keep their values everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from derive.emit.passes import improved, real
from derive.emit.passes.clipped import without_bounds
from tests.emit.emitted import emitted, formulas, problem, slopes
from tests.emit.passes.programs import lowered, network, operations

POINTS = np.array([-1e3, -3.0, -2.0, -1.0, -1e-9, -0.0, 0.0, 1e-9, 1.0, 2.0, 3.0, 1e3, np.inf, -np.inf, np.nan])
CUT = {
    "where(v >= 1, 1.0, where(v <= -1, -1.0, v))": ["maximum", "minimum"],
    "where(v >= 3, 1.0, where(v <= -3, 0.0, v/6 + 0.5))": ["maximum", "minimum"],
    "where(v < 2, 2.0, v)": ["maximum"],
    "where(v < 2, -2.0, -v)": ["minimum"],
    "where(v > 1, 4.0, 6 - 2*v)": ["maximum"],
    "where(v > 1, 5.0, 6 - 2*v)": ["select"],
    "where(v >= 1, 0.0, where(v <= -1, 0.0, 0.5))": ["and"],
    "where(v >= 1, 0.0, 3.0)": [],
    "where(v >= 1, 2.0, 3.0)": ["select"],
}


@pytest.mark.parametrize("formula", CUT)
def test_formulas(formula: str):
    spec = ('x = ["N"]', "w = []", f"v = w*x\nh = {formula}\nC = sum(h*x)")
    found = without_bounds(lowered(*spec))
    wanted = [value.op for value in found.program.needed([found.cost])]
    assert [op for op in wanted if op in ("select", "maximum", "minimum", "and")] == CUT[formula]
    module = emitted(formulas(*spec))
    expected = eval_where(formula, POINTS)
    with np.errstate(all="ignore"):
        for v, h in zip(POINTS, expected, strict=True):
            if not np.isnan(v):
                np.testing.assert_allclose(module.value(module.Params(np.ones(())), np.array([v])), h * v, rtol=1e-15)


def eval_where(formula: str, v: np.ndarray) -> np.ndarray:
    """The formula by NumPy; the formulas stand above."""
    with np.errstate(all="ignore"):
        return np.asarray(eval(formula, {"where": np.where}, {"v": v})) + 0 * np.zeros_like(v)


@pytest.mark.parametrize(
    ("unit", "gone"), [("hard_tanh", "select"), ("hard_sigmoid", "select"), ("softsign", "select"), ("selu", "select"),
    ("gelu_tanh", "tanh")],
)  # fmt: skip
def test_units_without_choices_and_with_one_exponential(unit: str, gone: str):
    found = network(f'layer = "dense", units = 4, activation = "{unit}"')
    assert gone not in operations(real(improved(found)))
    module, params, inputs = problem(
        f'name = "u"\n[network]\ninput = 3\ncost = "mse"\nlayers = [{{ layer = "dense", units = 4, activation = "{unit}" }}]'
    )
    for one, two in zip(module.value_and_grad(params, *inputs)[1], slopes(module, params, inputs), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-7, atol=1e-9)


def test_an_absolute_error_has_a_sign_as_slope():
    found = operations(real(improved(network('layer = "dense", units = 4', cost="mae"))))
    assert {"absolute", "sign"} <= set(found)
    assert not {"select", "maximum", "greater", "less"} & set(found)


def test_the_slope_of_softsign_is_one_square():
    """``1 + |z| - z sign(z)`` is one: nothing cancels in numbers."""
    found = operations(improved(network('layer = "dense", units = 4, activation = "softsign"')))
    assert "greater" not in found and found.count("square") == 1
