"""Matrix expressions, as plain data: what the matrix form of a theorem is made of.

They carry no mathematics of their own: they are built from an index equation by ``derive.matrix_form`` and printed by
the renderers. A vector is a column.  In a notation with examples as rows, a quantity with the axes (example, unit) is
the matrix of that shape.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Symbol

from derive.algebra import Func, Tensor


class Matrix:
    """Base class of all matrix expressions."""


@dataclass(frozen=True)
class Whole(Matrix):
    """A tensor as a whole: a scalar, column vector or matrix; ``layer`` is the layer index of a layered tensor (``l + 1``)."""

    tensor: Tensor
    layer: Expr | None = None


@dataclass(frozen=True)
class Scalar(Matrix):
    """A scalar index expression without free indices; added to a matrix it is added to every entry."""

    value: Expr


@dataclass(frozen=True)
class Ones(Matrix):
    """A column of ones."""

    size: Expr


@dataclass(frozen=True)
class Transposed(Matrix):
    """The transpose."""

    of: Matrix


@dataclass(frozen=True)
class Product(Matrix):
    """The matrix product of the factors, in order."""

    factors: tuple[Matrix, ...]


@dataclass(frozen=True)
class Hadamard(Matrix):
    """The elementwise product of the factors."""

    factors: tuple[Matrix, ...]


@dataclass(frozen=True)
class Quotient(Matrix):
    """Elementwise division."""

    numerator: Matrix
    denominator: Matrix


@dataclass(frozen=True)
class Total(Matrix):
    """The sum of the terms."""

    terms: tuple[Matrix, ...]


@dataclass(frozen=True)
class Scaled(Matrix):
    """A scalar times a matrix; ``factor`` has no free index."""

    factor: Expr
    of: Matrix


@dataclass(frozen=True)
class Elementwise(Matrix):
    """A function applied to every entry: a named one (``Func``) or ``exp``, ``log``, ``sin``, ... by name."""

    function: Func | str
    of: Matrix


@dataclass(frozen=True)
class Power(Matrix):
    """Every entry raised to a power."""

    of: Matrix
    exponent: Expr


@dataclass(frozen=True)
class Summed(Matrix):
    """The sum of a matrix over an index that numbers layers or time steps: ``sum_t delta^t (h^(t-1))^T``."""

    index: Symbol
    first: Expr
    last: Expr
    of: Matrix


@dataclass(frozen=True)
class Diagonal(Matrix):
    """The diagonal matrix of a vector."""

    of: Matrix
