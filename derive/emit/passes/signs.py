"""Absolute values and signs as one operation each: for real numbers only (complex ones have others).

    max(z, -z) = |z|,  where(z > 0, 1, -[z < 0]) = sign(z)

Input: a lowered model.  Output: the same with fewer operations.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.clipped import mask_of
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.passes.selects import compared_with_zero, multiple, number
from derive.emit.program import Value


def with_signs(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.kind != "real" or not value.rank:
        return None
    if value.op == "maximum" and value.axes == (value.out, value.out):
        return _absolute(build, value)
    return _sign(build, value) if value.op == "select" and value.axes[0] == value.out else None


def _absolute(build: Rebuild, value: Value) -> Value | None:
    one, other = (build[arg] for arg in value.args)
    for z, opposite in ((one, other), (other, one)):
        if multiple(opposite, z) == -1.0:
            return build.program.make("absolute", [z], [value.out], value.out)
    return None


def _sign(build: Rebuild, value: Value) -> Value | None:
    z, above = compared_with_zero(value.args[0])
    negative = mask_of(value.args[2])
    if z is None or not above or number(value.args[1]) != 1.0 or negative is None:
        return None
    below, factor = negative
    if factor != -1.0 or below is None or compared_with_zero(below) != (z, False):
        return None
    return build.program.make("sign", [build[z]], [value.out], value.out)
