"""Field order: how the factors of a product and the terms of a sum are arranged before they are printed.

SymPy sorts both as it likes.  Here a product reads: number, sizes, weights, errors, activations, derivatives, sums,
brackets; and a sum starts with a term that is added, so that ``a - y`` never prints as ``-y + a``.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Add, Expr, Mul, Number, Pow, Rational, S, Symbol

from derive.algebra import Apply, Delta, Differentiate, Divides, Entry, InRange, Opaque, Partial, Sum, Where

BRACKETS = (Delta, InRange, Divides)


@dataclass
class Factors:
    """A product taken apart: sign, number, factors above and below the line."""

    negative: bool
    coefficient: Number
    above: list[Expr]
    below: list[Expr]


def factors_of(expr: Expr) -> Factors:
    """Sign, coefficient and factors of a product (of anything else: the one factor)."""
    coefficient, rest = expr.as_coeff_Mul()
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in _flat(rest):
        if factor.is_Rational:  # a product within the product, which SymPy was told not to multiply out
            coefficient *= factor
            continue
        if isinstance(factor, Add):
            common, terms = ordered_terms(factor)
            coefficient *= common
            factor = Add(*terms) if common != 1 else factor
        if isinstance(factor, Pow) and factor.exp.could_extract_minus_sign() and factor.exp.is_number:
            below.append(Pow(factor.base, -factor.exp))
        else:
            above.append(factor)
    negative = bool(coefficient < 0)
    coefficient = -coefficient if negative else coefficient
    for inverses in (above, below):
        inverses.sort(key=factor_rank)
    return Factors(negative, coefficient, above, below)


def _flat(product: Expr) -> list[Expr]:
    return [inner for factor in Mul.make_args(product) for inner in (_flat(factor) if isinstance(factor, Mul) else [factor])]


def factor_rank(factor: Expr) -> tuple[int, object]:
    """The place of a factor in its product."""
    return _rank(factor), factor.sort_key()


def _rank(factor: Expr) -> int:
    if factor.is_number:
        return -1
    if isinstance(factor, Pow):
        return _rank(factor.base)
    if isinstance(factor, (Symbol, sympy.NumberSymbol)) or is_size(factor):
        return 0
    if isinstance(factor, Entry):
        return {"size": 0, "parameter": 1, "adjoint": 2}.get(factor.tensor.role, 4)
    if isinstance(factor, Partial):
        return 2 if _is_scalar(factor.args[0]) else 6
    if isinstance(factor, Sum):
        return 3 if speaks_of_errors(factor) else 9
    if isinstance(factor, Apply):
        return 7 if factor.function.order else 5
    if isinstance(factor, Add):
        return _rank_of_sum(factor)
    if isinstance(factor, Differentiate):
        return 8
    if isinstance(factor, BRACKETS) or _is_bracket(factor):
        return 11
    if isinstance(factor, Where):
        return 10
    if isinstance(factor, sympy.Function):
        return 7  # (1 - y) log(1 - p)
    return 5


def _rank_of_sum(factor: Add) -> int:
    """A difference like ``a - y`` stands where an error would; ``1 - a`` follows the ``a``; what holds a bracket comes late."""
    if factor.atoms(*BRACKETS) or factor.atoms(Partial, Differentiate):
        return 8
    if speaks_of_errors(factor) or all(isinstance(factor_, Entry) for term in factor.args for factor_ in _without_number(term)):
        return 6 if any(term.is_Number for term in factor.args) else 3
    return 6


def _without_number(term: Expr) -> tuple[Expr, ...]:
    return tuple(Mul.make_args(term.as_coeff_Mul(rational=True)[1]))


def _is_scalar(expr: Expr) -> bool:
    return isinstance(expr, Opaque) or (isinstance(expr, Entry) and not expr.indices)


def _is_bracket(expr: Expr) -> bool:
    """A choice between one and zero, printed as an Iverson bracket."""
    return isinstance(expr, Where) and expr.args[1:] == (S.One, S.Zero)


def is_size(expr: Expr) -> bool:
    """A size given as an entry (the width n[l])."""
    return isinstance(expr, Entry) and expr.tensor.role == "size"


def speaks_of_errors(expr: Expr) -> bool:
    """Whether an adjoint or a derivative of the cost stands in it."""
    return any(entry.tensor.role == "adjoint" for entry in expr.atoms(Entry)) or bool(expr.atoms(Partial))


def ordered_terms(expr: Add) -> tuple[Rational, list[Expr]]:
    """A common positive coefficient and the terms in order: added ones before subtracted ones.

    ``2*a - 2*y`` is two times ``a - y``: SymPy multiplied it out, a reader would not.
    """
    terms = list(Add.make_args(Add(*(part for term in expr.args for part in Add.make_args(term)))))
    if len(terms) == 1:
        return S.One, terms
    sizes = [abs(term.as_coeff_Mul(rational=True)[0]) for term in terms]
    common = sizes[0] if all(size == sizes[0] for size in sizes) and not any(t.is_Number for t in terms) else S.One
    if common != 1:
        terms = [part for term in terms for part in Add.make_args(term / common)]
    return common, sorted(terms, key=_term_rank)


def _term_rank(term: Expr) -> tuple[object, ...]:
    coefficient, rest = term.as_coeff_Mul(rational=True)
    falling = any(isinstance(f, sympy.exp) and f.args[0].could_extract_minus_sign() for f in Mul.make_args(rest))
    return (bool(coefficient < 0), _term_kind(term), falling, rest.sort_key())


def _term_kind(term: Expr) -> int:
    """Numbers, brackets, sums, products and functions, products with a sum in them, single entries, constants."""
    if term.is_Number:
        return 0
    if any(isinstance(factor, BRACKETS) for factor in Mul.make_args(term)):
        return 1
    if isinstance(term, Sum):
        return 2
    if isinstance(term, Symbol):
        return 7
    if isinstance(term, Entry) and not term.indices and term.tensor.role != "parameter":
        return 1  # the cost, and what is added to it
    if isinstance(term, Entry):
        return 6 if term.tensor.role == "parameter" else 5
    return 4 if any(isinstance(factor, Add) for factor in Mul.make_args(term)) else 3


def ordered_index(expr: Expr) -> list[Expr]:
    """The terms of an index expression: indices before sizes, sizes before numbers, added before subtracted."""

    def place(term: Expr) -> tuple[object, ...]:
        has_size = is_size(term) or any(symbol.is_positive for symbol in term.free_symbols)
        return term.could_extract_minus_sign(), term.is_Number, has_size, term.sort_key()

    return sorted(Add.make_args(expr), key=place)
