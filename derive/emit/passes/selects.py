"""Choices by the sign of a number, without a choice: reading a random mask costs a processor ten times an arithmetic operation.

``where(z > 0, p z, q z)`` is ``max(p z, q z)`` (p > q); ``where(mask, p, q)`` with ``p > q >= 0`` is ``max(p mask, q)``;
``where(z > 0, z, where(z < 0, -z, 0))`` is ``max(z, -z)``, which complex numbers have, too.

Input: a lowered model.  Output: the same with fewer ``select``.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Program, Value

_ABOVE, _BELOW = ("greater", "greater_equal"), ("less", "less_equal")


def without_choices(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op != "select" or value.kind != "real" or not value.rank:
        return None
    mask, then, otherwise = (build[arg] for arg in value.args)
    if value.axes[0] != value.out or any(axes not in ((), value.out) for axes in value.axes):
        return None
    program, labels = build.program, value.out
    p, q = number(then), number(otherwise)
    if p is not None and q is not None:
        return _of_numbers(program, mask, labels, (p, q))
    z, above = compared_with_zero(mask)
    if z is None:
        return None
    positive, negative = (then, otherwise) if above else (otherwise, then)
    inner = negative.args if above and negative.op == "select" else ()
    if inner and compared_with_zero(inner[0]) == (z, False) and number(inner[2]) == 0.0:
        negative = inner[1]  # at zero it is zero, too, if it is a multiple of z
    up, down = multiple(positive, z), multiple(negative, z)
    if not up or not down or up == down:
        return None
    return program.make("maximum" if up > down else "minimum", [positive, negative], [labels, labels], labels)


def _of_numbers(program: Program, mask: Value, labels: tuple[int, ...], numbers: tuple[float, float]) -> Value | None:
    """One number where the mask holds, a smaller one that is not negative elsewhere."""
    p, q = numbers
    if not 0.0 <= q < p:
        return None
    found = program.make("real", [mask], [labels], labels)
    if p != 1.0:
        found = program.make("multiply", [found, program.constant(p)], [labels, ()], labels)
    return program.make("maximum", [found, program.constant(q)], [labels, ()], labels) if q else found


def number(value: Value) -> float | None:
    """The number that a value is; None if it is none."""
    number = value.detail[0] if value.op == "constant" else None
    return number if isinstance(number, float) else None


def compared_with_zero(mask: Value) -> tuple[Value | None, bool]:
    """What is compared with zero, and whether the mask holds where it is positive."""
    if mask.op not in _ABOVE + _BELOW or number(mask.args[1]) != 0.0 or mask.axes[0] != mask.out:
        return None, False
    return mask.args[0], mask.op in _ABOVE


def multiple(value: Value, z: Value) -> float | None:
    """The number that z is multiplied by; None if the value is no multiple of z."""
    if value is z:
        return 1.0
    if value.op == "negate" and value.args[0] is z and value.axes[0] == value.out:
        return -1.0
    if value.op == z.op == "subtract" and value.args == z.args[::-1] and value.axes == z.axes[::-1] and value.out == z.out:
        return -1.0
    if value.op == "multiply" and z in value.args:
        other = value.args[1 - value.args.index(z)]
        return number(other) if value.axes[value.args.index(z)] == value.out else None
    return None
