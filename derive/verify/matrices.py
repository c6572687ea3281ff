"""Evaluation of matrix forms with real matrix products: an index that lies on the wrong axis shows as a wrong shape or
a wrong number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy
from sympy import S, Symbol

from derive.algebra import Apply, Func, Tensor
from derive.algebra.evaluate import Array, Instance, evaluate, value_in_scope
from derive.matrix_nodes import (
    Diagonal,
    Elementwise,
    Hadamard,
    Matrix,
    Ones,
    Power,
    Product,
    Quotient,
    Scalar,
    Scaled,
    Summed,
    Total,
    Transposed,
    Whole,
)

Layers = Mapping[Symbol, int]


def matrix_value(matrix: Matrix, instance: Instance, layers: Layers) -> Array:
    """The value of a matrix expression; vectors come back as one-dimensional arrays."""
    value = _matrix(matrix, instance, layers)
    return value[:, 0] if value.ndim == 2 and value.shape[1] == 1 and _is_column(matrix) else value


def _is_column(matrix: Matrix) -> bool:
    match matrix:
        case Whole():
            return matrix.tensor.rank - (matrix.layer is not None) == 1
        case Ones():
            return True
        case Hadamard(factors) | Total(factors):
            return any(_is_column(part) for part in factors)
        case Product(factors):
            return _is_column(factors[-1])
        case Summed(_, _, _, of) | Scaled(_, of) | Elementwise(_, of) | Power(of, _):
            return _is_column(of)
        case Quotient(numerator, denominator):
            return _is_column(numerator) or _is_column(denominator)
    return False


def _number(expr: Any, instance: Instance, layers: Layers) -> Array:
    return value_in_scope(expr, instance, {k: np.asarray(v) for k, v in layers.items()})


def _matrix(matrix: Matrix, instance: Instance, layers: Layers) -> Array:
    match matrix:
        case Whole():
            return _whole(matrix, instance, layers)
        case Scalar(value):
            return np.asarray(_number(value, instance, layers))
        case Ones(size):
            return np.ones((int(_number(size, instance, layers)), 1))
        case Transposed(of):
            return _matrix(of, instance, layers).T
        case Product(factors):
            return reduce(np.matmul, (_matrix(f, instance, layers) for f in factors))
        case Hadamard(factors):
            return reduce(np.multiply, (_matrix(f, instance, layers) for f in factors))
        case Total(terms):
            return reduce(np.add, (_matrix(t, instance, layers) for t in terms))
        case Summed():
            return _summed(matrix, instance, layers)
        case Scaled(factor, of):
            return _number(factor, instance, layers) * _matrix(of, instance, layers)
        case Quotient(numerator, denominator):
            return _matrix(numerator, instance, layers) / _matrix(denominator, instance, layers)
        case Power(of, exponent):
            return np.asarray(_matrix(of, instance, layers) ** _number(exponent, instance, layers))
        case Diagonal(of):
            return np.diag(_matrix(of, instance, layers)[:, 0])
        case Elementwise():
            return _elementwise(matrix, instance, layers)
    raise TypeError(f"no value for {type(matrix).__name__}")


def _summed(matrix: Summed, instance: Instance, layers: Layers) -> Array:
    first, last = (int(_number(end, instance, layers)) for end in (matrix.first, matrix.last))
    terms = (_matrix(matrix.of, instance, {**layers, matrix.index: number}) for number in range(first, last + 1))
    return reduce(np.add, terms)


def _whole(matrix: Whole, instance: Instance, layers: Layers) -> Array:
    """The array of a tensor, a vector as a column; of a layered tensor the rows and columns that this layer has."""
    array = instance.values[matrix.tensor]
    if matrix.layer is not None:
        first = int(_number(matrix.tensor.ranges[0][0], instance, {}))
        array = array[int(_number(matrix.layer, instance, layers)) - first]
        for axis in range(array.ndim):
            filled = ~np.all(np.isnan(array), axis=tuple(a for a in range(array.ndim) if a != axis))
            array = np.compress(filled, array, axis=axis)
    return array[:, None] if array.ndim == 1 else array


def _elementwise(matrix: Elementwise, instance: Instance, layers: Layers) -> Array:
    argument = _matrix(matrix.of, instance, layers)
    points, k = Tensor("_matrix", [(1, argument.size)]), Symbol("_k", integer=True)
    function = matrix.function
    call = Apply(function, points[k]) if isinstance(function, Func) else getattr(sympy, function)(points[k])
    values = evaluate(call, instance.with_value(points, argument.ravel()), [(k, S.One, S(argument.size))])
    return values.reshape(argument.shape)
