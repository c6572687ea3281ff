"""Both sides of a maximum are tried, also where the numbers that are drawn first lie on one side."""

from __future__ import annotations

import pytest

import derive
from derive.check import check
from derive.check.meaning.specification.kinks import on_both_sides
from derive.check.meaning.specification.world import SpecWorld

SPEC = """name = "margin"
[model]
inputs = { t = [], b = [] }
parameters = { u = ["d"], v = ["d"] }
equations = '''
R = sum((u - v)**2)
E = t*R + maximum(0, b - R)**2
'''
"""


def test_a_number_that_is_never_reached_is_made_larger():
    values = [SpecWorld(derive.loads(SPEC)).instance(seed).values for seed in (1, 2, 3)]
    assert {bool(one["b"] > one["R"]) for one in values} == {True, False}


def test_a_model_without_kinks_keeps_its_numbers():
    model = derive.loads(SPEC.replace("maximum(0, b - R)", "(b - R)"))
    assert not on_both_sides(model, (1, 2, 3), lambda seed: pytest.fail("nothing is drawn"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (r"\frac{\partial E}{\partial u} = 2 (t - 2 \max(0, b - R)) (u - v)", "holds"),
        (r"\frac{\partial E}{\partial u} = 2 (t - \max(0, b - R)) (u - v)", "wrong"),
        (r"\frac{\partial E}{\partial u} = 2 t (u - v)", "wrong"),
    ],
)
def test_a_slip_behind_a_kink(row, expected):
    assert check(derive.loads(SPEC), f"$${row}$$").rows[-1].verdict == expected
