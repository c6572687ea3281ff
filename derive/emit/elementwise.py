"""Elementwise operations on indexed values: which axes the result has, and in which order.

The result keeps the layout of an operand that has all axes; only if none has does the wished order decide.  So no
transposition is made that a later contraction does not ask for, and equal expressions under different index names are the
same value.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sympy import Symbol

from derive.emit.program import Program, Size, Value
from derive.emit.scope import Indexed, Scope

_BOOLEAN = frozenset({"equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "and", "or", "not"})
_INTEGER = frozenset({"floor_divide", "modulo"})


def apply(program: Program, op: str, operands: Sequence[Indexed], scope: Scope) -> Indexed:
    """The elementwise operation on operands that may lack some of the axes (they are repeated along those)."""
    indices = layout(operands, scope)
    position = {index: i for i, index in enumerate(indices)}
    axes = [tuple(position[index] for index in operand.indices) for operand in operands]
    value = program.make(op, [o.value for o in operands], axes, tuple(range(len(indices))), kind=_kind(op, operands))
    return Indexed(value, indices)


def layout(operands: Sequence[Indexed], scope: Scope) -> tuple[Symbol, ...]:
    """The axes of the result, in order."""
    every = frozenset().union(*(operand.labels for operand in operands))
    complete = [operand.indices for operand in operands if operand.labels == every]
    wished = scope.sort(every)
    return wished if not complete or wished in complete else complete[0]


def _kind(op: str, operands: Sequence[Indexed]) -> str:
    if op in _BOOLEAN:
        return "boolean"
    kinds = {operand.value.kind for operand in operands}
    if op in _INTEGER or (kinds == {"integer"} and op in ("add", "subtract", "multiply", "maximum", "minimum")):
        return "integer"
    return "real"


def real(program: Program, operand: Indexed) -> Indexed:
    """A mask or whole numbers as real numbers."""
    if operand.value.kind == "real":
        return operand
    labels = tuple(range(len(operand.indices)))
    return Indexed(program.make("real", [operand.value], [labels], labels), operand.indices)


def multiply(program: Program, operands: Sequence[Indexed], scope: Scope) -> Indexed:
    """The product, the small operands first."""
    ordered = sorted(operands, key=lambda operand: (operand.value.rank, operand.value.kind == "boolean", operand.value.number))
    return reduce(lambda a, b: product_of_two(program, a, b, scope), ordered)


def product_of_two(program: Program, a: Indexed, b: Indexed, scope: Scope) -> Indexed:
    """The product of two operands: numbers one and minus one cost nothing, two masks are joined."""
    if a.value.kind == b.value.kind == "boolean":
        return apply(program, "and", [a, b], scope)
    for one, other in ((a, b), (b, a)):
        if one.value.op == "constant" and one.value.detail == (1.0,) and other.value.kind == "real":
            return other
        if one.value.op == "constant" and one.value.detail == (-1.0,) and other.value.kind == "real":
            return apply(program, "negate", [other], scope)
    return apply(program, "multiply", [a, b], scope)


def number(program: Program, value: float, sizes: Sequence[tuple[Value, int]] = ()) -> Indexed:
    """A number, times powers of sizes: what stays a Python number in the code."""
    above = [size for size, exponent in sizes for _ in range(exponent) if exponent > 0]
    below = [size for size, exponent in sizes for _ in range(-exponent) if exponent < 0]
    result = program.constant(value)
    for size in above:
        result = program.make("multiply", [result, size], [(), ()], ())
    for size in below:
        result = program.make("divide", [result, size], [(), ()], ())
    return Indexed(result, ())


def repeat(program: Program, operand: Indexed, indices: tuple[Symbol, ...], scope: Scope) -> Value:
    """The operand with its axes in the given order, repeated along those that it lacks."""
    if operand.indices == indices:
        return operand.value
    position = {index: i for i, index in enumerate(indices)}
    shape: list[Size] = [scope.count(index) for index in indices]
    axes = tuple(position[index] for index in operand.indices)
    return program.make("arrange", [operand.value], [axes], tuple(range(len(indices))), shape=shape, kind=operand.value.kind)
