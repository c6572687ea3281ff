"""Named functions, and derivatives that are not yet worked out: what a proof prints before it computes it."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Atom, Expr, Symbol

from derive.algebra.nodes import Entry, nothing_assumed


class Func(Atom):
    """The name of a scalar function, and how many times it has been differentiated (``sigma`` with order 1 is sigma')."""

    name: str
    order: int

    def __new__(cls, name: str, order: int = 0) -> Func:
        self: Func = Atom.__new__(cls)
        self.name, self.order = name, order
        return self

    def _hashable_content(self) -> tuple[str, int]:
        return self.name, self.order

    def __getnewargs__(self) -> tuple[str, int]:
        return self.name, self.order

    def prime(self) -> Func:
        return Func(self.name, self.order + 1)

    def __call__(self, argument: Any) -> Apply:
        return Apply(self, argument)

    def _sympystr(self, printer: Any) -> str:
        return self.name + "'" * self.order


@nothing_assumed
class Apply(Expr):
    """A named scalar function at a scalar: ``sigma(z[j])``.  Its derivative is the primed function, by the chain rule."""

    is_commutative = True

    def __new__(cls, function: Func, argument: Any) -> Apply:
        return Expr.__new__(cls, function, sympy.S(argument))

    @property
    def function(self) -> Func:
        return self.args[0]

    @property
    def argument(self) -> Expr:
        return self.args[1]

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        return Apply(self.function.prime(), self.argument) * self.argument.diff(symbol)

    def _sympystr(self, printer: Any) -> str:
        return f"{printer._print(self.function)}({printer._print(self.argument)})"


class Partial(Expr):
    """The partial derivative of one entry by another, not yet worked out: a line of the proof.  Arguments: two entries."""

    is_commutative = True

    def _sympystr(self, printer: Any) -> str:
        return f"d({printer._print(self.args[0])})/d({printer._print(self.args[1])})"


class Differentiate(Expr):
    """The derivative of an expression by an entry, not yet worked out: ``d/dx (...)``.  Arguments: expression, entry."""

    is_commutative = True

    def _sympystr(self, printer: Any) -> str:
        return f"d/d({printer._print(self.args[1])}) ({printer._print(self.args[0])})"


class Opaque(Expr):
    """Any differentiable scalar function of a whole vector: ``Opaque(C, a[L,k], (k, 1, n_L))`` is C(a^L_1, ..., a^L_n).

    Arguments: the function's name as a ``Func``, the entry with its running index, and the index with its range.  Its
    derivative by an entry of the vector is that entry of the function's gradient, which stays unevaluated
    (``dC/da^L_j``): nothing more is known of the function.
    """

    is_commutative = True

    def __new__(cls, name: str | Func, entry: Entry, bound: Any) -> Opaque:
        return Expr.__new__(cls, Func(name) if isinstance(name, str) else name, entry, sympy.Tuple(*bound))

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        _, entry, bound = self.args
        return (entry.free_symbols - {bound[0]}) | bound[1].free_symbols | bound[2].free_symbols

    def _sympystr(self, printer: Any) -> str:
        return f"{printer._print(self.args[0])}({printer._print(self.args[1])})"
