"""From syntax to values: what a formula means.

Input: a syntax tree and a scope.  Output: a ``Value``.  Errors say the place (file:line:column), and both shapes where
two do not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import sympy
from sympy import Add, Expr, Rational, Symbol

from derive.algebra import Delta, Sum, Where, fresh_index
from derive.algebra.nodes import Range
from derive.algebra.sums import Bound
from derive.errors import SpecError, near_misses
from derive.frontends import limits, reading, values
from derive.frontends import syntax as s
from derive.frontends.constants import check_constant
from derive.frontends.functions import Functions
from derive.frontends.indices import binders
from derive.frontends.values import Value

Namer = Callable[[Value, str, str, s.Node, "Scope"], Value]
"""Makes an inline part an equation of its own: the value, the name wanted, the kind of equation, its node, what is in scope."""


@dataclass(frozen=True)
class Scope:
    """What the names of a formula mean.

    ``indices`` holds the indices in scope with their ranges; ``bound`` the ranges of the indices that each sum binds;
    ``open`` the tensors that are being defined by recursion (their entries must be earlier ones).
    """

    functions: Functions
    variables: dict[str, Value] = field(default_factory=dict)
    sizes: Mapping[str, Expr] = field(default_factory=dict)
    numbers: Mapping[Symbol, int | None] = field(default_factory=dict)
    base: int = 1
    indices: Mapping[str, Bound] = field(default_factory=dict)
    bound: Mapping[int, Mapping[str, Range]] = field(default_factory=dict)
    open: frozenset[str] = frozenset()

    @property
    def ranges(self) -> dict[Symbol, Range]:
        return {symbol: (lo, hi) for symbol, lo, hi in self.indices.values()}

    def known(self) -> list[str]:
        return [*self.variables, *self.indices, *self.sizes]


class Lowering:
    """Lowers the nodes of one formula.  ``namer`` is None where no equations can be added (inside a definition)."""

    def __init__(self, scope: Scope, file: str, namer: Namer | None = None, root: s.Node | None = None) -> None:
        self.scope, self.file, self.namer, self.root = scope, file, namer, root

    def lower(self, node: s.Node) -> Value:
        """The value of a node.

        Raises:
            SpecError: an unknown name, shapes that do not fit, something that has no meaning here.
        """
        try:
            value = _HANDLERS[type(node)](self, node)
        except SpecError as error:
            raise error.at(self.place(node)) from None
        if not value.rank and not isinstance(node, s.Name):
            check_constant(value.scalar(), self.place(node))
        if value.rank > limits.RANK:
            raise SpecError(f"more than {limits.RANK} axes", place=self.place(node))
        return value

    def place(self, node: s.Node) -> str:
        return f"{self.file}:{node.line}:{node.column}"

    def inside(self, **changes: object) -> Lowering:
        """The same with a changed scope."""
        return Lowering(replace(self.scope, **changes), self.file, self.namer, self.root)  # type: ignore[arg-type]

    def text(self, text: str, file: str, line: int, meaning: dict[str, Value]) -> Value:
        """The value of another formula's text, in which only these names have a meaning."""
        scope = replace(self.scope, variables=meaning, indices={}, sizes={}, bound={}, open=frozenset())
        return Lowering(scope, file).lower(reading.expression(text, file, line))

    def named(self, value: Value, wanted: str, kind: str, node: s.Node) -> Value:
        """An equation of its own for what is computed (nothing to do for a tensor or a number)."""
        if value.simple or self.namer is None or node is self.root:
            return value
        return self.namer(value, wanted, kind, node, self.scope)

    def named_always(self, value: Value, wanted: str, kind: str, node: s.Node) -> Value:
        """An equation of its own, wherever it stands: a quantity inside of a layer."""
        assert self.namer is not None
        return self.namer(value, wanted, kind, node, self.scope)

    def plain(self, value: Value, wanted: str, node: s.Node) -> Value:
        """What stands under a nonlinear function: named if it holds a sum, so that no derivative drags the sum along."""
        return self.named(value, wanted, "definition", node) if not value.simple and value.has(Sum) else value

    def number(self, node: s.Number) -> Value:
        return values.scalar(node.value, simple=True)

    def name(self, node: s.Name) -> Value:
        scope = self.scope
        if node.name in scope.indices:
            return values.scalar(scope.indices[node.name][0], simple=True, integer=True)
        if node.name in scope.variables:
            if node.name in scope.open:
                raise SpecError(f"'{node.name}' is defined by itself", hint="A recursion uses earlier entries: h[t-1].")
            return scope.variables[node.name]
        if node.name in scope.sizes:
            return values.scalar(scope.sizes[node.name], simple=True, integer=True)
        if node.name == "pi":
            return values.scalar(sympy.pi, simple=True)
        misses = near_misses(node.name, scope.known())
        raise SpecError(f"unknown name '{node.name}'", hint=misses or None)

    def chain(self, node: s.Chain) -> Value:
        if node.operators[0] in "+-":
            signs = [1, *(1 if operator == "+" else -1 for operator in node.operators)]
            terms = [self.lower(operand) for operand in node.operands]
            return values.combine(lambda *parts: Add(*(sign * part for sign, part in zip(signs, parts, strict=True))), *terms)
        result = self.lower(node.operands[0])
        for operator, operand in zip(node.operators, node.operands[1:], strict=True):
            result = self._product(operator, result, self.lower(operand), operand, node)
        return result

    def _product(self, operator: str, left: Value, right: Value, operand: s.Node, node: s.Chain) -> Value:
        if operator == "*":
            return values.combine(lambda a, b: a * b, left, right)
        if operator == "@":
            return values.matmul(self.plain(left, "u", node.operands[0]), self.plain(right, "v", operand))
        # exp(z)/sum(exp(z)) is one quantity: its terms cancel in the derivative, and only together are they finite.
        below = right if left.has(sympy.exp) and right.has(sympy.exp) else self.plain(right, "s", operand)
        if not below.rank and below.scalar() == 0:
            raise SpecError("division by zero", place=self.place(operand))
        return values.combine(lambda a, b: a / b, left, below)

    def negative(self, node: s.Negative) -> Value:
        return values.combine(lambda a: -a, self.lower(node.operand))

    def power(self, node: s.Power) -> Value:
        base, exponent = self.plain(self.lower(node.base), "r", node.base), self.lower(node.exponent)
        return values.combine(_power, base, exponent).probed()

    def comparison(self, node: s.Comparison) -> Value:
        raise SpecError("a comparison has no value here", hint="Use it as the condition of where(condition, a, b).")

    def group(self, node: s.Node) -> Value:
        raise SpecError("a tuple has no value here", hint="Tuples only name several axes: axis=(0, 1).")

    def condition(self, node: s.Node, then: Value, otherwise: Value) -> Value:
        """``where(condition, then, otherwise)``; equality of two indices becomes a Kronecker delta."""
        if not isinstance(node, s.Comparison):
            raise SpecError("the first argument of where(...) should be a comparison", place=self.place(node))
        left, right = self.lower(node.left), self.lower(node.right)
        if left.integer and right.integer and node.operator in {"==", "!="}:
            if node.operator == "!=":
                then, otherwise = otherwise, then
            return values.combine(lambda i, j, a, b: Delta(i, j) * a + (1 - Delta(i, j)) * b, left, right, then, otherwise)
        relation = _RELATIONS[node.operator]

        def choose(i: Expr, j: Expr, a: Expr, b: Expr) -> Expr:
            return Where(relation(i, j, evaluate=bool(i.is_Rational and j.is_Rational)), a, b)

        return values.combine(choose, left, right, then, otherwise)

    def subscript(self, node: s.Subscript) -> Value:
        from derive.frontends.indexing import subscript

        return subscript(self, node)

    def take(self, node: s.Take) -> Value:
        from derive.frontends.indexing import take

        return take(self, node)

    def call(self, node: s.Call) -> Value:
        from derive.frontends.calls import call

        return call(self, node)

    def sum_over(self, node: s.Call) -> Value:
        """``sum(expression, k, m)``: over indices that the sum binds."""
        names = binders(node)
        ranges = self.scope.bound.get(id(node), {})
        bounds: dict[str, Bound] = {}
        for name in names:
            if name in self.scope.variables or name in self.scope.sizes:
                raise SpecError(
                    f"'{name}' is already the name of a {'size' if name in self.scope.sizes else 'tensor'}",
                    hint="Use another index.",
                )
            if name not in ranges:
                raise SpecError(f"nothing tells the range of the index '{name}'")
            bounds[name] = (fresh_index(), *ranges[name])
        body = self.inside(indices={**self.scope.indices, **bounds}).lower(node.arguments[0])
        return values.combine(lambda entry: Sum(entry, *bounds.values()), body)


def _power(base: Expr, exponent: Expr) -> Expr:
    if exponent.is_number:
        if not exponent.is_Rational or abs(exponent) > limits.EXPONENT:
            raise SpecError(f"a constant exponent should be a rational number of at most {limits.EXPONENT}")
        if base.is_Rational:
            if base == 0 and exponent < 0:
                raise SpecError("division by zero")
            size = max(abs(int(base.p)), int(base.q)).bit_length()
            if size * abs(exponent) > limits.BITS:
                raise SpecError("a constant power is too large")
    elif base.is_number and not base.is_positive and not (base.is_negative and exponent.is_integer):
        what = "zero" if base == 0 else "a negative number"
        raise SpecError(f"{what} to the power of a quantity has no derivative", hint="The base should be positive.")
    return sympy.Pow(base, exponent)


def checked_exp(argument: Expr) -> Expr:
    """The exponential; of a constant only if that is a number that a float can hold."""
    if argument.is_number and not (argument.is_Rational and abs(argument) <= Rational(700)):
        raise SpecError("the exponential of this constant is too large, or not needed", hint="Write the number.")
    return sympy.exp(argument)


_RELATIONS = {
    ">": sympy.StrictGreaterThan,
    ">=": sympy.GreaterThan,
    "<": sympy.StrictLessThan,
    "<=": sympy.LessThan,
    "==": sympy.Eq,
    "!=": sympy.Ne,
}
_HANDLERS: dict[type, Callable[..., Value]] = {
    s.Number: Lowering.number,
    s.Name: Lowering.name,
    s.Chain: Lowering.chain,
    s.Negative: Lowering.negative,
    s.Power: Lowering.power,
    s.Comparison: Lowering.comparison,
    s.Subscript: Lowering.subscript,
    s.Take: Lowering.take,
    s.Call: Lowering.call,
    s.Group: Lowering.group,
}
