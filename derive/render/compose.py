"""Formulas made of formulas that are printed already: chains of equalities, sums over examples, lines with numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from sympy import Basic, Expr

from derive.algebra import Tensor
from derive.algebra.sums import Bound
from derive.render.document import Formula
from derive.render.formula import Printer
from derive.render.leaves import decimal_text
from derive.render.piece import Level, Piece, breakable, join
from derive.render.style import Limit


class Composer(ABC):
    """Puts formulas together, in both spellings."""

    _latex: Printer
    _text: Printer

    @abstractmethod
    def small(self, expr: Basic) -> Formula:
        """A formula for a sentence."""

    def related(self, left: Formula, right: Formula) -> Formula:
        """``left = right``."""
        return Formula(*(join([a, p.style.sign("=", "="), b], Level.RELATION) for p, a, b in self._both(left, right)))

    def added(self, left: Formula, right: Formula) -> Formula:
        """``left + right``."""
        return Formula(*(p.style.terms([(False, a), (False, b)]) for p, a, b in self._both(left, right)))

    def terms(self, signed: Sequence[tuple[bool, Formula]]) -> Formula:
        """Terms in the given order, with their signs (True is minus)."""
        latex = self._latex.style.terms([(minus, formula.latex) for minus, formula in signed])
        return Formula(latex, self._text.style.terms([(minus, formula.text) for minus, formula in signed]))

    def summed(self, factor: Expr, bound: Bound, body: Formula) -> Formula:
        """``factor * sum over bound of body``, of formulas that are printed already."""
        made = []
        for printer, inner in ((self._latex, body.latex), (self._text, body.text)):
            k, lo, hi = (printer.index(end) for end in bound)
            inner = printer.style.parentheses(inner) if inner.level < Level.SUM else inner
            total = printer.style.sum([Limit(k, (lo,), (hi,))], inner, whole=True)
            made.append(printer.style.product([printer(factor), total]) if factor != 1 else total)
        return Formula(*made)

    def listed(self, left: Formula, right: Formula) -> Formula:
        """``left,  right``, breakable between."""
        made = []
        for p, a, b in self._both(left, right):
            comma = p.style.pick(r",\quad ", ",  ", 1.3)
            made.append(breakable([join([a, comma], Level.RELATION), b.solid()], Level.RELATION))
        return Formula(*made)

    def computed(self, symbols: Formula, numbers: Formula, value: float) -> Formula:
        """``w x + b = 0.15 * 0.05 + 0.35 = 0.3575``; breakable before each sign."""
        exact = abs(float(decimal_text(value)) - value) < 1e-15
        sign = ("=", "=") if exact else (r"\approx", "≈")
        made = []
        for p, a, b in self._both(symbols, numbers):
            number = p.decimal(value)
            rows = [a] if a.text == b.text else [a, join([p.style.sign("=", "="), b], Level.RELATION)]
            last = [] if b.text == number.text else [join([p.style.sign(*sign), number], Level.RELATION)]
            made.append(breakable([rows[0].nested(), *(row.nested() for row in rows[1:]), *last], Level.RELATION))
        return Formula(*(_cut_at_signs(piece) for piece in made))

    def rate(self, tensor: Tensor, value: float) -> Formula:
        """``eta = 0.5``."""
        return self.related(self.small(tensor), Formula(self._latex.decimal(value), self._text.decimal(value)))

    def _both(self, left: Formula, right: Formula) -> tuple[tuple[Printer, Piece, Piece], ...]:
        return (self._latex, left.latex, right.latex), (self._text, left.text, right.text)


def _cut_at_signs(piece: Piece) -> Piece:
    """A chain of equalities breaks before its signs, rather than inside its parts."""
    chunks = tuple(replace(c, depth=0) if c.text.lstrip().startswith(("=", "≈", r"\approx")) else c for c in piece.chunks)
    return replace(piece, chunks=chunks)
