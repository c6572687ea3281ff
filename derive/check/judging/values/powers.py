"""Powers, roots and inverses of numbers, of entries, and of square matrices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from derive.check.judging.problems import Unfit
from derive.check.judging.values.arithmetic import combine
from derive.check.judging.values.values import Array, Value

_ROUNDS = 60
_ILL = 1e8


def inverse(value: Value) -> Value:
    """The inverse of a square matrix.

    Raises:
        Unfit: it is not square, or has no inverse.
    """
    if value.rank != 2 or value.shape[0] != value.shape[1]:
        raise Unfit(f"{value.words()} has no inverse")
    try:
        return replace(value, array=regular(value.array, np.linalg.inv(value.array)))
    except np.linalg.LinAlgError:
        raise Unfit("the matrix has no inverse on random numbers") from None


def regular(matrix: Array, result: Array) -> Array:
    """The result where a matrix is well-conditioned; elsewhere rounding errors decide, and nothing is known."""
    bad = np.linalg.cond(np.where(np.isfinite(matrix), matrix, 0).real) > _ILL
    bad = bad.reshape((*bad.shape, *(1,) * (result.ndim - bad.ndim)))
    return np.where(bad, np.nan, result)


def power(value: Value, exponent: Value, kind: str) -> Value:
    """``kind`` is ``matrix`` or ``entries``.

    Raises:
        Unfit: a matrix power that is neither whole nor a half.
    """
    if kind == "entries":
        result = combine(entries, value, exponent, "raised to")
        return replace(result, row=value.row)
    if exponent.labels:
        return _running(value, exponent)
    p = complex(exponent.array).real
    if p < 0:
        value, p = inverse(value), -p
    if abs(p - round(p)) < 1e-12:
        return replace(value, array=np.linalg.matrix_power(value.array, round(p)))
    if abs(2 * p - round(2 * p)) < 1e-12:
        return replace(value, array=np.linalg.matrix_power(_square_root(value.array), round(2 * p)))
    raise Unfit(f"a matrix to the power {p:g} is not defined here")


def _running(value: Value, exponent: Value) -> Value:
    """Powers of a matrix whose exponents run over indices: ``(W^T)^{T - t}``; NaN where an exponent has no value.

    Raises:
        Unfit: the matrix runs over the same index.
    """
    if set(value.labels) & set(exponent.labels):
        raise Unfit("a matrix and its exponent run over the same index")
    powers: dict[float, Array] = {}
    for p in {float(number) for number in exponent.array.real.flat}:
        known = not np.isnan(p)
        powers[p] = power(value, Value(np.asarray(p)), "matrix").array if known else np.full(value.array.shape, np.nan)
    stacked = np.stack([powers[float(number)] for number in exponent.array.real.flat])
    return Value(stacked.reshape((*exponent.array.shape, *value.array.shape)), (*exponent.labels, *value.labels), 2)


def entries(base: Array, exponent: Array) -> Array:
    """Powers entry by entry: exact products for whole exponents; NaN for a root of a negative number."""
    constant = exponent.reshape(-1)[0] if exponent.size and np.all(exponent == exponent.reshape(-1)[0]) else None
    if constant is not None and abs(constant.imag) == 0 and float(constant.real).is_integer() and abs(constant.real) <= 64:
        whole = int(constant.real)
        shaped = np.broadcast_to(base, np.broadcast_shapes(base.shape, exponent.shape))
        if whole < 0:
            return 1.0 / np.power(shaped, -whole)
        return np.power(shaped, whole)
    negative = base.real < 0
    safe = np.where(negative, 1.0, base)
    return np.where(negative, np.nan, np.power(safe, exponent))


def _square_root(matrix: Array) -> Array:
    """The principal square root, by the iteration of Denman and Beavers (analytic: complex steps pass through)."""
    root, other = matrix.astype(complex), np.broadcast_to(np.eye(matrix.shape[-1]), matrix.shape).astype(complex)
    for _ in range(_ROUNDS):
        root, other = (root + np.linalg.inv(other)) / 2, (other + np.linalg.inv(root)) / 2
    return root if np.iscomplexobj(matrix) else root.real
