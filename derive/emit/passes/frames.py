"""Zeros beside an array, and windows and parts of it, in the order of axes in which the array is stored.

A convolution's result is stored with its examples last; the next one pads it, and copies its windows: as it is stored, both
run along the memory.

Input: a lowered model.  Output: the same, with ``place``, ``window`` and ``slice`` on stored arrays instead of turned views.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.passes.views import is_turned, source, turned
from derive.emit.program import Value


def framed_as_stored(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op not in ("place", "window", "slice") or not is_turned(build[value.args[0]]):
        return None
    whole = tuple(range(value.args[0].rank))
    found, order = source(build[value.args[0]], whole)
    if value.op == "slice":
        if value.rank != len(order) or value.axes[0] != value.out:
            return None
        detail = tuple(value.detail[axis] for axis in order)
        shape = [value.shape[axis] for axis in order]
        part = build.program.make("slice", [found], [whole], whole, detail=detail, shape=shape, kind=value.kind)
        return turned(build.program, part, order, value.out)
    if value.op == "place":
        if value.axes[0] != value.out:
            return None
        detail = tuple(value.detail[axis] for axis in order)
        shape = [value.shape[axis] for axis in order]
        placed = build.program.make("place", [found], [whole], whole, detail=detail, shape=shape, kind=value.kind)
        return turned(build.program, placed, order, value.out)
    starts, steps = value.detail
    assert isinstance(starts, tuple)
    assert isinstance(steps, tuple)
    place = {axis: number for number, axis in enumerate(order)}
    detail = (tuple(starts[axis] for axis in order), tuple((place[axis], step) for axis, step in steps))
    return build.program.make("window", [found], value.axes, value.out, detail=detail, shape=value.shape, kind=value.kind)
