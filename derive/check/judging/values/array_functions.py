"""Functions of whole arrays by name: softmax, norms, traces, determinants, extremes, constants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

import numpy as np

from derive.check.judging.problems import Unfit
from derive.check.judging.values import brackets, elementary
from derive.check.judging.values.arithmetic import combine, scale, total
from derive.check.judging.values.contractions import dot, matmul
from derive.check.judging.values.frame import NUDGE
from derive.check.judging.values.powers import entries, regular
from derive.check.judging.values.values import Array, Value, scalar, transpose


def absolute(value: Value) -> Value:
    """``|x|`` of a number, the length of a vector, the determinant of a matrix."""
    if value.rank == 0:
        return replace(value, array=elementary.elementwise("abs", 0, value.array * 1.0))
    if value.rank == 2 and value.shape[0] == value.shape[1]:
        return Value(regular(value.array, np.linalg.det(value.array)), value.labels)
    return norm(value)


def norm(value: Value, kind: str = "2") -> Value:
    """The Euclidean (Frobenius) norm; ``1`` and ``inf`` too; the index F, fro, 2 or nothing."""
    if kind == "1":
        array = elementary.elementwise("abs", 0, value.array * 1.0)
        return total(replace(value, array=array), everything=True) if value.rank else replace(value, array=array)
    squares = brackets.squared_length(value)
    return replace(squares, array=entries(squares.array, np.asarray(0.5)))


def inner_product(left: Value, right: Value) -> Value:
    """``<u, v>``."""
    return dot(left, right)


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _along_letter(value: Value) -> Value:
    """Numbers for each value of one letter as a vector: ``diag(p_i (1 - p_i))``."""
    letters = [label for label in value.labels if label != NUDGE]
    if value.rank or len(letters) != 1:
        return value
    axis = value.labels.index(letters[0])
    rest = tuple(label for label in value.labels if label != letters[0])
    return Value(np.moveaxis(value.array, axis, -1), rest, 1)


def _diag(values: list[Value]) -> Value:
    value = _along_letter(*values)
    if value.rank == 1:
        return Value(value.array[..., None] * np.eye(value.shape[0]), value.labels, 2)
    if value.rank == 2 and value.shape[0] == value.shape[1]:
        return Value(np.diagonal(value.array, axis1=-2, axis2=-1), value.labels, 1)
    raise Unfit(f"{value.words()} has no diagonal")


def _square_matrix(value: Value, what: str) -> Array:
    if value.rank != 2 or value.shape[0] != value.shape[1]:
        raise Unfit(f"{value.words()} has no {what}")
    return value.array


def _trace(values: list[Value]) -> Value:
    (value,) = values
    if value.is_scalar:
        return scalar(value)
    return Value(np.trace(_square_matrix(value, "trace"), axis1=-2, axis2=-1), value.labels)


def _det(values: list[Value]) -> Value:
    (value,) = values
    if value.is_scalar:
        return scalar(value)
    matrix = _square_matrix(value, "determinant")
    return Value(regular(matrix, np.linalg.det(matrix)), value.labels)


def _extreme(sign: int) -> Callable[[list[Value]], Value]:
    def better(a: Array, b: Array) -> Array:
        return np.where(sign * a.real >= sign * b.real, a, b)

    def extreme(values: list[Value]) -> Value:
        if len(values) > 1:
            return reduce(lambda a, b: combine(better, b, a, "compared with"), values)
        (value,) = values
        if not value.rank:
            raise Unfit("the largest of one number is asked for")
        flat = value.array.reshape((*value.array.shape[: len(value.labels)], -1))
        at = (sign * flat.real).argmax(axis=-1)
        return Value(np.take_along_axis(flat, at[..., None], axis=-1)[..., 0], value.labels)

    return extreme


def _everything(values: list[Value]) -> Value:
    return total(values[0], everything=True) if values[0].rank else values[0]


def _mean(values: list[Value]) -> Value:
    summed = _everything(values)
    return replace(summed, array=summed.array / int(np.prod(values[0].shape)))


def _along(axis: int, words: str, mean: bool = False) -> Callable[[list[Value]], Value]:
    """The column of the sums (the means) of the rows of a matrix, or the row of those of its columns."""

    def summed(values: list[Value]) -> Value:
        (value,) = values
        if value.rank != 2:
            raise Unfit(f"{value.words()} has no {words} to add up")
        array = value.array.mean(axis=axis) if mean else value.array.sum(axis=axis)
        return Value(array, value.labels, 1, row=axis == -2)

    return summed


def _matmul(values: list[Value]) -> Value:
    """``a @ b`` of the formula language: a vector is a row on the left side, a column on the right, and a column in the end."""
    left, right = (replace(value, row=at == 0) if value.rank == 1 else value for at, value in enumerate(values))
    if not (left.rank and right.rank):
        return scale(left, right)
    product = matmul(left, right)
    return replace(product, row=False) if product.rank == 1 else product


def _constant(make: Callable[[int], Array]) -> Callable[[list[Value]], Value]:
    """``ones(m)``, ``eye(n)``: an array of a size."""

    def made(values: list[Value]) -> Value:
        if len(values) != 1 or values[0].rank or values[0].labels:
            raise Unfit("an array of ones, of zeros or an identity has one size")
        array = make(int(values[0].array.real))
        return Value(array, (), array.ndim)

    return made


def _half_turned(values: list[Value]) -> Value:
    """A kernel turned by half a circle: the order of its entries is reversed along every axis."""
    (value,) = values
    return replace(value, array=np.flip(value.array, axis=tuple(range(-value.rank, 0)))) if value.rank else value


def _logsumexp(values: list[Value]) -> Value:
    """The logarithm of the sum of the exponentials of a vector, or of each row of a matrix."""
    (value,) = values
    if not value.rank:
        raise Unfit("a function of a vector is taken of a number")
    return Value(np.log(np.exp(value.array).sum(axis=-1)), value.labels, value.rank - 1)


def _of_rows(function: Callable[[list[Value]], Value], *, turned: bool = False) -> Callable[[list[Value]], Value]:
    """A function of vectors for each row of a matrix (or of its transpose)."""

    def along(values: list[Value]) -> Value:
        (value,) = values
        if value.rank != 2:
            raise Unfit(f"{value.words()} has no rows")
        return function([transpose(value) if turned else value])

    return along


def _vec(values: list[Value]) -> Value:
    """The columns of a matrix below each other."""
    (value,) = values
    if value.rank > 2:
        raise Unfit(f"{value.words()} has no columns to stack")
    if value.rank < 2:
        return replace(value, row=False)
    turned = value.array.swapaxes(-1, -2)
    return Value(turned.reshape((*turned.shape[:-2], -1)), value.labels, 1)


VECTORWISE: dict[str, Callable[[Array], Array]] = {
    "softmax": _softmax,
    "logsoftmax": lambda z: np.log(_softmax(z)),
    "log_softmax": lambda z: np.log(_softmax(z)),
}
KNOWN: dict[str, Callable[[list[Value]], Value]] = {
    "diag": _diag,
    "tr": _trace,
    "trace": _trace,
    "det": _det,
    "max": _extreme(1),
    "min": _extreme(-1),
    "sum": _everything,
    "mean": _mean,
    "matmul": _matmul,
    "logsumexp": _logsumexp,
    "rowlogsumexp": _of_rows(_logsumexp),
    "collogsumexp": _of_rows(_logsumexp, turned=True),
    "rowsoftmax": _of_rows(lambda values: replace(values[0], array=_softmax(values[0].array))),
    "vec": _vec,
    "rowsum": _along(-1, "rows"),
    "rowmean": _along(-1, "rows", mean=True),
    "colsum": _along(-2, "columns"),
    "colmean": _along(-2, "columns", mean=True),
    "rot180": _half_turned,
    "flip": _half_turned,
    "norm": lambda values: norm(values[0]),
    "ones": _constant(np.ones),
    "zeros": _constant(np.zeros),
    "eye": _constant(np.eye),
}
