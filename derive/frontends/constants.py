"""Constants of a formula: each must be a real number that a float holds.

Input: an expression and its place.  Output: nothing, or a refusal.  The code would compute NaN or infinity without a word.
"""

from __future__ import annotations

import sympy
from sympy import Expr

from derive.errors import SpecError

LARGEST = sympy.Integer(10) ** 308
"""What constants must stay below, so that the code can hold them."""


def check_constant(expr: Expr, place: str) -> None:
    """Refuse a constant that is no real number, or larger than a float holds.

    Each part of a formula is checked before what contains it, so that no number here is much too large to evaluate.

    Raises:
        SpecError: ``log(-1)``, ``(-8)**(1/3)``, ``1e400``.
    """
    if not expr.is_number or (expr.is_Integer and abs(expr) < 10**300):
        return
    if expr.is_Rational:
        value: complex = 0 if abs(expr) < LARGEST else float("inf")
    else:
        try:
            value = complex(sympy.N(expr, 15, strict=False))
        except (TypeError, ValueError, OverflowError):
            if not expr.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo):
                return  # a sum or a choice: its parts were checked
            value = complex("nan")
    if value != value or value.imag:
        raise SpecError("this constant is not a real number", place=place, hint="Logarithms and roots take positive numbers.")
    if abs(value) >= LARGEST:
        raise SpecError("this constant is too large: a float ends at 1.8e308", place=place)


def check_real(expr: Expr, what: str, place: str) -> None:
    """Refuse a right side that holds an infinity, an imaginary number or a number that is too large.

    Raises:
        SpecError: ``what`` names whose right side it is.
    """
    if expr.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I):
        raise SpecError(f"{what} has no finite real value", place=place)
    for number in expr.atoms(sympy.Rational):
        check_constant(number, place)
