"""Contraction: remove a Kronecker delta by solving it for a bound index and substituting.

``sum_k f(k) [k = j]`` is ``f(j)``.  With an affine index, ``sum_i f(i) [s*i + u = p]`` is ``f((p-u)/s)`` where s
divides p - u and the solution lies in the range of i: both conditions stay as Iverson brackets unless the known ranges
prove them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy
from sympy import Add, Expr, Integer, Mul, Pow, Rational, S, Symbol

from derive.algebra.brackets import Delta, Divides, InRange
from derive.algebra.nodes import Entry, Range
from derive.algebra.sums import Bound, Sum, replace

Ranges = Mapping[Symbol, Range]


@dataclass
class Contraction:
    """What a contraction did: each solved index with its value, for the reason printed beside the step."""

    solved: list[tuple[Symbol, Expr, Expr]] = field(default_factory=list)


def contract(expr: Expr, ranges: Ranges, record: Contraction | None = None) -> Expr:
    """Remove every delta that a sum can absorb.  ``ranges`` gives the ranges of the free indices.

    A product is distributed over an addition only where one of its terms carries a delta that a surrounding sum can absorb.
    """
    return settle(_contract(expr, ranges, record if record is not None else Contraction()), ranges)


def settle(expr: Expr, ranges: Ranges) -> Expr:
    """Decide the brackets that the ranges decide (a solved index may become provable only once another is solved)."""
    if not expr.has(InRange, Delta):
        return expr
    if isinstance(expr, Sum):
        body, bounds = expr.open()
        return Sum(settle(body, dict(ranges) | {k: (lo, hi) for k, lo, hi in bounds}), *bounds)
    if isinstance(expr, InRange):
        index, lo, hi = expr.args
        return within(index, lo, hi, ranges)
    if isinstance(expr, Delta):
        i, j = expr.args
        return S.Zero if at_most(i, j - 1, ranges) or at_most(j, i - 1, ranges) else expr
    if isinstance(expr, Entry):
        return expr
    return expr.func(*(settle(arg, ranges) if isinstance(arg, Expr) else arg for arg in expr.args))


def _contract(expr: Expr, ranges: Ranges, record: Contraction) -> Expr:
    if not expr.has(Delta):
        return expr
    if isinstance(expr, Sum):
        body, bounds = expr.open()
        inner = dict(ranges) | {k: (lo, hi) for k, lo, hi in bounds}
        return _absorb(_contract(body, inner, record), bounds, dict(ranges), record)
    if isinstance(expr, (Entry, Delta)) or not expr.args:
        return expr
    return expr.func(*(_contract(arg, ranges, record) if isinstance(arg, Expr) else arg for arg in expr.args))


def _absorb(body: Expr, bounds: list[Bound], ranges: dict[Symbol, Range], record: Contraction) -> Expr:
    symbols = {k for k, _, _ in bounds}
    if not _deltas_on(body, symbols):
        return Sum(body, *bounds)
    body = _expose(body, symbols)
    if isinstance(body, Add):
        return Add(*(_absorb(term, bounds, ranges, record) for term in body.args))
    for factor in Mul.make_args(body):
        if not isinstance(factor, Delta):
            continue
        solution = _solve(factor, bounds)
        if solution is None:
            continue
        (k, lo, hi), value, divisor, dividend = solution
        rest = [bound for bound in bounds if bound[0] != k]
        known = ranges | {i: (a, b) for i, a, b in rest}
        record.solved.append((k, value, factor))
        placed = replace(body / factor, {k: value}) * Divides(divisor, dividend) * within(value, lo, hi, known)
        rest = [(i, replace(a, {k: value}), replace(b, {k: value})) for i, a, b in rest]
        if not rest:
            return placed
        return _absorb(placed, rest, ranges, record)
    return Sum(body, *bounds)


def _deltas_on(body: Expr, symbols: set[Symbol]) -> bool:
    return any(delta.free_symbols & symbols for delta in body.atoms(Delta))


def _expose(body: Expr, symbols: set[Symbol]) -> Expr:
    """Distribute the product over those of its additions that hold a delta on a bound index, and lift deltas out of sums."""
    if not isinstance(body, Mul):
        return body
    for factor in body.args:
        if isinstance(factor, Add) and _deltas_on(factor, symbols):
            rest = body / factor
            return Add(*(_expose(rest * term, symbols) for term in factor.args))
    return body


def _solve(delta: Delta, bounds: list[Bound]) -> tuple[Bound, Expr, Expr, Expr] | None:
    """The bound index to eliminate, its value, and the divisibility condition (divisor, dividend)."""
    difference = sympy.expand(delta.args[0] - delta.args[1])
    if difference.atoms(Pow, Rational) - difference.atoms(Integer):  # [i = (p-u)/s] is [s i = p-u]: solved for u as for i
        difference = sympy.expand(sympy.together(difference).as_numer_denom()[0])
    best = None
    for bound in bounds:
        k = bound[0]
        if k not in difference.free_symbols:
            continue
        coefficient = difference.coeff(k)
        rest = sympy.expand(difference - coefficient * k)
        if k in rest.free_symbols or coefficient == 0 or coefficient.free_symbols & {b[0] for b in bounds}:
            continue
        if coefficient in (1, -1):
            return bound, sympy.expand(-rest / coefficient), S.One, S.Zero
        if best is None and (coefficient.is_Integer or coefficient.is_Symbol):
            sign = -1 if coefficient.could_extract_minus_sign() else 1
            dividend = sympy.expand(-sign * rest)
            best = bound, dividend / (sign * coefficient), sign * coefficient, dividend
    return best


def within(index: Expr, lo: Expr, hi: Expr, ranges: Ranges) -> Expr:
    """One if the known ranges prove ``lo <= index <= hi``, zero if they exclude it, otherwise the bracket.

    An entry of an integer tensor (a class index) is in range by construction: the emitted code checks its inputs.
    """
    if isinstance(index, Entry) and index.tensor.integer:
        return S.One
    if at_most(lo, index, ranges) and at_most(index, hi, ranges):
        return S.One
    if at_most(index, lo - 1, ranges) or at_most(hi + 1, index, ranges):
        return S.Zero
    return InRange(index, lo, hi)


def at_most(a: Expr, b: Expr, ranges: Ranges) -> bool:
    """Whether ``a <= b`` follows for all sizes >= 1 from the ranges of the indices.  False means: not proved."""
    difference = sympy.expand(b - a)
    for _ in range(len(ranges) + 1):
        # An index inside an entry (the width n[l-1]) is part of a size: only the indices outside are replaced by their ends.
        outside = difference.xreplace({entry: sympy.Dummy() for entry in difference.atoms(Entry)})
        if not outside.is_polynomial(*outside.free_symbols):
            return False
        loose = sorted((i for i in ranges if i in outside.free_symbols), key=sympy.default_sort_key)
        if not loose:
            return _nonnegative(difference)
        coefficient = outside.coeff(loose[-1])
        if not coefficient.is_number:
            return False
        lo, hi = ranges[loose[-1]]
        difference = sympy.expand(
            sympy.expand(difference - coefficient * loose[-1]) + coefficient * (lo if coefficient > 0 else hi)
        )
    return False


def _nonnegative(expr: Expr) -> bool:
    """Whether a polynomial in sizes is >= 0 for all sizes >= 1: shift each size by one and look at the coefficients."""
    sizes = {atom: sympy.Dummy() + 1 for atom in expr.atoms(Entry) | expr.atoms(Symbol)}
    shifted = sympy.expand(expr.xreplace(sizes))
    return all(term.as_coeff_Mul()[0] >= 0 for term in Add.make_args(shifted))
