"""Adjoints with a pole at a saturated probability, carried on into the quantity behind it, where the pole cancels.

``dC/dp = -y/p`` is infinite where a softmax output has come down to zero, and ``dC/ds = .../s`` overflows with the normaliser
s; ``dC/dz``, which uses both, is finite.  So the adjoint of a quantity that is built from exponentials is not computed, but
written out in the adjoints that use it. Input: equations.  Output: equal equations, fewer of them.  (Layers with a named
activation need none of this: their derivation cancels by itself.)
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import sympy
from sympy import Add, Expr, Mul, Pow

from derive.algebra import Entry, Sum, Tensor, replace, rewrite
from derive.emit.logarithms import is_exponential
from derive.emit.stable import Stabiliser, is_whole
from derive.model import Equation, Model


def finite(model: Model, adjoints: Sequence[Equation]) -> list[Equation]:
    """All equations, forward and backward, in which exponentials meet what they cancel with."""
    forward = seen_through(model, model.equations)
    seen = replace_equations(model, forward)
    return [*forward, *_Poles(seen).carried_on(seen_through(model, adjoints))]


def replace_equations(model: Model, equations: Sequence[Equation]) -> Model:
    """The model with other forward equations."""
    return dataclasses.replace(model, equations=tuple(equations))


def seen_through(model: Model, equations: Sequence[Equation]) -> list[Equation]:
    """The equations with ``exp(u)`` for every quantity that is defined so: a later quotient can then shift it (computed once,
    all the same)."""
    known = {
        equation.tensor: equation
        for equation in model.equations
        if isinstance(equation.rhs, sympy.exp) and all(index.is_Symbol for index in equation.lhs.indices)
    }

    def put_in(node: Expr) -> Expr | None:
        if not isinstance(node, Entry) or node.tensor not in known:
            return None
        equation = known[node.tensor]
        return replace(equation.rhs, dict(zip(equation.lhs.indices, node.indices, strict=True)))

    return [dataclasses.replace(equation, rhs=rewrite(equation.rhs, put_in)) if known else equation for equation in equations]


class _Poles:
    """Knows which quantities of a model are built from exponentials, and by what equation."""

    def __init__(self, model: Model) -> None:
        stable = Stabiliser(model.functions)
        self._definitions: dict[Tensor, tuple[Equation, Expr]] = {}
        for equation in model.equations:
            if is_whole(equation):
                known = stable(equation.rhs)
                if is_exponential(known):
                    raw = known if not isinstance(equation.rhs, (Mul, Sum, Pow)) else equation.rhs
                    self._definitions[equation.tensor] = equation, raw
            stable.define(equation)

    def carried_on(self, adjoints: Sequence[Equation]) -> list[Equation]:
        """The adjoint equations, without those that are written out in their users."""
        kept: list[Equation] = []
        carried: dict[Tensor, Equation] = {}
        for equation in adjoints:
            rhs = self._written_out(equation.rhs, carried)
            current = equation if rhs is equation.rhs else Equation(equation.lhs, rhs, equation.bounds, equation.kind)
            if equation.tensor.of in self._definitions and self._has_pole(rhs):
                carried[equation.tensor] = current
            else:
                kept.append(current)
        return kept

    def _written_out(self, expr: Expr, carried: dict[Tensor, Equation]) -> Expr:
        """The expression with the carried adjoints put in, and their poles cancelled as far as possible."""
        if not any(entry.tensor in carried for entry in expr.atoms(Entry)):
            cancelled = rewrite(expr, self._distributed) if self._has_pole(expr) else expr
            return expr if self._has_pole(cancelled) else cancelled

        def put_in(node: Expr) -> Expr | None:
            if not isinstance(node, Entry) or node.tensor not in carried:
                return None
            equation = carried[node.tensor]
            return replace(equation.rhs, dict(zip(equation.lhs.indices, node.indices, strict=True)))

        expr = rewrite(rewrite(expr, put_in), self._distributed)
        if self._has_pole(expr):
            expr = rewrite(rewrite(expr, self._defined), self._distributed)
        return expr

    def _has_pole(self, expr: Expr) -> bool:
        return any(self._is_pole(node) for node in expr.atoms(Pow))

    def _is_pole(self, node: Expr) -> bool:
        """A negative power of such a quantity, or of one minus it."""
        if not isinstance(node, Pow) or not node.exp.is_negative:
            return False
        entries = [node.base] if isinstance(node.base, Entry) else list(Add.make_args(1 - node.base))
        return len(entries) == 1 and isinstance(entries[0], Entry) and entries[0].tensor in self._definitions

    def _distributed(self, node: Expr) -> Expr | None:
        """A product is distributed over an addition that has a pole: what cancels, cancels."""
        if not isinstance(node, Mul):
            return None
        for factor in node.args:
            if isinstance(factor, Add) and self._has_pole(factor):
                rest = node / factor
                return Add(*(self._distributed(rest * term) or rest * term for term in factor.args))
        return None

    def _defined(self, node: Expr) -> Expr | None:
        """The definition for the quantity at a pole, if it is a product: ``1/p = s exp(-z)``."""
        if not self._is_pole(node) or not isinstance(node.base, Entry):
            return None
        equation, raw = self._definitions[node.base.tensor]
        if not isinstance(raw, Mul):
            return None
        placed = replace(raw, dict(zip(equation.lhs.indices, node.base.indices, strict=True)))
        return Mul(*(Pow(factor, node.exp) for factor in placed.args))
