"""Choices by the sign of a number whose two sides meet at zero: sums of what each side gives, without a choice.

With ``m = min(z, 0)``, on which the other side depends alone:

    where(z > 0, p z, f(m)) = p max(z, 0) + f(m)    if f(0) = 0
    where(z > 0, k, f(m))   = f(m) + (k - f(0)) [z > 0]

(the exponential linear unit and its slope); and likewise with ``max(z, 0)`` on the positive side.  Within a side, a choice by
the same condition is the side it takes there.

Input: a lowered model.  Output: the same with fewer ``select``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from derive.emit.graph import Graph
from derive.emit.passes.clipped import opposite
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.passes.selects import compared_with_zero, multiple, number
from derive.emit.program import Value

_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b, "negate": lambda a: -a,
    "square": lambda a: a * a, "exp": math.exp, "expm1": math.expm1, "log1p": math.log1p, "tanh": math.tanh, "sin": math.sin,
    "cos": math.cos, "sinh": math.sinh, "cosh": math.cosh,
}  # fmt: skip
"""What a side may be made of, which is finite wherever its operands are near zero."""
_LIMITED = {True: "maximum", False: "minimum"}
Side = tuple[Value, float]
"""One side of a choice, and its value at zero."""


def without_continuous_choices(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op != "select" or value.kind != "real" or not value.rank or value.axes[0] != value.out:
        return None
    z, above = compared_with_zero(value.args[0])
    if z is None:
        return None
    for chosen in (0, 1):
        here, there = value.args[1 + chosen], value.args[2 - chosen]
        side = _Sides(build, value, z, positive=above == (chosen == 0), branch=1 + chosen).of(here, value.axes[1 + chosen])
        joined = _joined(build, value, z, side, there) if side and value.axes[2 - chosen] in ((), value.out) else None
        if joined is not None:
            return joined
    return None


def _joined(build: Rebuild, value: Value, z: Value, side: Side, there: Value) -> Value | None:
    """The side, alone or with a multiple of z added where z has the other sign."""
    new, at_zero = side
    level, program, labels = number(there), build.program, value.out
    if new.rank and level is not None and math.isfinite(level - at_zero):
        return new if level == at_zero else _with_jump(build, value, new, (there is value.args[1], level - at_zero))
    factor = multiple(there, z)
    if at_zero != 0.0 or factor is None:
        return None
    op = _LIMITED[(there is value.args[1]) == value.args[0].op.startswith("greater")]
    other = program.make(op, [build[z], program.constant(0.0)], [labels, ()], labels)
    if factor != 1.0:
        other = program.make("multiply", [other, program.constant(factor)], [labels, ()], labels)
    return program.make("add", [other, new], [labels, labels], labels) if new.rank else other


def _with_jump(build: Rebuild, value: Value, new: Value, jump: tuple[bool, float]) -> Value:
    """A number more where the condition holds, or where it does not."""
    program, labels, (holds, height) = build.program, value.out, jump
    condition = build[value.args[0]]
    mask = condition if holds else opposite(program, condition)
    found = program.make("real", [mask], [labels], labels)
    step = program.make("multiply", [found, program.constant(height)], [labels, ()], labels)
    return program.make("add", [new, step], [labels, labels], labels)


def _is_limited(value: Value, z: Value, positive: bool) -> bool:
    """Whether a value is ``max(z, 0)``, or ``min(z, 0)``."""
    if value.op == _LIMITED[positive]:
        return value.args[0] is z and number(value.args[1]) == 0.0
    if value.op != "select":
        return False
    compared, above = compared_with_zero(value.args[0])
    chosen, other = value.args[1:] if above == positive else value.args[:0:-1]
    return compared is z and chosen is z and number(other) == 0.0


class _Sides:
    """Reads one side of a choice, which may depend on z through its part with one sign only."""

    def __init__(self, build: Rebuild, choice: Value, z: Value, *, positive: bool, branch: int) -> None:
        self._build, self._choice, self._z, self._branch = build, choice, z, branch
        self._positive = positive

    def of(self, value: Value, axes: tuple[int, ...]) -> Side | None:
        """The side in the new program, and its value at zero; None if it depends on anything else."""
        known = number(value)
        if known is not None:
            return self._build[value], known
        if axes != self._choice.out or value.out != axes:
            return None
        if _is_limited(value, self._z, self._positive):
            return self._build[value], 0.0
        if value.op == "select" and value.args[0] is self._choice.args[0] and value.axes[0] == value.out:
            return self.of(value.args[self._branch], value.axes[self._branch])
        if value.op not in _FUNCTIONS or value.kind != "real" or value.detail:
            return None
        sides = [self.of(arg, own) for arg, own in zip(value.args, value.axes, strict=True)]
        found = [side for side in sides if side is not None]
        if len(found) < len(sides):
            return None
        made = self._build.program.make(value.op, [new for new, _ in found], value.axes, value.out)
        return made, _FUNCTIONS[value.op](*(at_zero for _, at_zero in found))
