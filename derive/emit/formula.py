"""Index equations as text for comments: ``z1[n,j] = sum_k W1[j,k] x[n,k] + b1[j]``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy
from sympy import Add, Basic, Expr, Mul, Pow, Symbol

from derive.algebra import Apply, Delta, Divides, Entry, InRange, Sum, Tensor, Where, replace
from derive.model import Equation

_LETTERS = "kmijpqrstuv"
SUM, PRODUCT, POWER, ATOM = range(4)
Text = tuple[str, int]


class Formulas:
    """Writes equations with the names that the code uses."""

    def __init__(self, names: Mapping[Tensor, str]) -> None:
        self._names = names

    def equation(self, equation: Equation) -> str:
        """The equation on one line, shortened in the middle if it is very long."""
        text = f"{self.expression(equation.lhs)} = {self.expression(equation.rhs)}"
        return text if len(text) <= 115 else f"{text[:112]}..."

    def expression(self, expr: Basic) -> str:
        return self._write(expr)[0]

    def _write(self, expr: Basic) -> Text:
        if isinstance(expr, Entry):
            name = self._names.get(expr.tensor, str(expr.tensor))
            return (f"{name}[{','.join(map(self.expression, expr.indices))}]" if expr.indices else name), ATOM
        if isinstance(expr, Sum):
            return self._sum(expr)
        if isinstance(expr, Add):
            return self._addition(expr)
        if isinstance(expr, Mul):
            return self._product(expr)
        if isinstance(expr, Pow):
            return self._power(expr)
        if isinstance(expr, Delta):
            return f"[{self.expression(expr.args[0])}={self.expression(expr.args[1])}]", ATOM
        if isinstance(expr, (InRange, Divides)):
            parts = [self.expression(arg) for arg in expr.args]
            return (f"[{parts[1]}<={parts[0]}<={parts[2]}]" if len(parts) == 3 else f"[{parts[0]} divides {parts[1]}]"), ATOM
        return self._call(expr)

    def _call(self, expr: Basic) -> Text:
        if isinstance(expr, Apply):
            return f"{expr.function}({self.expression(expr.argument)})", ATOM
        if isinstance(expr, sympy.core.relational.Relational):
            return f"{self.expression(expr.args[0])} {expr.rel_op} {self.expression(expr.args[1])}", SUM
        if isinstance(expr, Where):
            return f"where({', '.join(map(self.expression, expr.args))})", ATOM
        if isinstance(expr, sympy.Rational) and not expr.is_Integer:
            return str(expr), PRODUCT
        if not expr.args:
            return (f"{float(expr):g}" if isinstance(expr, sympy.Float) else str(expr)), ATOM
        return f"{type(expr).__name__}({', '.join(map(self.expression, expr.args))})", ATOM

    def _sum(self, expr: Sum) -> Text:
        body, bounds = expr.open()
        taken = {str(symbol) for symbol in body.free_symbols}
        letters = iter([letter for letter in _LETTERS if letter not in taken])
        names = {k: Symbol(next(letters), integer=True) for k, _, _ in bounds}
        body = replace(body, names)
        return f"sum_{''.join(map(str, names.values()))} {self._at_least(body, PRODUCT)}", PRODUCT

    def _at_least(self, expr: Basic, binding: int) -> str:
        text, own = self._write(expr)
        return text if own >= binding else f"({text})"

    def _addition(self, expr: Add) -> Text:
        terms = sorted(expr.args, key=lambda term: bool(term.as_coeff_Mul()[0] < 0))
        text = self._at_least(terms[0], SUM)
        for term in terms[1:]:
            minus = term.as_coeff_Mul()[0] < 0
            text += f" {'-' if minus else '+'} {self._at_least(-term if minus else term, PRODUCT)}"
        return text, SUM

    def _product(self, expr: Mul) -> Text:
        sign = "-" if expr.as_coeff_Mul()[0] < 0 else ""
        above, below = self._sides((-expr if sign else expr) if expr.is_Mul else expr)
        text = " ".join(above) or "1"
        if below:
            text += f"/{below[0]}" if len(below) == 1 else f"/({' '.join(below)})"
        return sign + text, SUM if sign else PRODUCT

    def _sides(self, expr: Expr) -> tuple[list[str], list[str]]:
        above: list[str] = []
        below: list[str] = []
        factors: Iterable[Expr] = sorted(Mul.make_args(expr), key=lambda factor: isinstance(factor, Sum))
        for factor in factors:
            base, exponent = factor.as_base_exp()
            if isinstance(factor, Pow) and exponent.is_number and exponent.is_negative:
                below.append(self._at_least(Pow(base, -exponent), ATOM))
            elif isinstance(factor, sympy.Rational) and not factor.is_Integer:
                above += [str(factor.p)] if factor.p != 1 else []
                below.append(str(factor.q))
            else:
                above.append(self._at_least(factor, PRODUCT))
        return above, below

    def _power(self, expr: Pow) -> Text:
        base, exponent = expr.args
        if exponent == sympy.Rational(1, 2):
            return f"sqrt({self.expression(base)})", ATOM
        if exponent.is_number and exponent.is_negative:
            return f"1/{self._at_least(Pow(base, -exponent), ATOM)}", PRODUCT
        return f"{self._at_least(base, ATOM)}^{self._at_least(exponent, ATOM)}", POWER
