"""Every kind of layer and option against HIPS autograd and complex steps, to 1e-9.

By default each row of the table runs once (a shape and a surrounding each, in turn); with ``DERIVE_ORACLE_LAYERS=all`` every
shape runs alone and in a network, as for ``generated/coverage.md``.
"""

from __future__ import annotations

import os

import pytest

from derive.layers.registry import kinds
from tests.oracle.layers.cases import CASES, SHAPES
from tests.oracle.layers.coverage import settings
from tests.oracle.layers.judge import largest_error
from tests.oracle.layers.reference import LAYERS


def _runs():
    runs = []
    for row, case in enumerate(CASES):
        every = [(make, number) for number in range(SHAPES) for make in settings(case)]
        chosen = every if os.environ.get("DERIVE_ORACLE_LAYERS") == "all" else [every[row % len(every)]]
        runs += [pytest.param(case, make, n, id=f"{case.label} {make.__name__} {n}") for make, n in chosen]
    return runs


@pytest.mark.parametrize(("case", "make", "number"), _runs())
def test_the_gradient_of_a_layer_agrees_with_the_oracle(case, make, number):
    largest_error(make(case, number))


def test_every_kind_of_layer_has_a_reference_and_a_case():
    assert set(kinds()) == set(LAYERS) == {case.layer for case in CASES}


def test_every_option_is_exercised():
    used = {(case.layer, option) for case in CASES for option in case.table(0)}
    options = {(kind.name, option.name) for kind in kinds().values() for option in kind.options}
    assert options - used <= UNUSED


UNUSED = {("dense", "exceptions")}  # one unit with another activation: tests/test_backprop.py and the gallery's one-neuron
