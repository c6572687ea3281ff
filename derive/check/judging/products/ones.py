"""Products with arrays whose sizes stand nowhere: identity matrices, vectors of ones, ``1 1^T``, a table of ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from derive.check.judging import conventions
from derive.check.judging.problems import Unfit, Unsized
from derive.check.judging.values import parts
from derive.check.judging.values.arithmetic import scale, total
from derive.check.judging.values.values import Value, as_matrix, scalar

TABLE = "table"
"""The kind of a flexible value that is a square table of ones."""


def with_tables(parts: list[tuple[str, Value]]) -> list[tuple[str, Value]]:
    """Factors in which a column of ones beside a row of ones is a square table of them."""
    found: list[tuple[str, Value]] = []
    for sign, value in parts:
        before = found[-1][1] if found else None
        if before is not None and not sign and before.flexible == value.flexible == "ones" and value.row and not before.row:
            found[-1] = (found[-1][0], replace(_bare_product(before, value), flexible=TABLE))
        else:
            found.append((sign, value))
    return found


def product(sign: str, left: Value, right: Value) -> Value | None:
    """Products with an identity matrix, a vector of ones or a table of them, whose sizes follow from the other factor.

    Raises:
        Unsized: nothing says how many ones are added up.
    """
    kinds = {left.flexible, right.flexible}
    if sign not in conventions.HADAMARD and kinds <= {"ones", TABLE} and (TABLE in kinds or left.row != right.row):
        if kinds == {"ones"} and right.row:
            return replace(_bare_product(left, right), flexible=TABLE)
        raise Unsized("the number of ones is not known")
    if kinds == {TABLE, "identity"} and sign not in conventions.HADAMARD:
        return replace(_bare_product(left, right), flexible=TABLE)
    if TABLE in kinds and sign not in conventions.HADAMARD and (left.rank or right.rank):
        if left.flexible == TABLE:
            return _ones_times(replace(left, flexible=""), right)
        return parts.transposed(_ones_times(replace(right, flexible=""), parts.transposed(left)))
    if sign in conventions.HADAMARD or (left.rank == 0 and right.rank == 0):
        kind = left.flexible or right.flexible
        if left.flexible == "ones" and right.flexible == "ones":
            return None
        plain = scale(replace(left, flexible=""), replace(right, flexible=""))
        return plain if plain.rank or sign in conventions.HADAMARD else replace(plain, flexible=kind, row=left.row or right.row)
    if "identity" in (left.flexible, right.flexible):
        return scale(replace(left, flexible=""), replace(right, flexible=""))
    if right.flexible == "ones":
        return _times_ones(left, replace(right, flexible=""))
    if not left.row and right.rank and not (right.rank == 1 and right.row):
        return _ones_times(replace(left, flexible=""), right)
    ones = replace(left, flexible="", row=not left.row)
    turned = parts.transposed(right)
    return parts.transposed(_times_ones(turned, ones))


def _bare_product(left: Value, right: Value) -> Value:
    """The product of the numbers by which both are multiplied."""
    return scale(replace(left, flexible="", row=False), replace(right, flexible="", row=False))


def _ones_times(ones: Value, right: Value) -> Value:
    """A square matrix of ones times a column or a matrix: every row is the sum of all rows (a column of ones does not fit)."""
    axis = -1 if right.rank == 1 else -2
    sums = right.array.sum(axis=axis, keepdims=True)
    repeated = replace(right, array=np.broadcast_to(sums, right.array.shape))
    return scale(repeated, scalar(replace(ones, row=False)))


def _times_ones(left: Value, ones: Value) -> Value:
    """A matrix times a column of ones sums its rows; a column times a row of ones repeats it."""
    weight = scalar(replace(ones, row=False))
    if ones.row:
        column = as_matrix(left)
        if column.rank != 2 or column.shape[1] != 1:
            raise Unfit(f"{left.words()} cannot be multiplied by a row of ones")
        return scale(column, weight)
    if left.rank == 1 and left.row:
        return scale(total(left, everything=True), weight)
    if left.rank != 2:
        raise Unfit(f"{left.words()} cannot be multiplied by a column of ones")
    return scale(Value(left.array.sum(axis=-1), left.labels, 1), weight)
