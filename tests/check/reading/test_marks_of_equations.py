"""An ornament in brackets behind an equation names it."""

from __future__ import annotations

import pytest

from derive.check.reading import parse, read


@pytest.mark.parametrize(
    "mark",
    [
        r"\;(\star)",
        r" (*)",
        r"\quad (**)",
        r"\:\: (\circ)",
        r"\qquad(\ast\ast)",
        r" \quad (\dagger)",
        r"\:(\lhd)",
        r" (\bigcirc)",
    ],
)
def test_the_mark_is_left_out(mark):
    (row,) = read(rf"$$u = A v_t{mark}$$").rows
    assert row.problem is None
    assert row.claims[0].right == parse("A v_t")


@pytest.mark.parametrize("formula", ["u = A^*", "u = f(v)", r"u = A (v)", r"u = v \circ w"])
def test_what_is_no_mark_stays(formula):
    (row,) = read(f"$${formula}$$").rows
    assert row.claims[0].right == parse(formula.removeprefix("u = "))


def test_a_mark_without_space_is_an_argument():
    (row,) = read(r"$$u = f(\star)$$").rows
    assert row.problem is not None
