"""Kronecker deltas that are left under a sum are solved for a summed index, before any mask is made of them.

``sum_p f_p [i = (p - u + q)/s] [s divides p - u + q]`` is ``f_(s*i + u - q)``, where that lies in the range of p.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Mul

from derive.algebra import Delta, Divides, Entry, InRange, Sum, replace
from derive.algebra.sums import Bound

if TYPE_CHECKING:
    from derive.emit.lower import Lowering


def solved(lowering: Lowering, body: Expr, bounds: list[Bound]) -> tuple[Expr, list[Bound]]:
    """The body and the bounds of a sum without such deltas; a sum inside that holds some is opened first."""
    if not body.has(Delta):
        return body, bounds
    factors: list[Expr] = []
    bounds = list(bounds)
    for factor in Mul.make_args(body):
        if isinstance(factor, Sum) and factor.has(Delta):
            inner, more = factor.open()
            factors += Mul.make_args(inner)
            bounds += [(k, lowering.sized(lo), lowering.sized(hi)) for k, lo, hi in more]
        else:
            factors.append(factor)
    for delta in [factor for factor in factors if isinstance(factor, Delta)]:
        found = _solution(lowering, delta, bounds)
        if found is None:
            continue
        (k, lo, hi), value = found
        factors.remove(delta)
        factors = [plain(lowering, replace(factor, {k: value})) for factor in factors]
        factors.append(InRange(value, lo, hi))
        bounds = [bound for bound in bounds if bound[0] != k]
    return Mul(*factors), bounds


def _solution(lowering: Lowering, delta: Delta, bounds: list[Bound]) -> tuple[Bound, Expr] | None:
    """The summed index whose value the delta fixes, for sure a whole number."""
    difference = sympy.expand(lowering.sized(delta.args[0] - delta.args[1]))
    if difference.has(Entry):
        return None
    for bound in bounds:
        step = difference.coeff(bound[0])
        if step == 0 or not (1 / step).is_Integer:
            continue
        value = sympy.expand(bound[0] - difference / step)
        if all(term.as_coeff_Mul()[0].is_Integer for term in sympy.Add.make_args(value)):
            return bound, value
    return None


def plain(lowering: Lowering, factor: Expr) -> Expr:
    """Indices multiplied out, so that ``p - s*i`` with ``p = s*i + u`` is seen to be u, and divisible by what divides it."""
    if not factor.args or factor.is_Symbol:
        return factor
    if isinstance(factor, Divides):
        quotient = sympy.expand(lowering.sized(factor.args[1] / factor.args[0]))
        whole = all(term.as_coeff_Mul()[0].is_Integer for term in sympy.Add.make_args(quotient))
        return sympy.S.One if whole else factor
    if isinstance(factor, Entry):
        return factor.func(factor.tensor, *(sympy.expand(lowering.sized(index)) for index in factor.indices))
    if isinstance(factor, InRange):
        return factor.func(*(sympy.expand(lowering.sized(arg)) for arg in factor.args))
    return factor.func(*(plain(lowering, arg) if isinstance(arg, Expr) else arg for arg in factor.args))
