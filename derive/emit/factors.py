"""The factors of a product, sorted by what becomes of them: numbers, operands, divisors.

Numbers and sizes become one scalar, applied to the smallest array; a divisor divides the smallest operand that has its axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sympy import Expr, Pow, S, Symbol

from derive.algebra import Delta, Divides, InRange
from derive.emit import elementwise, positions
from derive.emit.program import Value
from derive.emit.scope import Indexed, Scope

if TYPE_CHECKING:
    from derive.emit.lower import Lowering


class Factors:
    """A product of expressions, lowered factor by factor."""

    def __init__(self, lowering: Lowering, args: Sequence[Expr], summed: bool, scope: Scope) -> None:
        self._lowering, self._program, self._scope = lowering, lowering.program, scope
        self._scalar = 1.0
        self._sizes: list[tuple[Value, int]] = []
        self._operands: list[Indexed] = []
        self._divisors: list[Indexed] = []
        for factor in args:
            self._sort(factor, summed)

    def _sort(self, factor: Expr, summed: bool) -> None:
        base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
        open_size = base.is_Symbol and base not in self._scope.ranges and base not in self._lowering.constants
        if positions.is_checked(self._lowering, factor):
            return
        if self._lowering.is_number(factor):
            self._scalar *= self._lowering.number(factor)
        elif open_size and int(exponent) == exponent:
            self._sizes.append((self._lowering.size(base), int(exponent)))
        elif isinstance(factor, (Delta, Divides, InRange)):
            self._operands.append(positions.bracket(self._lowering, factor, self._scope))
        elif isinstance(factor, Pow) and exponent.is_number and exponent.is_negative:
            self._divisors.append(self._lowering.lower(Pow(base, -exponent), self._scope))
        elif isinstance(factor, Pow) and summed and exponent == 2:
            self._operands += [self._lowering.lower(base, self._scope)] * 2
        else:
            self._operands.append(self._lowering.lower(factor, self._scope))

    def combine(self, over: frozenset[Symbol]) -> Indexed:
        """The product, summed over the indices ``over``."""
        self._count_missing(over)
        return self._contract(over) if over & self._labels() else self._multiply()

    def _labels(self) -> frozenset[Symbol]:
        return frozenset().union(*(operand.labels for operand in self._operands + self._divisors))

    def _count_missing(self, over: frozenset[Symbol]) -> None:
        """A sum over an index that occurs nowhere counts."""
        for index in over - self._labels():
            length = self._scope.count(index)
            if isinstance(length, int):
                self._scalar *= length
            else:
                self._sizes.append((self._program.make("size", detail=(length,)), 1))

    def _multiply(self) -> Indexed:
        if not self._operands and not self._divisors:
            return elementwise.number(self._program, self._scalar, self._sizes)
        if not self._operands:
            below = elementwise.multiply(self._program, self._divisors, self._scope)
            above = elementwise.number(self._program, self._scalar, self._sizes)
            return elementwise.apply(self._program, "divide", [above, below], self._scope)
        self._divide_partly()
        if any(operand.labels < self._labels() for operand in self._operands):
            self._scale_smallest()
        result = elementwise.multiply(self._program, self._operands, self._scope)
        if self._divisors:
            below = elementwise.multiply(self._program, self._divisors, self._scope)
            result = elementwise.apply(self._program, "divide", [result, below], self._scope)
        return self._scaled(result)

    def _divide_partly(self) -> None:
        """A divisor with few axes divides an operand with those axes, if there is a smaller one than the product."""
        every = self._labels()
        for divisor in list(self._divisors):
            hosts = [o for o in self._operands if o.labels >= divisor.labels and o.labels < every and o.value.kind == "real"]
            if hosts:
                self._divide(divisor, min(hosts, key=lambda operand: operand.value.elements))

    def _divide(self, divisor: Indexed, host: Indexed) -> None:
        place = next(i for i, operand in enumerate(self._operands) if operand is host)
        self._operands[place] = elementwise.apply(self._program, "divide", [host, divisor], self._scope)
        self._divisors.remove(divisor)

    def _contract(self, over: frozenset[Symbol]) -> Indexed:
        for divisor in list(self._divisors):
            hosts = [o for o in self._operands if o.labels >= divisor.labels and o.value.kind == "real"]
            if hosts:
                self._divide(divisor, min(hosts, key=lambda operand: operand.value.elements))
            else:
                one = elementwise.number(self._program, 1.0)
                self._operands.append(elementwise.apply(self._program, "divide", [one, divisor], self._scope))
                self._divisors.remove(divisor)
        kept = self._labels() - over
        if any(operand.labels < kept and len(operand.labels) < len(kept) for operand in self._operands):
            self._scale_smallest()
        return self._scaled(self._lowering.contract(self._operands, over & self._labels(), self._scope))

    def _scale_smallest(self) -> None:
        """Apply the scalar to the smallest operand, once."""
        if self._scalar == 1.0 and not self._sizes:
            return
        smallest = min(range(len(self._operands)), key=lambda i: (self._operands[i].value.elements, -i))
        self._operands[smallest] = self._scaled(self._operands[smallest])
        self._scalar, self._sizes = 1.0, []

    def _scaled(self, operand: Indexed) -> Indexed:
        if self._scalar == 1.0 and not self._sizes:
            return operand
        operand = elementwise.real(self._program, operand)
        if self._scalar == 1.0 and len(self._sizes) == 1 and self._sizes[0][1] == -1:
            size = Indexed(self._sizes[0][0], ())
            return elementwise.apply(self._program, "divide", [operand, size], self._scope)
        scalar = elementwise.number(self._program, self._scalar, self._sizes)
        return elementwise.product_of_two(self._program, scalar, operand, self._scope)
