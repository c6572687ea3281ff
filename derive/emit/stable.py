"""Stable forms, chosen by rules on expressions: each an identity of real numbers, so that code and proof compute the same
quantity.

Input: a scalar index expression, and the definitions of the tensors that it may mention.  Output: an equal expression that
neither overflows nor cancels where the original would.  Sources: N. Higham, Accuracy and Stability of Numerical Algorithms,
2nd ed. 2002; P. Blanchard, D. Higham and N. Higham, "Accurately computing the log-sum-exp and softmax functions", IMA J.
Numer. Anal. 41 (2021).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import Add, Expr, Mul, Pow, S

from derive.algebra import Apply, Entry, Func, Sum, Tensor, Where, replace, rewrite
from derive.emit import logarithms, quotients, saturating
from derive.emit.primitives import Primitive, is_primitive, maximum, minimum
from derive.model import Equation, ScalarFunction

Functions = Mapping[str, ScalarFunction]


def is_whole(equation: Equation) -> bool:
    """Whether an equation defines every entry of its tensor, by plain indices."""
    ranges = equation.ranges
    return all(
        index in ranges and ranges[index] == equation.tensor.range_at(axis, equation.lhs.indices)
        for axis, index in enumerate(equation.lhs.indices)
    )


class Stabiliser:
    """Rewrites expressions; looks up the definition of a tensor where the logarithm or the reciprocal of its entry asks for
    it."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._equations: dict[Tensor, Equation] = {}
        self._definitions: dict[Tensor, Expr] = {}
        self._formulas: dict[Func, Expr] = {}

    def define(self, equation: Equation) -> None:
        """Make an equation known; only those that define every entry by plain indices are looked through."""
        if is_whole(equation):
            self._equations[equation.tensor] = equation

    def __call__(self, expr: Expr) -> Expr:
        return rewrite(self._expanded(expr), self._rule)

    def _expanded(self, expr: Expr) -> Expr:
        """Put the stable formula, differentiated as often as is asked, for every named function."""

        def formula(node: Expr) -> Expr | None:
            if not isinstance(node, Apply):
                return None
            return replace(self._formula(node.function), {self._functions[node.function.name].variable: node.argument})

        return rewrite(expr, formula) if expr.has(Apply) else expr

    def _formula(self, symbol: Func) -> Expr:
        """A function's formula in stable form: made stable before anything is put in, because SymPy turns exp(log(u)) into
        u."""
        if symbol not in self._formulas:
            function = self._functions[symbol.name]
            assert function.formula is not None  # a model with open functions is refused before
            raw = function.formula.diff(function.variable, symbol.order) if symbol.order else function.formula
            self._formulas[symbol] = self(raw)
        return self._formulas[symbol]

    def definition(self, entry: Expr) -> Expr | None:
        """What an entry is equal to, in stable form; None for inputs and parameters."""
        if not isinstance(entry, Entry) or entry.tensor not in self._equations:
            return None
        equation = self._equations[entry.tensor]
        if entry.tensor not in self._definitions:
            self._definitions[entry.tensor] = self(equation.rhs)
        placed = dict(zip(equation.lhs.indices, entry.indices, strict=True))
        return replace(self._definitions[entry.tensor], placed)

    def _rule(self, node: Expr) -> Expr | None:
        if isinstance(node, sympy.log):
            return logarithms.logarithm(node.args[0], self.definition)
        if isinstance(node, Pow):
            return quotients.power(node, self.definition)
        if isinstance(node, Mul):
            return saturating.absolute(node) or quotients.product(node, self.definition)
        if isinstance(node, Add):
            return _exponential_less_one(node) or _shifted_difference(node) or saturating.logistic_of_tanh(node)
        if isinstance(node, Where):
            return _choice(node)
        return None


def _exponential_less_one(node: Add) -> Expr | None:
    """``c exp(u) - c = c expm1(u)``: no digits are lost where u is near zero."""
    exponentials = [term for term in node.args if isinstance(term.as_coeff_Mul()[1], sympy.exp)]
    constants = [term for term in node.args if term.is_number]
    if len(exponentials) != 1 or len(constants) != 1:
        return None
    coefficient, exponential = exponentials[0].as_coeff_Mul()
    if coefficient + constants[0] != 0:
        return None
    rest = [term for term in node.args if term not in (exponentials[0], constants[0])]
    return Add(coefficient * Primitive("expm1", exponential.args[0]), *rest)


def _shifted_difference(node: Add) -> Expr | None:
    """``(z_j - m) - log(sum)`` for ``z_j - (m + log(sum))``, where m is the largest of the z: the difference of two large
    numbers first."""
    for term in node.args:
        coefficient, largest = term.as_coeff_Mul()
        if not is_primitive(largest, "peak"):
            continue
        tensors = {entry.tensor for entry in largest.arguments[0].open()[0].arguments if isinstance(entry, Entry)}
        for other in node.args:
            opposite, entry = other.as_coeff_Mul()
            if opposite == -coefficient and isinstance(entry, Entry) and entry.tensor in tensors:
                return Add(node - term - other, opposite * Primitive("guard", entry - largest))
    return None


_ORDERED = (sympy.StrictGreaterThan, sympy.GreaterThan, sympy.StrictLessThan, sympy.LessThan)


def _choice(node: Where) -> Expr | None:
    """A choice computes both branches: keep the one that is not taken from overflowing, by bounding what the condition
    compares."""
    condition, then, otherwise = node.args
    if not isinstance(condition, _ORDERED):
        return None
    left, right = condition.args
    if not isinstance(condition, (sympy.StrictGreaterThan, sympy.GreaterThan)):
        left, right = right, left
    if (then, otherwise) == (left, right) and right == S.Zero:
        return maximum(left, 0)
    above, below = _kept_off(then, left, right, condition, 1), _kept_off(otherwise, left, right, condition, -1)
    return None if (above, below) == (then, otherwise) else Where(condition, above, below)


def _kept_off(branch: Expr, left: Expr, right: Expr, condition: sympy.Basic, side: int) -> Expr:
    """A branch that holds where left is above right (side 1) or below (side -1), made harmless on the other side."""
    for compared, bound, direction in ((left, right, side), (right, left, -side)):
        if compared.is_number or not branch.has(compared):
            continue
        limit = maximum(compared, bound) if direction > 0 else minimum(compared, bound)
        inside = bound + direction
        held = Where(condition, compared, inside) if side > 0 else Where(condition, inside, compared)
        branch = _bounded(branch, compared, limit, held)
    return branch


def _bounded(branch: Expr, compared: Expr, limit: Expr, held: Expr) -> Expr:
    """Put ``limit`` for ``compared`` inside exponentials, and ``held`` (which is off the limit) inside what may have a pole
    there."""

    def risky(node: Expr) -> Expr | None:
        if node.has(limit) or node.has(held):
            return None
        if isinstance(node, sympy.exp) or is_primitive(node, "expm1"):
            return replace(node, {compared: limit})
        pole = isinstance(node, Pow) and not (node.exp.is_Integer and node.exp.is_positive)
        return replace(node, {compared: held}) if pole or isinstance(node, sympy.log) or is_primitive(node, "log1p") else None

    return rewrite(branch, risky) if not isinstance(branch, Sum) else branch
