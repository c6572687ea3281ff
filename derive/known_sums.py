"""Sums that a definition fixes: ``sum_k p_k = 1`` for a softmax, ``sum_n (x_n - mu) = 0`` for a mean.

Nothing is looked up: the definition is put into the sum, or solved for its own sum, and what collapses is a fact.
"""

from __future__ import annotations

from sympy import Add, Expr, Mul

from derive.algebra import Entry, Sum, replace
from derive.algebra.fold import match
from derive.algebra.tidy import is_constant, weight
from derive.model import Equation, Model

Known = tuple[Expr, str]
"""The value of a sum, and the label of the definition that fixes it."""


def fixed_sum(model: Model, node: Expr) -> Known | None:
    """The value of a sum that some definition fixes, or None."""
    if not isinstance(node, Sum):
        return None
    return _of_normalised(model, node) or _of_differences(model, node)


def _of_normalised(model: Model, node: Sum) -> Known | None:
    """``sum_k a_k`` where the definition of ``a``, put in, makes it a constant."""
    if not isinstance(node.args[0], Entry):
        return None
    body, bounds = node.open()
    equation = model.equation_of(body.tensor)
    if equation is None or not equation.rhs.has(Sum) or not all(i.is_Symbol for i in equation.lhs.indices):
        return None
    value = Sum(equation.right_side_at(*body.indices), *bounds)
    return (value, equation.label) if is_constant(value) else None


def _of_differences(model: Model, node: Sum) -> Known | None:
    """``sum_n (x_n - mu)``: term by term, with the sum that defines ``mu`` expressed by ``mu``."""
    body, bounds = node.open()
    if not isinstance(body, Add):
        return None
    tensors = {entry.tensor for entry in body.atoms(Entry)}
    for equation in model.equations:
        if equation.tensor not in tensors or (not equation.lhs.indices and not isinstance(equation.rhs, (Mul, Sum))):
            continue
        factor, total = _scaled_sum(equation.rhs)
        if total is None:
            continue
        pieces = [_expressed(Sum(term, *bounds), total, equation, factor) for term in body.args]
        value = Add(*pieces)
        if is_constant(value) or weight(value) < weight(node):
            return value, equation.label
    return None


def _scaled_sum(rhs: Expr) -> tuple[Expr, Sum | None]:
    """``factor`` and ``total`` of a definition ``factor * total`` with a constant factor."""
    factors = Mul.make_args(rhs)
    sums = [f for f in factors if isinstance(f, Sum)]
    rest = Mul(*(f for f in factors if f not in sums))
    return (rest, sums[0]) if len(sums) == 1 and is_constant(rest) else (rest, None)


def _expressed(piece: Expr, total: Sum, equation: Equation, factor: Expr) -> Expr:
    """A sum, by the quantity that it defines: ``sum_n x_n`` is ``N mu``."""
    outside = Mul(*(f for f in Mul.make_args(piece) if not isinstance(f, Sum)))
    inside = Mul(*(f for f in Mul.make_args(piece) if isinstance(f, Sum)))
    found = match(total, inside, equation.lhs.indices)
    return piece if found is None else outside * replace(equation.lhs, found) / factor
