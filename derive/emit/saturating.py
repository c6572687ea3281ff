"""Rules for sums with tanh and for products with a sign: identities that make fewer operations, and lose fewer digits.

    1 + tanh(u) = 2 sigmoid(2 u),  1 - tanh(u) = 2 sigmoid(-2 u),  1 - tanh(u)^2 = 4 s (1 - s) with s = sigmoid(2 u)
    z sign(z) = |z|

(the Gaussian error linear unit by tanh, whose left tail cancels; the slope of z/(1 + |z|), whose numerator is one).
"""

from __future__ import annotations

import sympy
from sympy import Add, Expr, Mul, S

from derive.algebra import Where, rewrite
from derive.emit.primitives import sigmoid


def logistic_of_tanh(node: Add) -> Expr | None:
    """A number plus or minus as much of a tanh as a multiple of the sigmoid; beside it the tanh's slope likewise."""
    numbers = [term for term in node.args if term.is_number]
    for term in node.args:
        coefficient, function = term.as_coeff_Mul()
        if not isinstance(function, sympy.tanh) or not numbers or numbers[0] not in (coefficient, -coefficient):
            continue
        u = function.args[0]
        joined = 2 * numbers[0] * sigmoid(2 * u if numbers[0] == coefficient else -2 * u)
        others = [_with_sigmoid(other, u) for other in node.args if other not in (term, numbers[0])]
        return Add(joined, *others)
    return None


def _with_sigmoid(expr: Expr, u: Expr) -> Expr:
    """``1 - tanh(u)^2`` as a product."""
    slope, s = 1 - sympy.tanh(u) ** 2, sigmoid(2 * u)
    return rewrite(expr, lambda node: 4 * s * (1 - s) if node == slope else None)


def absolute(node: Mul) -> Expr | None:
    """``z where(z > 0, 1, where(z < 0, -1, 0))`` as ``where(z > 0, z, where(z < 0, -z, 0))``, which is |z|."""
    for factor in node.args:
        z = _signed(factor)
        if z is not None and z in node.args:
            size = Where(sympy.StrictGreaterThan(z, 0), z, Where(sympy.StrictLessThan(z, 0), -z, 0))
            return node / (z * factor) * size
    return None


def _signed(expr: Expr) -> Expr | None:
    """What an expression is the sign of."""
    if not isinstance(expr, Where) or not isinstance(expr.args[0], sympy.StrictGreaterThan) or expr.args[1] != S.One:
        return None
    z, bound = expr.args[0].args
    return z if bound == S.Zero and expr.args[2] == Where(sympy.StrictLessThan(z, 0), -1, 0) else None
