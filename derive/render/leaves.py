"""The parts of a formula that are no sums and no products: numbers, indices, entries, derivatives, brackets, branches.

The base of the printer in ``formula``, which walks through the rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Basic, Expr, Symbol

from derive.algebra import Differentiate, Entry, Func, Opaque, Partial, Tensor
from derive.algebra.nodes import Range
from derive.model import Model
from derive.render.functions import function_name
from derive.render.glyphs import glyph
from derive.render.indices import Letters
from derive.render.notation import Notation
from derive.render.piece import Level, Piece, join, piece
from derive.render.products import ordered_index
from derive.render.style import Style
from derive.render.tensors import EXAMPLE, Tensors, is_marked


class Leaves(ABC):
    """Prints what holds no sum and no product, or holds it in brackets."""

    def __init__(self, model: Model, notation: Notation, style: Style, letters: Letters, like: Tensors | None = None) -> None:
        self.model, self.notation, self.style = model, notation, style
        self.tensors = Tensors(model, notation, style, like)
        self._around: set[str] = set()
        self._beside: set[str] = set()
        self._summed: set[str] = set()
        self.ranges: dict[Symbol, Range] = {}
        """The ranges of the indices that are known where a formula stands: those of its theorem and of the sums around."""
        self.numbers: Callable[[Entry], float | None] = no_number
        """The number to print for an entry, in a line with numbers in place of the symbols."""
        self.deltas: list[tuple[Expr, Expr, bool]] = []
        """The deltas under sums that were printed: both sides, and whether the left one is a summed index."""
        self._letters = letters

    @abstractmethod
    def formula(self, expr: Basic) -> Piece:
        """The printed form of a part of an expression."""

    def index(self, expr: Expr) -> Piece:
        """An index, a size or an end of a range: printed on one line, without spaces."""
        parts = []
        for position, term in enumerate(ordered_index(expr)):
            minus = term.could_extract_minus_sign()
            sign = [self.style.pick("-", "−", 0.6)] if minus else [self.style.pick("+", "+", 0.6)] if position else []
            parts += [*sign, self._index_term(-term if minus else term)]
        return join(parts, Level.TERMS if len(parts) > 1 else Level.ATOM)

    def _index_term(self, term: Expr) -> Piece:
        numerator, denominator = term.as_numer_denom()
        if denominator != 1:
            above = self.index(numerator)
            if isinstance(numerator, Add):
                above = self.style.parentheses(above.solid())
            return join([above, self.style.pick("/", "/", 0.5), self.formula(denominator)], Level.PRODUCT)
        return self.formula(term)

    def _number(self, value: Any) -> Piece:
        if is_decimal(value):
            return self._number(sympy.Float(value, 15))  # 0.044715, not 8943/200000
        if isinstance(value, sympy.Rational) and value.q != 1:
            ratio = self.style.fraction(self._plain_number(abs(value.p)), self._plain_number(value.q))
            return ratio if value.p > 0 else self.style.terms([(True, ratio)])
        if value < 0:
            return self.style.terms([(True, self._number(-value))])
        return self._plain_number(value)

    def _plain_number(self, value: Any) -> Piece:
        text = str(value) if isinstance(value, (int, sympy.Integer)) else f"{float(value):.12g}"
        mantissa, _, exponent = text.partition("e")
        if not exponent:
            return piece(text, 0.5 * len(text))
        ten = self.style.script(piece("10", 1.0), None, piece(str(int(exponent)), 0.8))
        if mantissa == "1":
            return ten
        return join([piece(mantissa, 0.5 * len(mantissa)), self.style.sign(r"\times", "×"), ten], Level.PRODUCT)

    def decimal(self, value: float) -> Piece:
        """A measured or computed number, rounded."""
        text = decimal_text(abs(value))
        plain = piece(text, 0.5 * len(text))
        if "e" in text:
            mantissa, exponent = text.split("e")
            ten = self.style.script(piece("10", 1.0), None, piece(str(int(exponent)), 0.8))
            plain = join([piece(mantissa, 0.5 * len(mantissa)), self.style.sign(r"\cdot", "·"), ten], Level.PRODUCT)
        return self.style.terms([(True, plain)]) if value < 0 else plain

    def _func(self, function: Func) -> Piece:
        name = self.style.glyph(function_name(function.name, self.notation, self.model))
        return join([name, piece("'" * function.order, 0.2)], Level.ATOM) if function.order else name

    def _entry(self, expr: Entry) -> Piece:
        number = self.numbers(expr)
        if number is not None:
            return self.decimal(number)
        if expr.tensor.role == "size":
            base = self.style.glyph(glyph(expr.tensor.base))
            return self.style.script(base, self.index(expr.indices[0]), None) if expr.indices else base
        if self.tensors.adjoint_style(expr.tensor) == "partial" and expr.tensor.role == "adjoint" and expr.tensor.of:
            return self._derivative(self.cost_of(expr.tensor.of), self._entry(Entry(expr.tensor.of, *expr.indices)))
        return self.tensors.entry(expr.tensor, expr.indices, self.index)

    def _tensor(self, tensor: Tensor) -> Piece:
        if tensor.role == "adjoint" and tensor.of and self.tensors.adjoint_style(tensor) == "partial":
            return self._derivative(self.cost_of(tensor.of), self._tensor(tensor.of))
        return self.tensors.whole(tensor, None, self.index)

    def cost_of(self, tensor: Tensor) -> Piece:
        """The cost; where a quantity is marked as that of an example, the cost of this example."""
        cost = self.tensors.whole(self.model.cost, None, self.index)
        return self.style.script(cost, self.index(EXAMPLE), None) if is_marked(tensor) else cost

    def _derivative(self, above: Piece, below: Piece) -> Piece:
        d = self.style.pick(r"\partial ", "∂", 0.55)
        return self.style.fraction(join([d, above], Level.POWER), join([d, below], Level.POWER))

    def _partial(self, expr: Partial) -> Piece:
        return self._derivative(*(self.formula(arg) for arg in expr.args))

    def _differentiate(self, expr: Differentiate) -> Piece:
        d = self.style.pick(r"\partial", "∂", 0.55)
        below = join([self.style.pick(r"\partial ", "∂", 0.55), self.formula(expr.args[1])], Level.POWER)
        inner = self.formula(expr.args[0])
        if not isinstance(expr.args[0], Entry):
            inner = self.style.parentheses(inner)
        return join([self.style.fraction(d, below), piece(" ", 0.2), inner], Level.PRODUCT)

    def _opaque(self, expr: Opaque) -> Piece:
        name, entry, (k, lo, hi) = expr.args
        first, last = (self.formula(entry.xreplace({k: end})) for end in (lo, hi))
        comma = self.style.pick(r",", ", ", 0.5)
        dots = self.style.pick(r"\dots", "…", 1.0)
        inner = join([first, comma, dots, comma, last], Level.ATOM)
        letter = self.notation.letters.get(name.name, name.name)
        return join([self.style.glyph(glyph(letter)), self.style.parentheses(inner)], Level.POWER)

    def _logic(self, expr: Any) -> Piece:
        word = (r"\text{ and }", " and ") if isinstance(expr, sympy.And) else (r"\text{ or }", " or ")
        parts: list[Piece] = []
        for arg in sorted(expr.args, key=lambda a: a.sort_key()):
            parts += ([self.style.pick(*word, 2.0)] if parts else []) + [self.formula(arg)]
        return join(parts, Level.RELATION)


def no_number(_entry: Entry) -> float | None:
    """Entries are printed by their names."""
    return None


def decimal_text(value: float) -> str:
    """Nine decimals without trailing zeros; nine significant digits where that would lose too much."""
    return f"{value:.9g}" if 0 < abs(value) < 1e-4 else f"{value:.9f}".rstrip("0").rstrip(".")


def is_decimal(value: Any) -> bool:
    """Whether a number is printed as a decimal: a fraction of hundredths or less with a finite expansion."""
    if not isinstance(value, sympy.Rational) or value.q < 100:
        return False
    denominator = int(value.q)
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1
