"""Matrix form: an index expression written with whole matrices, driven by the order of the axes alone.

A contraction over one shared index is a product, and the position of that index decides the transposes; a shared free
index is an elementwise product; disjoint free indices are an outer product.  Nobody writes a transpose here.  What has
no matrix form yields None and stays in index form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy import Expr, Mul, S, Symbol

from derive.algebra import AXIS, Apply, Entry, Sum
from derive.algebra.nodes import Range
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

Axes = tuple[Symbol, ...]
Sizes = dict[Symbol, Range]


def matrix_form(expr: Expr, axes: Axes, ranges: Sizes) -> Matrix | None:
    """``expr`` as a matrix with rows along ``axes[0]`` and columns along ``axes[1]`` (a column vector for one axis, a
    scalar for none).

    ``ranges`` gives the range of each axis (needed for columns of ones).  Returns None where there is no matrix form.
    """
    if len(axes) > 2:
        return None
    if not expr.free_symbols & set(axes) and not isinstance(expr, Entry):
        return _scalar(expr)
    for kind, convert in _CONVERTERS.items():
        if isinstance(expr, kind):
            return convert(expr, axes, ranges)
    return None


def _scalar(expr: Expr) -> Matrix | None:
    return Scalar(expr)


def _entry(expr: Entry, axes: Axes, ranges: Sizes) -> Matrix | None:
    layered = expr.tensor.layered or bool(expr.tensor.of and expr.tensor.of.layered)
    if layered and expr.indices[0].free_symbols & set(axes):
        return None  # the number of a layer or a time is no axis of a matrix
    whole = Whole(expr.tensor, expr.indices[0] if layered else None)
    indices = expr.indices[1:] if layered else expr.indices
    if not all(index in axes for index in indices) or len(set(indices)) != len(indices):
        return None
    if not all(
        _is_whole(span, ranges.get(index)) for index, span in zip(indices, expr.tensor.ranges[-len(indices) :], strict=False)
    ):
        return None  # the first half of a vector has no name
    if indices == axes:
        return whole
    if len(axes) == 2 and indices == axes[::-1]:
        return Transposed(whole)
    if len(axes) == 2 and len(indices) == 1:
        return _broadcast(whole, indices[0], axes, ranges)
    return Scalar(expr) if not indices else None


def _is_whole(span: Range, limits: Range | None) -> bool:
    """Whether an index runs over a whole axis (axes whose length depends on the layer aside)."""
    if limits is None or any(end.has(*AXIS) or end.has(Entry) for end in (*span, *limits)):
        return True
    return all(sympy.expand(a - b) == 0 for a, b in zip(span, limits, strict=True))


def _broadcast(column: Matrix, along: Symbol, axes: Axes, ranges: Sizes) -> Matrix:
    """A vector repeated along the other axis: ``v 1^T`` or ``1 v^T``."""
    row, other = axes
    if along == row:
        return Product((column, Transposed(Ones(_size(ranges[other])))))
    return Product((Ones(_size(ranges[row])), Transposed(column)))


def _size(limits: Range) -> Expr:
    lo, hi = limits
    return sympy.expand(hi - lo + 1)


def _add(expr: Expr, axes: Axes, ranges: Sizes) -> Matrix | None:
    terms = [matrix_form(term, axes, ranges) for term in expr.args]
    if any(term is None for term in terms):
        return None
    return Total(tuple(sorted((term for term in terms if term is not None), key=_term_order)))


def _term_order(term: Matrix) -> tuple[Any, ...]:
    negative = isinstance(term, Scaled) and term.factor.could_extract_minus_sign()
    rank = 0 if isinstance(term, Scalar) else 1 if _mentions_product(term) else 2
    return negative, rank, _name(term)


def _mentions_product(term: Matrix) -> bool:
    return isinstance(term, Product) and not any(isinstance(f, Ones) for f in term.factors)


def _mul(expr: Expr, axes: Axes, ranges: Sizes) -> Matrix | None:
    """Scalars in front; then an outer product, a product with a diagonal matrix, or an elementwise product."""
    scalar, above, below = S.One, [], []
    for factor in expr.args:
        base, exponent = factor.as_base_exp()
        if not factor.free_symbols & set(axes):
            scalar *= factor
        elif exponent.is_negative:
            below.append(base**-exponent)
        else:
            above.append(factor)
    numerator = _product(above, axes, ranges)
    if below:
        denominator = _product(below, axes, ranges)
        if numerator is None or denominator is None:
            return None
        numerator = Quotient(numerator, denominator)
    if numerator is None:
        return None
    return numerator if scalar == 1 else Scaled(scalar, numerator)


def _product(factors: Sequence[Expr], axes: Axes, ranges: Sizes) -> Matrix | None:
    if not factors:
        return Scalar(S.One)
    if len(axes) < 2:
        return _hadamard(factors, axes, ranges)
    row, column = axes
    rows = [f for f in factors if column not in f.free_symbols]
    columns = [f for f in factors if row not in f.free_symbols]
    full = [f for f in factors if f not in rows and f not in columns]
    left, right = _hadamard(rows, (row,), ranges), _hadamard(columns, (column,), ranges)
    middle = _hadamard(full, axes, ranges)
    if (rows and left is None) or (columns and right is None) or (full and middle is None):
        return None
    if not full:
        if left is None or right is None:
            only, along = (left, row) if left is not None else (right, column)
            return None if only is None else _broadcast(only, along, axes, ranges)
        return Product((left, Transposed(right)))
    parts: list[Matrix] = [Diagonal(left)] if left is not None else []
    parts += [middle] if middle is not None else []
    parts += [Diagonal(right)] if right is not None else []
    return parts[0] if len(parts) == 1 else Product(tuple(parts))


def _hadamard(factors: Sequence[Expr], axes: Axes, ranges: Sizes) -> Matrix | None:
    parts = [matrix_form(factor, axes, ranges) for factor in factors]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts) or not parts:
        return None
    return known[0] if len(known) == 1 else Hadamard(tuple(sorted(known, key=_factor_order)))


def _factor_order(factor: Matrix) -> tuple[int, str]:
    """Errors first, then differences such as a - y, then activations, then derivatives, as on a blackboard."""
    if "adjoint" in _name(factor):
        return 0, _name(factor)
    if isinstance(factor, Total):
        return (3 if isinstance(factor.terms[0], Scalar) else 1), _name(factor)
    return (4 if isinstance(factor, Elementwise) else 2), _name(factor)


def _name(matrix: Any) -> str:
    """A text that orders deterministically, and shows whether an adjoint is inside."""
    if isinstance(matrix, Whole):
        return f"{matrix.tensor.role} {matrix.tensor.name} {matrix.layer}"
    if isinstance(matrix, tuple):
        return " ".join(map(_name, matrix))
    fields = getattr(matrix, "__dataclass_fields__", None)
    return f"{type(matrix).__name__} " + " ".join(_name(getattr(matrix, f)) for f in fields) if fields else str(matrix)


def _sum(expr: Sum, axes: Axes, ranges: Sizes) -> Matrix | None:
    """A sum over one index: what carries it on the left, between and on the right decides the product."""
    body, bounds = expr.open()
    if len(bounds) != 1:
        return None
    k, lo, hi = bounds[0]
    if axes and _numbers_layers(body, k):
        inner = matrix_form(body, axes, ranges)
        return None if inner is None else Summed(k, lo, hi, inner)
    within = ranges | {k: (lo, hi)}
    if len(axes) == 2 and any(set(axes) <= f.free_symbols for f in Mul.make_args(body)):
        return None
    left_axes, right_axes = (axes[:1], axes[1:]) if len(axes) == 2 else (axes, ()) if axes else ((), ())
    factors = Mul.make_args(body)
    left = [f for f in factors if f.free_symbols & set(left_axes)]
    right = [f for f in factors if f.free_symbols & set(right_axes)]
    between = [f for f in factors if f not in left and f not in right]
    if not axes:
        return _scalar_sum(between, k, within)
    first = _product(left, (*left_axes, k), within) if left else None
    if right_axes:
        middle = _hadamard(between, (k,), within) if between else None
        last = _product(right, (k, *right_axes), within) if right else None
        if first is None or last is None or (between and middle is None):
            return None
        return Product((first, *([Diagonal(middle)] if middle is not None else []), last))
    vector = _hadamard(between, (k,), within) if between else Ones(_size((lo, hi)))
    return None if first is None or vector is None else _flat((first, vector))


def _numbers_layers(body: Expr, k: Symbol) -> bool:
    """Whether an index stands only where tensors are numbered by layer or time."""
    found = [entry for entry in body.atoms(Entry) if k in entry.free_symbols]
    layered = [e for e in found if e.tensor.layered or bool(e.tensor.of and e.tensor.of.layered)]
    return len(found) == len(layered) > 0 and not any(k in i.free_symbols for e in found for i in e.indices[1:])


def _flat(factors: tuple[Matrix, ...]) -> Matrix:
    merged: list[Matrix] = []
    for factor in factors:
        merged += factor.factors if isinstance(factor, Product) else [factor]
    return Product(tuple(merged))


def _scalar_sum(factors: Sequence[Expr], k: Symbol, ranges: Sizes) -> Matrix | None:
    if len(factors) == 2 and all(isinstance(f, Entry) for f in factors):
        first, second = (matrix_form(f, (k,), ranges) for f in sorted(factors, key=sympy.default_sort_key))
        return None if first is None or second is None else Product((Transposed(first), second))
    return None


def _pow(expr: Expr, axes: Axes, ranges: Sizes) -> Matrix | None:
    if expr.exp.free_symbols & set(axes):
        return None
    base = matrix_form(expr.base, axes, ranges)
    if base is None:
        return None
    if expr.exp == -1:
        return Quotient(Scalar(S.One), base)
    return Power(base, expr.exp)


def _apply(expr: Apply, axes: Axes, ranges: Sizes) -> Matrix | None:
    inside = matrix_form(expr.argument, axes, ranges)
    return None if inside is None else Elementwise(expr.function, inside)


def _function(expr: Expr, axes: Axes, ranges: Sizes) -> Matrix | None:
    inside = matrix_form(expr.args[0], axes, ranges)
    return None if inside is None else Elementwise(type(expr).__name__, inside)


_CONVERTERS: dict[Any, Callable[[Any, Axes, Sizes], Matrix | None]] = {
    Entry: _entry,
    Sum: _sum,
    sympy.Add: _add,
    sympy.Mul: _mul,
    sympy.Pow: _pow,
    Apply: _apply,
    sympy.exp: _function,
    sympy.log: _function,
    sympy.sin: _function,
    sympy.cos: _function,
}
