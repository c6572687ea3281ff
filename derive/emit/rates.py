"""A rule for the derivative of a logarithm of softplus: ``sigmoid(u)/softplus(u)``, one far below zero, where both vanish."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Add, Expr, Mul, Pow

from derive.emit.primitives import Primitive, is_primitive

Definition = Callable[[Expr], Expr | None]


def rate_of_softplus(node: Expr, definition: Definition) -> Expr | None:
    """``sigmoid(u) (s + r/softplus(u)) = s sigmoid(u) + r rate(u)``; None if no such quotient stands in the product."""
    for factor in Mul.make_args(node):
        if not is_primitive(factor, "sigmoid"):
            continue
        u = factor.arguments[0]
        rest = node / factor
        for other in Mul.make_args(rest):
            if _divides(other, u, definition):
                return rest / other * Primitive("softplus_rate", u)
            if isinstance(other, Add) and any(_divides(part, u, definition) for t in other.args for part in Mul.make_args(t)):
                terms = [rate_of_softplus(factor * term, definition) or factor * term for term in other.args]
                return rest / other * Add(*terms)
    return None


def _divides(factor: Expr, u: Expr, definition: Definition) -> bool:
    """Whether a factor is one over softplus(u), or over a quantity defined so."""
    if not isinstance(factor, Pow) or factor.exp != -1:
        return False
    known = factor.base if is_primitive(factor.base, "softplus") else definition(factor.base)
    return is_primitive(known, "softplus") and known is not None and known.args[1] == u
