"""Images of which many windows are copied: turned once, so that the copies run along the memory.

The columns of a convolution are copied with the examples last, as often as the kernel has columns.  Data come with the examples
first; from four times on it is faster to turn all of them before, and to put zeros beside them then (measured).

Input: a lowered model.  Output: the same with turned copies of data before such windows.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt
from derive.emit.program import Value

TIMES = 4
"""How many times the data are copied, at least."""


def turned_once(graph: Graph) -> Graph:
    """The pass."""
    return rebuilt(graph, _rule)


def _rule(build: Rebuild, value: Value) -> Value | None:
    if value.op != "window":
        return None
    (source,) = value.args
    data = source.args[0] if source.op == "place" and source.axes[0] == source.out else source
    if data.op != "input" or value.elements < TIMES * source.elements:
        return None
    starts, steps = value.detail
    assert isinstance(starts, tuple)
    assert isinstance(steps, tuple)
    last = {axis: place for place, (axis, _) in enumerate(steps)}
    order = sorted(last, key=last.__getitem__)
    if len(order) != source.rank or order == sorted(order):
        return None
    labels = tuple(range(source.rank))
    found = build.program.make("pack", [build[data]], [labels], tuple(order), kind=data.kind)
    if source is not data:
        detail, shape = tuple(source.detail[axis] for axis in order), [source.shape[axis] for axis in order]
        found = build.program.make("place", [found], [labels], labels, detail=detail, shape=shape, kind=source.kind)
    corner = tuple(starts[axis] for axis in order)
    moves = tuple((order.index(axis), step) for axis, step in steps)
    operand = [tuple(range(value.rank, value.rank + source.rank))]
    return build.program.make("window", [found], operand, value.out, detail=(corner, moves), shape=value.shape, kind=value.kind)
