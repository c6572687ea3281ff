"""Equal, different, or too close to tell: never by an absolute tolerance."""

from __future__ import annotations

import numpy as np
import pytest

from derive.check.judging.problems import Unfit
from derive.check.judging.rows.compare import compared
from derive.check.judging.values.values import Value, number, transpose


def column(*entries):
    return Value(np.array(entries), (), 1)


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (column(1.0, 2.0), column(1.0, 2.0 + 1e-13), "equal"),
        (column(1.0, 2.0), column(1.0, 2.1), "different"),
        (column(1e-8, 2e-8), column(1e-8, 2.1e-8), "different"),
        (column(1e-8, 2e-8), column(2e-8, 4e-8), "different"),
        (column(1.0, 1e-17), column(1.0, 0.0), "equal"),
        (column(1.0, 2.0), column(1.0, 2.0 + 1e-10), "near"),
        (column(np.nan, 2.0), column(1.0, 2.0), "empty"),
        (column(np.nan, 2.0), column(1.0, np.nan), "empty"),
        (column(np.nan, 2.0), column(np.nan, 2.0), "equal"),
    ],
)
def test_statuses(left, right, status):
    assert status == compared(left, right).status


def test_the_entry_that_differs_most_is_named():
    found = compared(column(1.0, 2.0, 3.0), column(1.0, 5.0, 3.1))
    assert (found.positions, found.left, found.right) == ((2,), 2.0, 5.0)


def test_masks_restrict_what_is_compared():
    left, right = Value(np.array([1.0, 2.0]), ("i",)), Value(np.array([1.0, 9.0]), ("i",))
    mask = Value(np.array([True, False]), ("i",))
    assert compared(left, right, [mask]).status == "equal"
    assert compared(left, right).status == "different"


def test_a_row_is_not_a_column_and_a_number_no_vector():
    with pytest.raises(Unfit, match="a column of length 2, the right side a row"):
        compared(column(1.0, 2.0), transpose(column(1.0, 2.0)))
    with pytest.raises(Unfit, match="a number"):
        compared(column(1.0, 1.0), Value(np.asarray(1.0)))


def test_zero_is_a_zero_of_any_shape_and_one_is_named():
    assert compared(column(0.0, 0.0), number(0.0)).note == ""
    assert compared(column(1.0, 1.0), number(1.0)).note == "1 stands for every entry"


def test_inequalities():
    assert compared(column(1.0, 2.0), column(1.0, 3.0), relation="<=").status == "equal"
    assert compared(column(1.0, 4.0), column(1.0, 3.0), relation="<=").status == "different"


def test_what_a_mask_leaves_out_may_have_a_value_on_one_side():
    left, right = Value(np.array([1.0, np.nan]), ("i",)), Value(np.array([1.0, 0.0]), ("i",))
    mask = Value(np.array([True, False]), ("i",))
    assert compared(left, right, [mask]).status == "equal"
    assert compared(left, right).status == "empty"
