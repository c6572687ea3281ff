"""Polynomials in sizes as text, shortened to the terms that decide."""

from __future__ import annotations

import sympy
from sympy import Add, Expr, Mul, Pow

LONG = 60
"""A longer polynomial is printed by its leading terms."""


def sorted_terms(expr: Expr) -> list[Expr]:
    """The terms, those of the highest degree first."""
    return sorted(Add.make_args(sympy.expand(expr)), key=lambda term: (-_degree(term), _is_minus(term), _name(term)))


def leading(expr: Expr) -> tuple[list[Expr], bool]:
    """The terms whose product of sizes divides that of no other term, and whether there are more."""
    terms = sorted_terms(expr)
    powers = [_powers(term) for term in terms]
    kept = [t for t, own in zip(terms, powers, strict=True) if not any(_below(own, other) for other in powers)]
    return kept, len(kept) < len(terms)


def text(expr: Expr) -> str:
    """``2 N n_0 n_1 + N n_1``."""
    parts: list[str] = []
    for term in sorted_terms(expr):
        minus = _is_minus(term)
        sign = ("-" if minus else "") if not parts else (" - " if minus else " + ")
        parts.append(sign + _product(-term if minus else term))
    return "".join(parts)


def short(expr: Expr) -> str:
    """The same, with ``...`` for lower terms if it is long."""
    whole = text(expr)
    if len(whole) <= LONG:
        return whole
    kept, more = leading(expr)
    return text(Add(*kept)) + (" + ..." if more else "")


def _product(term: Expr) -> str:
    coefficient, rest = term.as_coeff_Mul()
    factors = [] if coefficient == 1 and rest != 1 else [str(coefficient)]
    for factor in sorted(Mul.make_args(rest) if rest != 1 else (), key=_name):
        base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, 1)
        factors.append(f"{base}^{exponent}" if exponent != 1 else str(base))
    return " ".join(factors)


def _powers(term: Expr) -> dict[Expr, int]:
    """The power of each size (a symbol, or the width ``n[l]`` of a layer) in a term."""
    pairs = [factor.as_base_exp() for factor in Mul.make_args(term) if not factor.is_number]
    return {base: int(exponent) for base, exponent in pairs}


def _below(own: dict[Expr, int], other: dict[Expr, int]) -> bool:
    return own != other and all(other.get(symbol, 0) >= power for symbol, power in own.items())


def _degree(term: Expr) -> int:
    return sum(_powers(term).values())


def _is_minus(term: Expr) -> bool:
    return bool(term.as_coeff_Mul()[0] < 0)


def _name(expr: Expr) -> str:
    return str(expr.as_coeff_Mul()[1])
