"""The walk from an index expression to a printed formula, one for both back ends.

Input: expressions of ``derive.algebra``.  Output: a ``Piece`` in the style of the printer.  SymPy's own printers are not
used: they print what SymPy's evaluation left over, not what a reader expects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy
from sympy import Add, Basic, Expr, Mul, Pow, Symbol
from sympy.core.parameters import distribute

from derive.algebra import (
    Apply,
    Delta,
    Differentiate,
    Divides,
    Entry,
    FirstMax,
    Func,
    InRange,
    Opaque,
    Partial,
    Sum,
    Tensor,
    Where,
    replace,
)
from derive.algebra.sums import Bound
from derive.model import Model
from derive.render.brackets import Brackets
from derive.render.functions import FUNCTIONS
from derive.render.glyphs import glyph
from derive.render.indices import Letters
from derive.render.leaves import is_decimal
from derive.render.limits import Span, spans
from derive.render.notation import Notation
from derive.render.piece import Level, Piece, join, piece
from derive.render.products import factors_of, is_size, ordered_terms, speaks_of_errors
from derive.render.style import Limit, Style
from derive.render.tensors import Tensors

_RELATIONS = {
    sympy.StrictGreaterThan: (">", ">"), sympy.StrictLessThan: ("<", "<"), sympy.GreaterThan: (r"\ge", "≥"),
    sympy.LessThan: (r"\le", "≤"), sympy.Equality: ("=", "="), sympy.Unequality: (r"\ne", "≠"),
}  # fmt: skip


class Printer(Brackets):
    """Prints the formulas of one theorem (or of the definitions): it remembers the letters given to bound indices."""

    def __init__(self, model: Model, notation: Notation, style: Style, letters: Letters, like: Tensors | None = None) -> None:
        super().__init__(model, notation, style, letters, like)
        self._handlers: dict[type, Callable[[Any], Piece]] = {
            Add: self._add, Mul: self._mul, Pow: self._pow, Sum: self._sum, Entry: self._entry, Delta: self._delta,
            Func: self._func, InRange: self._holds, Divides: self._holds, Where: self._where, Apply: self._apply,
            Partial: self._partial, Differentiate: self._differentiate, Opaque: self._opaque, sympy.exp: self._exp,
            Tensor: self._tensor, FirstMax: self._first_max,
        }  # fmt: skip

    def __call__(self, expr: Basic) -> Piece:
        """The printed form of an expression, a tensor or a function's name; indices without a name are given letters."""
        # SymPy must not multiply out what a proof keeps as factors.
        with distribute(False):
            letters = self._letters.loose(expr, self._around)
            named: dict[Any, Any] = {k: Symbol(letter, integer=True) for k, letter in letters.items()}
            return self.formula(replace(expr, named) if named else expr)

    def formula(self, expr: Basic) -> Piece:
        """The printed form of a part of an expression."""
        handler = self._handlers.get(type(expr))
        if handler is not None:
            return handler(expr)
        if isinstance(expr, Symbol):
            return self.style.glyph(glyph(expr.name))
        if isinstance(expr, sympy.Number):
            return self._number(expr)
        if type(expr) in _RELATIONS:
            left, right = (self.formula(arg) for arg in expr.args)
            return join([left, self.style.sign(*_RELATIONS[type(expr)]), right], Level.RELATION)
        if isinstance(expr, (sympy.And, sympy.Or)):
            return self._logic(expr)
        if type(expr) in FUNCTIONS:
            return self._call(self.style.pick(*FUNCTIONS[type(expr)], 1.8), expr.args[0])
        if isinstance(expr, sympy.NumberSymbol):
            return self.style.pick(*(("\\pi", "π") if expr == sympy.pi else ("e", "e")), 0.6)
        raise TypeError(f"no printed form for {type(expr).__name__}")

    def _add(self, expr: Add) -> Piece:
        common, terms = ordered_terms(expr)
        signed = [self._signed(term) for term in terms]
        if common == 1:
            return self.style.terms(signed)
        return self.style.product([self._number(common), self.style.parentheses(self.style.terms(signed))])

    def _signed(self, term: Expr) -> tuple[bool, Piece]:
        if term.is_Number:
            return bool(term < 0), self._number(abs(term))
        minus = bool(term.as_coeff_Mul(rational=True)[0] < 0)
        printed = self.formula(-term if minus else term)
        return minus, self.style.parentheses(printed) if printed.level <= Level.SIGNED else printed

    def _mul(self, expr: Expr) -> Piece:
        found = factors_of(expr)
        if found.negative:
            positive = self._mul(-expr) if isinstance(-expr, (Mul, Pow)) else self.formula(-expr)
            return self.style.terms([(True, positive if positive.level > Level.TERMS else self.style.parentheses(positive))])
        if not found.below and not _is_half_a_constant(found.coefficient, found.above):
            number = [self._number(found.coefficient)] if found.coefficient != 1 else []
            return self._row(number, found.above)
        return self._quotient(found.coefficient, found.above, found.below)

    def _quotient(self, coefficient: Any, above: list[Expr], below: list[Expr]) -> Piece:
        """A fraction; what would make it unreadable (sums, errors, derivatives, brackets) stands beside it."""
        plain = all(isinstance(f, Symbol) or is_size(f) or f.is_number for f in below)
        lifted = [f for f in above if (f.is_number or _is_constant(f) if plain else _fits_above(f))]
        beside = [f for f in above if f not in lifted]
        whole = isinstance(coefficient, sympy.Rational) and not is_decimal(coefficient)
        numbers = (sympy.Integer(coefficient.p), sympy.Integer(coefficient.q)) if whole else (coefficient, sympy.Integer(1))
        numerator = self._row([self._number(numbers[0])] if numbers[0] != 1 or not lifted else [], lifted)
        denominator = self._row([self._number(numbers[1])] if numbers[1] != 1 else [], below)
        if numerator.width > self.style.wide and lifted:
            one = self.style.fraction(self._number(numbers[0]), denominator)
            return self._row([one], [*lifted, *beside])
        return self._row([self.style.fraction(numerator, denominator)], beside)

    def _row(self, first: list[Piece], factors: list[Expr]) -> Piece:
        """Factors side by side, bracketed where the next one would be drawn in."""
        parts = list(first)
        beside, summed, self._summed = self._beside, self._summed, set()
        for position, factor in enumerate(factors):
            last = position == len(factors) - 1
            printed = self.formula(factor)
            self._beside = beside | self._summed
            alone = last and not parts
            loose = printed.level < (Level.SUM if last else Level.PRODUCT) or (
                isinstance(factor, Where) and not last and not self.style.closed_cases
            )
            parts.append(self.style.parentheses(printed) if loose and not alone else printed)
        self._beside, self._summed = beside, summed | self._summed
        if not parts:
            return self._number(sympy.Integer(1))
        row = self.style.product(parts)
        return row.with_level(Level.SUM) if parts[-1].level == Level.SUM else row

    def _pow(self, expr: Pow) -> Piece:
        if expr.exp.is_number and expr.exp < 0:
            return self._quotient(sympy.Integer(1), [], [Pow(expr.base, -expr.exp)])
        if expr.exp == sympy.Rational(1, 2):
            return self.style.root(self.formula(expr.base))
        base = self.formula(expr.base)
        if isinstance(expr.base, Apply) or base.level < Level.ATOM or base.scripted:
            base = self.style.parentheses(base)
        return self.style.script(base, None, self._exponent(expr.exp)).with_level(Level.POWER)

    def _exponent(self, expr: Expr) -> Piece:
        if isinstance(expr, sympy.Rational) and expr.q != 1:
            return piece(f"{expr.p}/{expr.q}", 1.2)
        return self.formula(expr)

    def _exp(self, expr: Expr) -> Piece:
        return self.style.exponential(self.formula(expr.args[0]))

    def _call(self, name: Piece, argument: Expr) -> Piece:
        """A named function: parentheses unless the argument is a single entry and the name a word (log a)."""
        inner = self.formula(argument)
        if inner.level >= Level.POWER and isinstance(argument, (Entry, Symbol)) and name.text in ("\\log", "log"):
            return join([name, piece(" ", 0.2), inner], Level.POWER)
        return join([name, self.style.parentheses(inner)], Level.POWER)

    def _apply(self, expr: Apply) -> Piece:
        return join([self._func(expr.function), self.style.parentheses(self.formula(expr.argument))], Level.POWER)

    def _sum(self, expr: Sum) -> Piece:
        body, bounds = expr.open()
        outer = self._around
        letters = self._letters.choose(body, bounds, outer, self._beside)
        self._around = outer | set(letters.values())
        self._summed = self._summed | self._around
        # Letters in place of the fresh indices: what follows sorts by them, and not by how many indices were made before.
        named: dict[Any, Any] = {k: Symbol(letter, integer=True) for k, letter in letters.items()}
        order = sorted(bounds, key=lambda bound: (_nested(bound, bounds), list(letters).index(bound[0])))
        placed: list[Bound] = [(named[k], replace(lo, named), replace(hi, named)) for k, lo, hi in order]
        known, self.ranges = self.ranges, self.ranges | {k: (lo, hi) for k, lo, hi in placed}
        body, found = spans(replace(body, named), placed, known)
        limits = [self._limit(span) for span in found]
        inner = self.formula(body)
        whole = all(lo in (0, 1) and not isinstance(hi - lo + 1, Add) for _, lo, hi in order)
        whole = whole and not any(span.narrowed for span in found)
        self._around, self.ranges = outer, known
        if inner.level < Level.SUM:
            inner = self.style.parentheses(inner)
        return self.style.sum(limits, inner, whole)

    def _limit(self, span: Span) -> Limit:
        lower, upper = (tuple(self.index(end) for end in ends) for ends in (span.lower, span.upper))
        return Limit(self.index(span.index), lower, upper, tuple(self.condition(c) for c in span.conditions))


def _fits_above(factor: Expr) -> bool:
    """Whether a factor may stand in a numerator."""
    if isinstance(factor, (Sum, Partial, Differentiate, Delta, InRange, Divides, FirstMax, Where)) or speaks_of_errors(factor):
        return False
    return not (isinstance(factor, Apply) and factor.function.order)


def _is_constant(factor: Expr) -> bool:
    """A constant of the model (the weight of a penalty), which may stand above a number: λ/2."""
    return isinstance(factor, Symbol) and not factor.is_integer and factor.is_positive is not True


def _is_half_a_constant(coefficient: Any, above: list[Expr]) -> bool:
    fraction = isinstance(coefficient, sympy.Rational) and coefficient.q != 1 and not is_decimal(coefficient)
    return fraction and any(map(_is_constant, above))


def _nested(bound: tuple[Any, ...], bounds: Iterable[tuple[Any, ...]]) -> bool:
    """Whether a limit speaks of another index of the same sum: then it comes after."""
    return any(other[0] in bound[1].free_symbols | bound[2].free_symbols for other in bounds)
