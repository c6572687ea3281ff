"""Scalar operations that the program computes as one, because their formula would lose digits or overflow.

A primitive is a SymPy expression: its name, then its arguments.  What each stands for is written in ``MEANING``, and tested
numerically.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Expr

from derive.algebra import Func, Sum
from derive.algebra.sums import Bound

MEANING = {
    "sigmoid": "1/(1 + exp(-u))",
    "softplus": "log(1 + exp(u))",
    "log_softplus": "log(log(1 + exp(u)))",
    "softplus_rate": "1/((1 + exp(-u)) log(1 + exp(u))): the derivative of log_softplus",
    "expm1": "exp(u) - 1",
    "log1p": "log(1 + u)",
    "maximum": "the larger of u and v",
    "minimum": "the smaller of u and v",
    "peak": "the largest of the terms of a sum",
    "guard": "u, kept as one factor",
}


class Primitive(Expr):
    """``Primitive("sigmoid", u)``; the names are those of ``MEANING``."""

    is_commutative = True

    def __new__(cls, name: str | Func, *args: Any) -> Primitive:
        symbol = Func(name) if isinstance(name, str) else name
        return Expr.__new__(cls, symbol, *map(sympy.S, args))

    @property
    def name(self) -> str:
        """The name, one of ``MEANING``."""
        return str(self.args[0].name)

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """What it is applied to."""
        return self.args[1:]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.name}({', '.join(map(str, self.arguments))})"


def sigmoid(u: Expr) -> Expr:
    """``1/(1 + exp(-u))``."""
    return Primitive("sigmoid", u)


def softplus(u: Expr) -> Expr:
    """``log(1 + exp(u))``."""
    return Primitive("softplus", u)


def maximum(u: Expr, v: Any) -> Expr:
    """The larger of two."""
    return Primitive("maximum", u, v)


def minimum(u: Expr, v: Any) -> Expr:
    """The smaller of two."""
    return Primitive("minimum", u, v)


def peak(terms: Expr, bounds: Iterable[Bound]) -> Expr:
    """The largest of ``terms`` over the bound indices, in the clothes of a sum: so that nothing captures its indices."""
    return Primitive("peak", Sum(Primitive("guard", terms), *bounds))


def is_primitive(expr: object, *names: str) -> bool:
    """Whether an expression is a primitive with one of these names."""
    return isinstance(expr, Primitive) and expr.name in names
