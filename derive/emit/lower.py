"""From index equations to the array program.

Input: equations, forward and backward, in computable order.  Output: a value for every tensor.  An index is an axis, a sum
over a product is a contraction; no array gets more axes than an operand or the result of a contraction has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy
from sympy import Add, Expr, Mul, Pow, Symbol

from derive.algebra import Delta, Divides, Entry, FirstMax, InRange, Sum, Tensor, Where
from derive.algebra.nodes import Range
from derive.emit import choices, deltas, elementwise, positions, scatter, selections, windows
from derive.emit.contraction import contract, reduce_axes
from derive.emit.factors import Factors
from derive.emit.names import identifier
from derive.emit.primitives import Primitive
from derive.emit.program import Program, Size, Value
from derive.emit.scope import Indexed, Scope, count
from derive.emit.stable import Stabiliser
from derive.errors import Refused
from derive.model import Equation, Model

_UNARY = {
    sympy.exp: "exp", sympy.log: "log", sympy.sin: "sin", sympy.cos: "cos", sympy.tan: "tan", sympy.sinh: "sinh",
    sympy.cosh: "cosh", sympy.tanh: "tanh", sympy.erf: "erf", sympy.Abs: "absolute", sympy.atan: "atan",
}  # fmt: skip


class Lowering:
    """Holds the program that grows, the value of each tensor, and what is known of sizes and constants."""

    def __init__(self, model: Model) -> None:
        self.program = Program()
        self.values: dict[Tensor, Value] = {}
        self.constants = model.constants
        self.limits: dict[Tensor, int] = {}
        self.selections: dict[Tensor, Equation] = {}
        self._sizes = {size: sympy.Integer(value) for size, value in model.sizes.items() if value is not None}
        # The number of examples is a variable of the module, so its name is spelt like one.
        self._open = {size: Symbol(identifier(size.name), integer=True) for size, value in model.sizes.items() if value is None}
        self._ranges: dict[tuple[Tensor, int], Range] = {}
        self._stable = Stabiliser(model.functions)
        for tensor in (*model.inputs, *model.parameters):
            shape = [count(*self.range_of(tensor, axis)) for axis in range(tensor.rank)]
            kind = "integer" if tensor.integer else "real"
            self.values[tensor] = self.program.make(
                "input", detail=(tensor.name,), shape=shape, out=tuple(range(tensor.rank)), kind=kind
            )

    def limit(self, tensor: Tensor, length: Size) -> None:
        """Note that the entries of a tensor of whole numbers are positions on an axis of that length."""
        if isinstance(length, int):
            self.limits[tensor] = min(length, self.limits.get(tensor, length))

    def sized(self, expr: Expr) -> Expr:
        """The expression with the numbers of all sizes that are known."""
        return expr.xreplace(self._sizes).xreplace(self._open)

    def range_of(self, tensor: Tensor, axis: int) -> Range:
        if (tensor, axis) not in self._ranges:
            lo, hi = tensor.ranges[axis]
            self._ranges[tensor, axis] = (self.sized(lo), self.sized(hi))
        return self._ranges[tensor, axis]

    def value_of(self, tensor: Tensor) -> Value:
        if tensor not in self.values:
            raise Refused(f"{tensor} is used before it is computed, or in its own definition")
        return self.values[tensor]

    def equation(self, equation: Equation, *, stable: bool = False) -> Value:
        """The value of the tensor that the equation defines (of what is known of it so far, if it defines only a part)."""
        bounds = [(k, self.sized(lo), self.sized(hi)) for k, lo, hi in equation.bounds]
        scope = Scope({k: (lo, hi) for k, lo, hi in bounds}, tuple(k for k, _, _ in bounds))
        rhs = equation.rhs if stable else self.stable(equation.rhs)
        result = self.lower(self.sized(rhs), scope)
        self._stable.define(equation)
        if isinstance(equation.rhs, FirstMax):
            self.selections[equation.tensor] = equation
        lhs = self.sized(equation.lhs)
        indices = tuple(index for index in lhs.indices if index in scope.ranges)
        if any(index.free_symbols & scope.ranges.keys() for index in lhs.indices if index not in scope.ranges):
            raise Refused(f"{lhs} on the left side has a computed index: it is not emitted", place=equation.place or None)
        value = self.arranged(result, indices, scope, mask=isinstance(equation.rhs, FirstMax))
        whole = [i in scope.ranges and scope.ranges[i] == self.range_of(lhs.tensor, axis) for axis, i in enumerate(lhs.indices)]
        if not all(whole):
            value = self._part(lhs, Indexed(value, indices), scope)
        self.values[equation.tensor] = value
        return value

    def stable(self, expr: Expr) -> Expr:
        """The expression in stable form."""
        return self._stable(expr)

    def arranged(self, result: Indexed, indices: tuple[Symbol, ...], scope: Scope, *, mask: bool = False) -> Value:
        """A result as real numbers, with its axes in the given order."""
        return elementwise.repeat(self.program, result if mask else elementwise.real(self.program, result), indices, scope)

    def _part(self, lhs: Entry, result: Indexed, scope: Scope) -> Value:
        """A tensor of which an equation defines a part: what was known, plus the part placed into zeros."""
        starts: list[int | str] = []
        axes, shape = [], []
        for axis, index in enumerate(lhs.indices):
            lo, hi = self.range_of(lhs.tensor, axis)
            shape.append(count(lo, hi))
            first = sympy.expand((scope.ranges[index][0] if index in scope.ranges else index) - lo)
            starts.append(int(first) if first.is_Integer else str(first))
            if index in scope.ranges:
                axes.append(axis)
        labels = tuple(range(lhs.tensor.rank))
        placed = self.program.make("place", [result.value], [tuple(axes)], labels, detail=tuple(starts), shape=shape)
        before = self.values.get(lhs.tensor)
        return placed if before is None else self.program.make("add", [before, placed], [labels, labels], labels)

    def lower(self, expr: Expr, scope: Scope) -> Indexed:
        """The value of a scalar expression for every value of the indices that occur in it."""
        if expr.is_Symbol:
            return self._symbol(expr, scope)
        if isinstance(expr, FirstMax):
            return selections.first_largest(self, expr, scope)
        if self.is_number(expr):
            return elementwise.number(self.program, self.number(expr))
        if isinstance(expr, Entry):
            return positions.entry(self, expr, scope)
        if isinstance(expr, (Delta, Divides, InRange)):
            return self._product([expr], frozenset(), scope)
        if isinstance(expr, Sum):
            return self._sum(expr, scope)
        if isinstance(expr, Add):
            return self._addition(expr.args, scope)
        if isinstance(expr, Mul):
            return self._product(expr.args, frozenset(), scope)
        if isinstance(expr, Pow):
            return self._power(expr, scope)
        if isinstance(expr, Primitive):
            return self._primitive(expr, scope)
        if isinstance(expr, Where):
            return choices.choice(self, expr, scope)
        if type(expr) in _UNARY:
            return self.apply(_UNARY[type(expr)], [expr.args[0]], scope)
        raise Refused(f"cannot write code for {type(expr).__name__}: {expr}")

    def apply(self, op: str, args: Iterable[Expr], scope: Scope) -> Indexed:
        """An elementwise operation on expressions."""
        operands = [elementwise.real(self.program, self.lower(arg, scope)) for arg in args]
        return elementwise.apply(self.program, op, operands, scope)

    def is_number(self, expr: Expr) -> bool:
        """Whether an expression holds only numbers and constants."""
        return (
            not expr.has(Entry)
            and all(s in self.constants or s in self._sizes for s in expr.free_symbols)
            and not expr.has(Sum)
        )

    def number(self, expr: Expr) -> float:
        known = {symbol: sympy.Float(value, 20) for symbol, value in self.constants.items()}
        value = self.sized(expr).xreplace(known)
        return float(value) if value.is_Number else float(value.evalf(20))

    def _symbol(self, symbol: Symbol, scope: Scope) -> Indexed:
        if symbol in scope.ranges:
            return elementwise.real(self.program, positions.position(self, symbol, sympy.S.Zero, scope))
        if symbol in self.constants or symbol in self._sizes:
            return elementwise.number(self.program, self.number(symbol))
        return Indexed(self.size(symbol), ())

    def size(self, symbol: Symbol) -> Value:
        return self.program.make("size", detail=(str(self._open.get(symbol, symbol)),))

    def _sum(self, expr: Sum, scope: Scope) -> Indexed:
        body, bounds = expr.open()
        bounds = [(k, self.sized(lo), self.sized(hi)) for k, lo, hi in bounds]
        body, bounds = choices.rectangular(body, bounds, scope)
        body, bounds = deltas.solved(self, body, bounds)
        if not bounds:
            return self._product(Mul.make_args(body), frozenset(), scope)
        inner = scope.enter(bounds)
        if isinstance(body, Add) and self._grows(body, inner):
            return self._addition([Sum(term, *bounds) for term in body.args], scope)
        return self._product(Mul.make_args(body), frozenset(k for k, _, _ in bounds), inner)

    def _grows(self, body: Add, scope: Scope) -> bool:
        """Whether an addition under a sum would be an array larger than what its terms contract to: then each term is summed
        alone."""
        axes = [term.free_symbols & scope.ranges.keys() for term in body.args]
        if set().union(*axes) not in axes:
            return True
        for term, own in zip(body.args, axes, strict=True):
            factors = [f.free_symbols & scope.ranges.keys() for f in Mul.make_args(term)]
            if own and own not in factors:
                return True
        return False

    def _product(self, args: Sequence[Expr], over: frozenset[Symbol], scope: Scope) -> Indexed:
        """The product of the factors, summed over some indices."""
        largest = selections.largest(self, args, over, scope)
        if largest is not None:
            return largest
        rows = selections.added_at(self, args, over, scope)
        if rows is not None:
            return rows
        spread = scatter.offsets_first(self, args, over, scope)
        if spread is not None:
            return spread
        args = windows.unguarded(self, args, scope) or [sympy.S.One]
        narrowed = choices.narrow(self, args, over, scope)
        if narrowed is not None:
            return narrowed
        return Factors(self, args, bool(over), scope).combine(over)

    def product(self, args: Sequence[Expr], over: frozenset[Symbol], scope: Scope) -> Indexed:
        """As above, for the parts of the lowering in other modules."""
        return self._product(args, over, scope)

    def contract(self, operands: Sequence[Indexed], over: frozenset[Symbol], scope: Scope) -> Indexed:
        return contract(self.program, operands, over, scope)

    def _addition(self, terms: Sequence[Expr], scope: Scope) -> Indexed:
        parts = [term.as_coeff_Mul() for term in terms]
        sizes = {abs(coefficient) for coefficient, _ in parts}
        if len(sizes) == 1 and sizes != {1} and len(parts) > 1:
            (common,) = sizes
            whole = self._addition([term / common for term in terms], scope)
            return elementwise.multiply(self.program, [elementwise.number(self.program, float(common)), whole], scope)
        signed = [(bool(c < 0), self.lower(-term if c < 0 else term, scope)) for (c, _), term in zip(parts, terms, strict=True)]
        return choices.add_up(self, signed, scope)

    def _power(self, expr: Pow, scope: Scope) -> Indexed:
        base, exponent = expr.args
        if exponent.is_number and exponent.is_negative:
            return self._product([expr], frozenset(), scope)
        if exponent == sympy.Rational(1, 2):
            return self.apply("sqrt", [base], scope)
        if exponent == 2:
            return self.apply("square", [base], scope)
        if exponent.is_Integer and 2 < exponent <= 4:
            half = self.lower(Pow(base, 2), scope)
            rest = self.lower(Pow(base, exponent - 2), scope)
            return elementwise.apply(self.program, "multiply", [half, rest], scope)
        return self.apply("power", [base, exponent], scope)

    def _primitive(self, expr: Primitive, scope: Scope) -> Indexed:
        if expr.name == "guard":
            return self.lower(expr.arguments[0], scope)
        if expr.name != "peak":
            return self.apply(expr.name, expr.arguments, scope)
        body, bounds = expr.arguments[0].open()
        bounds = [(k, self.sized(lo), self.sized(hi)) for k, lo, hi in bounds]
        body, bounds = choices.rectangular(body, bounds, scope, outside=-sympy.oo)
        inner = scope.enter(bounds)
        terms = self.lower(body, inner)
        over = frozenset(k for k, _, _ in bounds) & terms.labels
        return reduce_axes(self.program, "max", terms, over, ("peak",))
