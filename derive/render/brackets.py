"""Brackets: Kronecker deltas, ranges, divisibility, branches and places of maxima, as Iverson brackets or by letter.

A layer of the printer in ``formula``, between the leaves and the walk.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Basic, Expr, Symbol

from derive.algebra import Delta, Divides, FirstMax, Where, replace
from derive.render.leaves import Leaves
from derive.render.piece import Level, Piece, join


class Brackets(Leaves):
    """Prints what is one where a statement holds, and zero elsewhere."""

    def _delta(self, expr: Delta) -> Piece:
        left, right = sorted(expr.args, key=self._bracket_order)
        if any(k.name in self._around for k in expr.free_symbols if isinstance(k, Symbol)):
            self.deltas.append((left, right, isinstance(left, Symbol) and left.name in self._around))
        if self.notation.kronecker == "letter":
            return self.style.script(self.style.pick(r"\delta", "δ", 0.5), self._pair(left, right), None)
        return self._bracket([self.index(left), self.style.sign("=", "="), self.index(right)])

    def _bracket_order(self, index: Expr) -> tuple[bool, bool, str]:
        """An index that runs comes first: [k = j] under a sum over k."""
        runs = any(k.name in self._around for k in index.free_symbols if isinstance(k, Symbol))
        return bool(index.is_Number), not runs, self.index(index).text

    def _pair(self, left: Expr, right: Expr) -> Piece:
        a, b = self.index(left), self.index(right)
        comma = [] if len(a.text) == len(b.text) == 1 else [self.style.pick(",", ",", 0.3)]
        return join([a, *comma, b], Level.ATOM)

    def condition(self, expr: Basic) -> Piece:
        """What a bracket says, without the bracket: ``0 <= i - 2j <= 1``, ``2 | i - u``."""
        if isinstance(expr, Divides):
            divisor, index = (self.index(arg) for arg in expr.args)
            return join([divisor, self.style.sign(r"\mid", "|"), index], Level.RELATION)
        if isinstance(expr, (sympy.GreaterThan, sympy.LessThan)):
            left, right = (self.index(arg) for arg in expr.args)
            sign = (r"\ge", "≥") if isinstance(expr, sympy.GreaterThan) else (r"\le", "≤")
            return join([left, self.style.sign(*sign), right], Level.RELATION)
        at, lo, hi = (self.index(arg) for arg in expr.args)
        below = self.style.sign(r"\le", "≤")
        return join([lo, below, at, below, hi], Level.RELATION)

    def _holds(self, expr: Expr) -> Piece:
        return self._bracket([self.condition(expr)])

    def _bracket(self, parts: list[Piece]) -> Piece:
        inner = join(parts, Level.ATOM).solid()
        thin = self.style.pick(r"\,", "", 0.17)
        return self.style.parentheses(join([thin, inner, thin], Level.ATOM), "[]")

    def _where(self, expr: Where) -> Piece:
        condition, then, otherwise = expr.args
        if (then, otherwise) == (1, 0):
            return self._bracket([self.formula(condition)])
        rows: list[tuple[Piece, Piece | None]] = [(self.formula(then), self.formula(condition))]
        while isinstance(otherwise, Where) and otherwise.args[1:] != (1, 0):
            rows.append((self.formula(otherwise.args[1]), self.formula(otherwise.args[0])))
            otherwise = otherwise.args[2]
        return self.style.cases([*rows, (self.formula(otherwise), None)])

    def _first_max(self, expr: FirstMax) -> Piece:
        """A bracket: ``[(u, v) = argmax_{p, q} x_pq]``, where the bound indices stand under the sign."""
        indices = list(map(self.index, expr.indices))
        taken = self._around | {str(k) for k in expr.free_symbols} | {str(k) for k in expr.indices}
        free = [letter for letter in "pqrsmnkl" if letter not in taken]
        letters = dict(zip((bound[0] for bound in expr.bounds), free, strict=False))
        named: dict[Any, Any] = {k: Symbol(letter, integer=True) for k, letter in letters.items()}
        below = self._place([self.index(k) for k in named.values()])
        sign = self.style.script(self.style.pick(r"\operatorname{arg\,max}", "argmax", 3.0), below, None)
        left = self.style.parentheses(self._place(indices)) if len(indices) > 1 else indices[0]
        body = self.formula(replace(expr.args[0], named))
        gap = self.style.pick(r"\,", " ", 0.17)
        return self._bracket([left, self.style.sign("=", "="), sign, gap, body])

    def _place(self, indices: list[Piece]) -> Piece:
        """``u, v``: a place in a window."""
        comma = self.style.pick(",", ", ", 0.4)
        return join([part for k in indices for part in (comma, k)][1:], Level.ATOM)
