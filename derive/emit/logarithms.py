"""Rules for logarithms: of a sigmoid, of a softmax, of one minus a sigmoid, of a sum of exponentials.

``log sigmoid(u) = -softplus(-u)``, ``log(e^a + e^b) = b + softplus(a - b)``, ``log sum_k exp(u_k) = m + log sum_k exp(u_k -
m)``; the logarithm of a product is taken apart only where the factors are positive by their form.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Add, Expr, Mul, Pow, S

from derive.algebra import Entry, Sum
from derive.emit.primitives import Primitive, is_primitive, softplus
from derive.emit.quotients import shifted

Definition = Callable[[Expr], Expr | None]


def logarithm(u: Expr, definition: Definition) -> Expr | None:
    """A stable form of ``log(u)``; None if the logarithm may stand as it is."""
    stable = _logarithm(u, definition)
    return None if stable == sympy.log(u) else stable


def _logarithm(u: Expr, definition: Definition) -> Expr:
    known = definition(u)
    if known is not None and is_exponential(known):
        return _logarithm(known, definition)
    if isinstance(u, sympy.exp):
        # A shifted exponent stays one term: (z - m) - log(sum) keeps digits that z - (m + log(sum)) loses.
        return Primitive("guard", u.args[0]) if any(is_primitive(p, "peak") for p in u.atoms(Primitive)) else u.args[0]
    if is_primitive(u, "sigmoid"):
        return -softplus(-u.arguments[0])
    for form in (u, known):
        if isinstance(form, Primitive) and form.name == "softplus":
            return Primitive("log_softplus", form.arguments[0])
    if isinstance(u, Pow) and is_exponential(u.base):
        return u.exp * _logarithm(u.base, definition)
    if isinstance(u, Mul):
        return _of_product(u, definition)
    if isinstance(u, Add):
        return _of_sum(u, definition)
    pulled = shifted(u)
    return pulled[0] + sympy.log(pulled[1]) if pulled else sympy.log(u)


def _of_product(u: Mul, definition: Definition) -> Expr:
    """Logarithms of the factors that are exponentials by their form; the others keep one logarithm."""
    apart: list[Expr] = []
    rest: list[Expr] = []
    for factor in u.args:
        base, exponent = factor.as_base_exp()
        known = definition(base)
        if is_exponential(factor) or (known is not None and is_exponential(known)):
            apart.append(_logarithm(factor, definition) if is_exponential(factor) else exponent * _logarithm(base, definition))
        else:
            rest.append(factor)
    if not apart:
        return sympy.log(u)
    remaining = Mul(*rest)
    return Add(*apart, sympy.log(remaining) if remaining != 1 else S.Zero)


def _of_sum(u: Add, definition: Definition) -> Expr:
    """``log(e^a + e^b)``, ``log(1 - sigmoid)``, ``log(1 + v)``."""
    exponents = [S.Zero if term == 1 else term.args[0] if isinstance(term, sympy.exp) else None for term in u.args]
    b, a = exponents if len(exponents) == 2 else (None, None)
    if a is not None and b is not None:
        return b + softplus(a - b)
    rest = u - 1
    if not any(term == 1 for term in u.args):
        return sympy.log(u)
    opposite = definition(-rest) if isinstance(-rest, Entry) else -rest
    if isinstance(opposite, Primitive) and opposite.name == "sigmoid":
        return -softplus(opposite.arguments[0])
    return Primitive("log1p", rest)


def is_exponential(expr: Expr) -> bool:
    """Whether an expression is positive by its form, and built from exponentials."""
    return _positive(expr) and (expr.has(sympy.exp) or any(is_primitive(p, "sigmoid") for p in expr.atoms(Primitive)))


def _positive(expr: Expr) -> bool:
    if expr.is_number:
        return bool(expr.is_positive)
    if isinstance(expr, (Add, Mul)):
        return all(_positive(arg) for arg in expr.args)
    if isinstance(expr, Pow):
        return _positive(expr.base) and bool(expr.exp.is_real)
    if isinstance(expr, Sum):
        return _positive(expr.open()[0])
    return isinstance(expr, sympy.exp) or is_primitive(expr, "sigmoid")
