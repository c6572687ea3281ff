"""Products of vectors and matrices: axes that are summed over, or set side by side."""

from __future__ import annotations

import numpy as np

from derive.check.judging.problems import Unfit, Unsized
from derive.check.judging.values.values import Value, as_matrix, scalar, sized, spread, union, vectors


def matmul(left: Value, right: Value) -> Value:
    """The matrix product; a row times a column is a number, a column times a row a matrix.

    Raises:
        Unfit: inner lengths differ, or one side has more than two positional axes.
    """
    if left.rank > 2 or right.rank > 2:
        raise Unfit(f"{left.words()} times {right.words()} is no matrix product")
    a, b = as_matrix(left), as_matrix(right)
    if a.shape[1] != b.shape[0]:
        raise Unfit(f"{left.words()} cannot be multiplied by {right.words()}: {a.shape[1]} is not {b.shape[0]}")
    labels = union((a, b))
    sized(spread(a, labels).shape[:-2], spread(b, labels).shape[:-2])
    product = Value(np.matmul(spread(a, labels), spread(b, labels)), labels, 2)
    if left.rank == 2 and right.rank == 2:
        return product
    return scalar(product) if product.shape == (1, 1) else vectors(product)


def outer(left: Value, right: Value) -> Value:
    """All products of an entry of one with an entry of the other."""
    labels = union((left, right))
    a, b = spread(left, labels), spread(right, labels)
    a = a.reshape((*a.shape, *(1,) * right.rank))
    b = b.reshape((*b.shape[: len(labels)], *(1,) * left.rank, *right.shape))
    sized(a.shape, b.shape)
    return Value(a * b, labels, left.rank + right.rank)


def kronecker(left: Value, right: Value) -> Value:
    """The Kronecker product of two matrices, of which vectors are columns or rows.

    Raises:
        Unfit: one of them is a number, or has more than two axes.
        Unsized: nothing says the size of an identity matrix.
    """
    if "identity" in (left.flexible, right.flexible):
        raise Unsized("nothing says the size of an identity matrix beside a Kronecker product: I_n")
    a, b = (as_matrix(value) if value.rank == 1 else value for value in (left, right))
    if a.rank != 2 or b.rank != 2:
        raise Unfit(f"{left.words()} and {right.words()} have no Kronecker product")
    pairs = outer(a, b)
    array = pairs.array.swapaxes(-3, -2)
    (m, n), (p, q) = a.shape, b.shape
    array = array.reshape((*array.shape[:-4], m * p, n * q))
    if left.rank == right.rank == 1 and left.row == right.row:
        return Value(array.reshape((*array.shape[:-2], -1)), pairs.labels, 1, row=left.row)
    return Value(array, pairs.labels, 2)


def dot(left: Value, right: Value) -> Value:
    """The sum of the products of entries in the same place.

    Raises:
        Unfit: the shapes differ.
    """
    if left.shape != right.shape:
        raise Unfit(f"{left.words()} and {right.words()} have no dot product")
    labels = union((left, right))
    product = spread(left, labels) * spread(right, labels)
    return Value(product.sum(axis=tuple(range(-left.rank, 0))) if left.rank else product, labels)
