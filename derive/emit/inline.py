"""Sums of sums become one sum: the cost of each example, which only the cost of the batch reads, is no array of its own.

``C = sum_n C_n/N`` with ``C_n = sum_k f_nk g_nk/2`` is one scalar product of all entries.  Input: the equations in computable
order.  Output: equal equations, fewer of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from sympy import Add, Expr, Mul

from derive.algebra import Entry, Sum, Tensor, replace
from derive.emit.stable import is_whole
from derive.model import Equation


def inlined(equations: Sequence[Equation]) -> list[Equation]:
    """The equations with every such inner sum written inside the one sum that reads it."""
    result = list(equations)
    for equation in equations:
        if not _is_product_summed(equation):
            continue
        readers = [other for other in result if equation.tensor in other.reads]
        if len(readers) != 1 or not isinstance(_sum_of(readers[0].rhs), Sum):
            continue
        merged = _merged(readers[0].rhs, equation)
        if merged is not None:
            place = next(i for i, other in enumerate(result) if other is readers[0])
            result[place] = dataclasses.replace(readers[0], rhs=merged)
            result = [other for other in result if other is not equation]
    return result


def _is_product_summed(equation: Equation) -> bool:
    """Whether an equation defines every entry as a sum of products, with nothing added."""
    inner = _sum_of(equation.rhs)
    plain = bool(equation.lhs.indices) and is_whole(equation)
    return plain and inner is not None and not isinstance(inner.open()[0], Add)


def _sum_of(expr: Expr) -> Sum | None:
    """The one factor of an expression that is a sum."""
    found = [factor for factor in Mul.make_args(expr) if isinstance(factor, Sum)]
    return found[0] if len(found) == 1 else None


def _merged(reader: Expr, equation: Equation) -> Expr | None:
    """``sum_n g_n C_n`` with the definition for C; None unless C stands there once, at the summed indices."""
    outer = _sum_of(reader)
    assert outer is not None  # the caller has looked
    if equation.tensor in (reader / outer).atoms(Tensor):
        return None
    body, bounds = outer.open()
    entries = [factor for factor in Mul.make_args(body) if isinstance(factor, Entry) and factor.tensor == equation.tensor]
    rest = body / entries[0] if len(entries) == 1 else body
    if equation.tensor in rest.atoms(Tensor) or len(set(entries[0].indices)) != len(entries[0].indices):
        return None
    if not set(entries[0].indices) <= {k for k, _, _ in bounds}:
        return None
    placed = dict(zip(equation.lhs.indices, entries[0].indices, strict=True))
    return reader / outer * Sum(rest * replace(equation.rhs, placed), *bounds)
