"""Labelled arrays: what aligns with what, and what does not."""

from __future__ import annotations

import numpy as np
import pytest

from derive.check.judging.problems import MustLoop, OutOfRange, Unfit
from derive.check.judging.values.arithmetic import add, hadamard, total
from derive.check.judging.values.contractions import dot, matmul, outer
from derive.check.judging.values.gather import take
from derive.check.judging.values.values import Value, as_matrix, transpose


def array(*shape):
    return np.random.default_rng(0).uniform(-2, 2, shape)


COLUMN, LONGER = Value(array(3), (), 1), Value(array(4), (), 1)
MATRIX = Value(array(3, 4), (), 2)


def test_labels_align_by_name():
    a, b = Value(array(2, 3), ("i", "j")), Value(array(3, 5), ("j", "k"))
    found = hadamard(a, b)
    assert found.labels == ("i", "j", "k")
    np.testing.assert_allclose(found.array, a.array[:, :, None] * b.array[None])


def test_matrix_products_act_on_positional_axes_for_every_label():
    left, right = Value(array(2, 3, 4), ("t",), 2), Value(array(2, 4), ("t",), 1)
    found = matmul(left, right)
    assert (found.labels, found.rank) == (("t",), 1)
    np.testing.assert_allclose(found.array, np.einsum("tij,tj->ti", left.array, right.array))


def test_a_row_times_a_column_is_a_number_and_the_other_way_round_a_matrix():
    row = transpose(COLUMN)
    assert matmul(row, COLUMN).rank == 0
    np.testing.assert_allclose(matmul(COLUMN, transpose(LONGER)).array, np.outer(COLUMN.array, LONGER.array))


@pytest.mark.parametrize(("left", "right"), [(COLUMN, LONGER), (MATRIX, COLUMN), (COLUMN, MATRIX), (COLUMN, COLUMN)])
def test_products_whose_inner_lengths_differ_do_not_fit(left, right):
    with pytest.raises(Unfit, match="cannot be multiplied"):
        matmul(left, right)


def test_a_row_and_a_column_are_not_added():
    with pytest.raises(Unfit, match="a column of length 3 cannot be added to a row of length 3"):
        add(COLUMN, transpose(COLUMN))


def test_a_vector_is_added_to_the_rows_or_the_columns_that_have_its_length():
    np.testing.assert_allclose(add(MATRIX, LONGER).array, MATRIX.array + LONGER.array)
    np.testing.assert_allclose(add(COLUMN, MATRIX).array, MATRIX.array + COLUMN.array[:, None])


def test_outer_and_dot():
    np.testing.assert_allclose(outer(COLUMN, LONGER).array, np.outer(COLUMN.array, LONGER.array))
    assert dot(COLUMN, COLUMN).array == pytest.approx(COLUMN.array @ COLUMN.array)
    assert as_matrix(transpose(COLUMN)).shape == (1, 3)


def test_a_sum_leaves_out_what_is_out_of_range_unless_all_is():
    values = Value(np.array([[1.0, np.nan], [np.nan, np.nan]]), ("i", "j"))
    np.testing.assert_array_equal(total(values, ["j"]).array, [1.0, np.nan])


def test_a_letter_twice_takes_the_diagonal():
    letter = Value(np.arange(1, 4), ("i",))
    found = take(Value(array(3, 3), (), 2), [1, 1], [letter, letter])
    np.testing.assert_allclose(found.array, np.diagonal(array(3, 3)))


def test_an_index_out_of_range_has_no_value():
    shifted = Value(np.arange(0, 3), ("t",))
    found = take(Value(array(3), (), 1), [1], [shifted])
    np.testing.assert_array_equal(np.isnan(found.array), [True, False, False])
    with pytest.raises(OutOfRange, match=r"outside 1\.\.3"):
        take(COLUMN, [1], [Value(np.asarray(4))])


def test_ragged_rows_are_cut_once_their_number_is_known():
    ragged = Value(np.array([[1.0, 2.0, np.nan], [1.0, 2.0, 3.0]]), (), 2)
    assert take(ragged, [1, 1], [Value(np.asarray(1)), None], ragged=True).shape == (2,)
    with pytest.raises(MustLoop, match="l"):
        take(ragged, [1, 1], [Value(np.arange(1, 3), ("l",)), None], ragged=True)
