"""Deltas, brackets and choices, as SymPy expressions.

A Kronecker delta that knows nothing of SymPy's assumptions, Iverson brackets for ranges, divisibility and the first maximum,
and a choice between two branches with a stated convention at the kink.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Add, Expr, Integer, S, Symbol

from derive.algebra.nodes import nothing_assumed


@nothing_assumed
class Delta(Expr):
    """Kronecker's delta: one where both indices agree, else zero."""

    is_commutative = True

    def __new__(cls, i: Any, j: Any) -> Expr:
        i, j = sympy.S(i), sympy.S(j)
        if i.is_Symbol and j.is_Symbol and i != j:
            return Expr.__new__(cls, *sorted((i, j), key=sympy.default_sort_key))
        difference = sympy.expand(i - j)
        if difference == 0:
            return S.One
        if difference.is_Number:
            return S.Zero
        coefficients = [term.as_coeff_Mul(rational=True)[0] for term in Add.make_args(difference)]
        denominator = sympy.ilcm(1, 1, *(coefficient.q for coefficient in coefficients))
        if denominator != 1:  # [i = (p - u)/2] is [2 i = p - u]
            i, j = sympy.expand(denominator * i), sympy.expand(denominator * j)
        return Expr.__new__(cls, *sorted((i, j), key=sympy.default_sort_key))

    def _sympystr(self, printer: Any) -> str:
        return f"[{printer._print(self.args[0])} = {printer._print(self.args[1])}]"


class InRange(Expr):
    """Iverson bracket ``[lo <= index <= hi]``: what remains of a solved index that may leave its range."""

    is_commutative = True

    def __new__(cls, index: Any, lo: Any, hi: Any) -> Expr:
        index, lo, hi = map(sympy.S, (index, lo, hi))
        if index.is_Integer and lo.is_Integer and hi.is_Integer:
            return Integer(bool(lo <= index <= hi))
        return Expr.__new__(cls, index, lo, hi)

    def _sympystr(self, printer: Any) -> str:
        index, lo, hi = map(printer._print, self.args)
        return f"[{lo} <= {index} <= {hi}]"


def _is_multiple(index: Expr, divisor: Expr) -> bool:
    """Whether every term of an affine index has the divisor as a factor: ``2*i + 4`` by 2."""
    quotient = sympy.expand(index / divisor)
    terms = [term.as_coeff_Mul() for term in sympy.Add.make_args(quotient)]
    return all(c.is_Integer and (rest == 1 or rest.is_integer) for c, rest in terms)


class Divides(Expr):
    """Iverson bracket: one where ``divisor`` divides ``index`` (the stride's condition), else zero."""

    is_commutative = True

    def __new__(cls, divisor: Any, index: Any) -> Expr:
        divisor, index = sympy.S(divisor), sympy.S(index)
        if divisor == 1 or index == 0 or _is_multiple(index, divisor):
            return S.One
        if divisor.is_Integer and index.is_Integer:
            return Integer(index % divisor == 0)
        return Expr.__new__(cls, divisor, index)

    def _sympystr(self, printer: Any) -> str:
        return f"[{printer._print(self.args[0])} | {printer._print(self.args[1])}]"


class Where(Expr):
    """``then`` where the condition holds, ``otherwise`` elsewhere: the value at the kink is the second branch's.

    The condition is a SymPy relation between scalars.  The derivative takes the branch's derivative: relu'(0) = 0 because
    relu is written ``where(z > 0, z, 0)``.
    """

    is_commutative = True

    def __new__(cls, condition: Any, then: Any, otherwise: Any) -> Expr:
        then, otherwise = sympy.S(then), sympy.S(otherwise)
        if condition == sympy.true or then == otherwise:
            return then
        if condition == sympy.false:
            return otherwise
        return Expr.__new__(cls, condition, then, otherwise)

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        condition, then, otherwise = self.args
        return Where(condition, then.diff(symbol), otherwise.diff(symbol))

    def _sympystr(self, printer: Any) -> str:
        return f"where({', '.join(map(printer._print, self.args))})"


class FirstMax(Expr):
    """Iverson bracket: one where ``indices`` are the first place at which ``body`` is largest over its bounds, else zero.

    ``FirstMax(body, ((u, lo, hi), ...), (i, ...))``; ``body`` depends on the bound indices ``u``, which take the values ``i``
    where the bracket is one.  First means first in the order of the bounds, the last index running fastest.  Its derivative
    is zero by convention (a maximum moves by jumps): with it a maximum is linear, ``max_u x[u] = sum_u FirstMax(x; u) x[u]``,
    and ties go to the first.
    """

    is_commutative = True

    def __new__(cls, body: Any, bounds: Iterable[Any], indices: Iterable[Any]) -> Expr:
        # The bound indices get reserved names, so that no substitution from outside can reach them.
        closed = [(sympy.S(k), sympy.S(lo), sympy.S(hi)) for k, lo, hi in bounds]
        names = {k: Symbol(f"_largest{i}", integer=True) for i, (k, _, _) in enumerate(closed)}
        body = sympy.S(body).xreplace(names)
        limits = sympy.Tuple(*(sympy.Tuple(names[k], lo, hi) for k, lo, hi in closed))
        return Expr.__new__(cls, body, limits, sympy.Tuple(*map(sympy.S, indices)))

    @property
    def bounds(self) -> tuple[sympy.Tuple, ...]:
        return self.args[1].args

    @property
    def indices(self) -> tuple[Expr, ...]:
        return self.args[2].args

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        inside = self.args[0].free_symbols | self.args[2].free_symbols
        return inside - {bound[0] for bound in self.bounds}

    def _sympystr(self, printer: Any) -> str:
        places = ", ".join(map(printer._print, self.indices))
        return f"[({places}) = argmax {printer._print(self.args[0])}]"
