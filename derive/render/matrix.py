"""Matrix expressions as formulas: the nodes of ``derive.matrix_nodes`` in a notation and a style."""

from __future__ import annotations

import sympy
from sympy import Expr, Rational, Symbol

from derive import matrix_nodes as m
from derive.algebra import Func, Sum
from derive.render.formula import Printer
from derive.render.functions import FUNCTIONS
from derive.render.notation import SIGNS
from derive.render.piece import Level, Piece, join, piece
from derive.render.style import Limit


class MatrixPrinter:
    """Prints matrix expressions with the letters of a formula printer."""

    def __init__(self, printer: Printer) -> None:
        self._printer, self._style = printer, printer.style
        self._times: dict[Symbol, Symbol] = {}

    def formula(self, matrix: m.Matrix) -> Piece:
        """The printed form of a matrix expression."""
        match _turned(matrix):
            case m.Whole() as whole:
                return self._whole(whole)
            case m.Scalar(value):
                return self._printer.formula(value)
            case m.Ones(size):
                one = self._style.pick(r"\mathbf{1}", "1", 0.6)
                return self._style.script(one, self._printer.index(size), None)
            case m.Transposed(of):
                return self._transposed(of)
            case m.Product(factors):
                return self._style.product([self._bound(f, Level.PRODUCT) for f in factors]).with_level(Level.PRODUCT)
            case m.Hadamard(factors):
                return self._hadamard(factors)
            case m.Quotient(numerator, denominator):
                return self._style.fraction(self.formula(numerator), self.formula(denominator))
            case m.Total(terms):
                return self._style.terms([self._signed(term) for term in self._in_order(terms)])
            case m.Summed() as summed:
                return self._summed(summed)
            case m.Scaled(factor, of):
                return self._scaled(factor, of)
            case m.Elementwise(function, of):
                return self._elementwise(function, of)
            case m.Power(of, exponent):
                return self._power(of, exponent)
            case m.Diagonal(of):
                name = self._style.pick(r"\operatorname{diag}", "diag", 1.9)
                return join([name, self._style.parentheses(self.formula(of))], Level.POWER)
        raise TypeError(f"no printed form for the matrix {type(matrix).__name__}")

    def _whole(self, whole: m.Whole) -> Piece:
        tensor, tensors = whole.tensor, self._printer.tensors
        if tensor.role != "adjoint" or tensor.of is None or tensors.adjoint_style(tensor) != "partial":
            return tensors.whole(tensor, self._layer(whole), self._printer.index)
        of, cost = self._whole(m.Whole(tensor.of, self._layer(whole))), self._printer.cost_of(tensor.of)
        if tensor.of.role == "parameter":
            d = self._style.pick(r"\partial ", "∂", 0.55)
            return self._style.fraction(join([d, cost], Level.POWER), join([d, of], Level.POWER)).with_level(Level.POWER)
        nabla = self._style.script(self._style.pick(r"\nabla", "∇", 0.8), of, None)
        return join([nabla, piece(" ", 0.1), cost], Level.POWER)

    def _layer(self, whole: m.Whole) -> Expr | None:
        return whole.layer.xreplace(self._times) if whole.layer is not None else None

    def _bound(self, matrix: m.Matrix, least: Level) -> Piece:
        matrix = _turned(matrix)
        printed = self.formula(matrix)
        loose = printed.level < least or isinstance(matrix, (m.Hadamard, m.Total))
        return self._style.parentheses(printed) if loose else printed

    def _transposed(self, of: m.Matrix) -> Piece:
        inner = self.formula(of)
        if not isinstance(of, (m.Whole, m.Ones)) or inner.scripted or inner.level < Level.ATOM:
            inner = self._style.parentheses(inner)
        return self._style.script(inner, None, self._style.pick(*SIGNS[self._printer.notation.transpose], 0.6))

    def _summed(self, matrix: m.Summed) -> Piece:
        """A sum over times, under the letter that the index form would choose."""
        taken = {tensor.base for tensor in self._printer.model.tensors.values()}
        self._times[matrix.index] = Symbol(next(k for k in "tslr" if k not in taken), integer=True)
        k, lo, hi = (self._printer.index(end) for end in (self._times[matrix.index], matrix.first, matrix.last))
        return self._style.sum([Limit(k, (lo,), (hi,))], self._bound(matrix.of, Level.SUM), False)

    def _hadamard(self, factors: tuple[m.Matrix, ...]) -> Piece:
        parts: list[Piece] = []
        for factor in factors:
            if parts:
                parts.append(self._style.sign(*SIGNS[self._printer.notation.hadamard]))
            parts.append(self._bound(factor, Level.POWER))
        return join(parts, Level.SIGNED)

    def _scaled(self, factor: Expr, of: m.Matrix) -> Piece:
        if factor == -1:
            return self._style.terms([(True, self._bound(of, Level.SUM))])
        number = self._printer.formula(factor)
        if number.level <= Level.TERMS or isinstance(factor, Sum):
            number = self._style.parentheses(number)
        row = self._style.product([number, self._bound(of, Level.SUM)])
        return row.with_level(Level.SIGNED if number.level == Level.SIGNED else Level.PRODUCT)

    def _in_order(self, terms: tuple[m.Matrix, ...]) -> list[m.Matrix]:
        """Added terms before subtracted ones, numbers before matrices, other scalars (a bias) after them."""
        return sorted(
            terms, key=lambda term: (self._is_negative(term), isinstance(term, m.Scalar) and not term.value.is_number)
        )

    def _is_negative(self, term: m.Matrix) -> bool:
        factor = term.factor if isinstance(term, m.Scaled) else term.value if isinstance(term, m.Scalar) else sympy.S.One
        return bool(factor.as_coeff_Mul(rational=True)[0] < 0)

    def _signed(self, term: m.Matrix) -> tuple[bool, Piece]:
        minus = self._is_negative(term)
        if minus and isinstance(term, m.Scaled):
            term = m.Scaled(-term.factor, term.of) if term.factor != -1 else term.of
        elif minus and isinstance(term, m.Scalar):
            term = m.Scalar(-term.value)
        printed = self.formula(term)
        # A Hadamard product is no looser than a product between terms.
        loose = isinstance(term, m.Total) or (printed.level <= Level.SIGNED and not isinstance(term, m.Hadamard))
        return minus, self._style.parentheses(printed) if loose else printed

    def _elementwise(self, function: Func | str, of: m.Matrix) -> Piece:
        if isinstance(function, Func):
            name = self._printer.formula(function)
        else:
            known = {cls.__name__: sign for cls, sign in FUNCTIONS.items()} | {"exp": (r"\exp", "exp")}
            if function == "sqrt":
                return self._style.root(self.formula(of))
            name = self._style.pick(*known.get(function, (rf"\operatorname{{{function}}}", function)), 1.8)
        return join([name, self._style.parentheses(self.formula(of))], Level.POWER)

    def _power(self, of: m.Matrix, exponent: Expr) -> Piece:
        """A power of every entry: marked with the sign of the elementwise product, or it would be a matrix power."""
        if exponent == Rational(1, 2):
            return self._style.root(self.formula(of))
        inner = self.formula(of)
        if inner.scripted or inner.level < Level.ATOM:
            inner = self._style.parentheses(inner)
        latex, text = SIGNS[self._printer.notation.hadamard]
        number = self._printer.formula(exponent)
        mark = join([self._style.pick(latex + " ", text, 0.8), number], Level.ATOM)
        return self._style.script(inner, None, mark).with_level(Level.POWER)


def _turned(matrix: m.Matrix) -> m.Matrix:
    """An elementwise product of transposes is the transpose of the product."""
    if isinstance(matrix, m.Hadamard) and all(isinstance(factor, m.Transposed) for factor in matrix.factors):
        return m.Transposed(m.Hadamard(tuple(factor.of for factor in matrix.factors if isinstance(factor, m.Transposed))))
    return matrix
