"""Choices by a bound on a number: limits where both sides meet at the bound, masks where both sides are numbers.

With a choice by ``z >= c``, for w that grows with z:

    where(z >= c, k, w) = min(w, k)    if w = k at z = c
    where(z >= c, w, k) = max(w, k)    if w = k at z = c
    where(z >= c, 0, p [m]) = p [z < c and m]

(the cut-off sigmoid and tanh, and their slopes); the other way round where w falls.

Input: a lowered model.  Output: the same with fewer ``select``.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isclose

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.passes.selects import number
from derive.emit.program import Program, Value

_ABOVE, _BELOW = ("greater", "greater_equal"), ("less", "less_equal")
_OPPOSITE = {"greater": "less_equal", "greater_equal": "less", "less": "greater_equal", "less_equal": "greater"}
_STEPS: dict[str, Callable[[float, float], float]] = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b, "divide": lambda a, b: a / b,
    "maximum": max, "minimum": min,
}  # fmt: skip
Course = tuple[float, bool]
"""The value of a function of z at the bound, and whether it grows with z."""
Mask = tuple[Value, float]
"""A number where a condition holds, zero elsewhere."""


def without_bounds(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op != "select" or value.kind != "real" or not value.rank or value.axes[0] != value.out:
        return None
    if any(axes not in ((), value.out) for axes in value.axes):
        return None
    condition, then, otherwise = (build[arg] for arg in value.args)
    masked = _masked(build.program, condition, then, otherwise)
    if masked is not None:
        return _written(build.program, masked)
    if condition.op not in _OPPOSITE or condition.axes[0] != condition.out:
        return None
    bound = number(condition.args[1])
    return None if bound is None else _limited(build.program, value, (condition, then, otherwise), bound)


def _limited(program: Program, value: Value, parts: tuple[Value, Value, Value], bound: float) -> Value | None:
    """The limit that the side which depends on z comes to."""
    condition, then, otherwise = parts
    above, below = (then, otherwise) if condition.op in _ABOVE else (otherwise, then)
    for side, other, lower in ((below, above, False), (above, below, True)):
        level, course = number(other), _course(side, condition.args[0], bound)
        if level is None or course is None or not isclose(course[0], level, rel_tol=1e-15, abs_tol=1e-300):
            continue
        op = "maximum" if course[1] == lower else "minimum"
        return program.make(op, [side, program.constant(level)], [value.out, ()], value.out)
    return None


def _course(value: Value, z: Value, bound: float) -> Course | None:
    """How a value depends on z, if it does so through numbers alone."""
    if value is z:
        return bound, True
    if value.kind != "real" or value.op not in {*_STEPS, "negate"} or value.axes[0] not in ((), value.out):
        return None
    if value.op == "negate":
        inner = _course(value.args[0], z, bound)
        return inner and (-inner[0], not inner[1])
    for i, fixed in enumerate(map(number, value.args)):
        if fixed is None or value.axes[1 - i] != value.out:
            continue
        inner = _course(value.args[1 - i], z, bound)
        if inner is None or (value.op == "divide" and (i == 0 or not fixed)):
            return None
        turned = (value.op in ("multiply", "divide") and fixed < 0) or (value.op == "subtract" and i == 0)
        pair = (fixed, inner[0]) if i == 0 else (inner[0], fixed)
        return _STEPS[value.op](*pair), inner[1] != turned
    return None


def _masked(program: Program, condition: Value, then: Value, otherwise: Value) -> Mask | None:
    """A choice between zero and a number under a condition."""
    if number(otherwise) == 0.0:
        kept, found = condition, mask_of(then)
    elif number(then) == 0.0:
        kept, found = opposite(program, condition), mask_of(otherwise)
    else:
        return None
    if found is None:
        return None
    mask, factor = found
    return (kept if mask is None else _both(program, mask, kept)), factor


def mask_of(value: Value) -> tuple[Value | None, float] | None:
    """A number, under a condition if it is one."""
    known = number(value)
    if known is not None:
        return None, known
    if value.op == "real" and value.args[0].kind == "boolean" and value.axes[0] == value.out:
        return value.args[0], 1.0
    if value.op == "negate" and value.axes[0] == value.out:
        opposite = mask_of(value.args[0])
        return opposite and (opposite[0], -opposite[1])
    if value.op == "multiply":
        for i, mask in enumerate(value.args):
            known, inner = number(value.args[1 - i]), mask_of(mask) if value.axes[i] == value.out else None
            if known is not None and inner is not None and inner[0] is not None:
                return inner[0], known * inner[1]
    return None


def opposite(program: Program, condition: Value) -> Value:
    """The condition that holds where the given one does not."""
    if condition.op in _OPPOSITE:
        return program.make(_OPPOSITE[condition.op], condition.args, condition.axes, condition.out, kind="boolean")
    labels = tuple(range(condition.rank))
    return program.make("not", [condition], [labels], labels, kind="boolean")


def _both(program: Program, one: Value, other: Value) -> Value:
    labels = tuple(range(one.rank))
    return program.make("and", [one, other], [labels, labels], labels, kind="boolean")


def _written(program: Program, masked: Mask) -> Value:
    """The mask as real numbers, times the number."""
    mask, factor = masked
    labels = tuple(range(mask.rank))
    found = program.make("real", [mask], [labels], labels)
    if factor == 1.0:
        return found
    return program.make("multiply", [found, program.constant(factor)], [labels, ()], labels)
