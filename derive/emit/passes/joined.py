"""Sums of arrays that are zero but for one part each, parts that do not overlap: one array, part by part.

``du[g = 1] = ds``, ``du[g = 2] = dm``: nothing is added, and no zeros are made where the parts cover everything.

Input: a lowered model.  Output: the same with ``join`` for such sums.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Axes, Size, Value

Span = tuple[int, int] | None
"""The first place along an axis and the one after the last; None for all of them."""


@dataclass(frozen=True)
class _Part:
    """An array, its axes among those of the whole, where it starts along each, and what it spans."""

    value: Value
    axes: Axes
    starts: tuple[object, ...]
    spans: tuple[Span, ...]


def joined_parts(graph: Graph) -> Graph:
    """The pass."""
    single = {value for value, found in uses(graph).items() if len(found) == 1}

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "add" or value.kind != "real" or not all(arg in single for arg in value.args):
            return None
        operands = [build[arg] for arg in value.args]
        whole = tuple(range(value.rank))
        if any(o.op not in ("place", "join") or o.out != whole for o in operands) or value.axes != (value.out, value.out):
            return None
        parts = [part for operand in operands for part in _parts(operand)]
        if None in parts or any(_overlap(a, b) for i, a in enumerate(parts) for b in parts[:i]):
            return None
        known = [part for part in parts if part is not None]
        args, axes, detail = zip(*((part.value, part.axes, part.starts) for part in known), strict=True)
        return build.program.make("join", args, axes, whole, detail=detail, shape=value.shape)

    return rebuilt(graph, rule)


def covered(value: Value) -> bool:
    """Whether the parts of a ``join`` leave nothing out: they differ along one axis, and fill it."""
    parts = [part for part in _parts(value) if part is not None]
    axes = {axis for part in parts for axis, span in enumerate(part.spans) if span is not None}
    if len(axes) != 1 or len(parts) != len(value.args):
        return False
    (axis,) = axes
    return sum(span[1] - span[0] for part in parts if (span := part.spans[axis]) is not None) == value.shape[axis]


def _parts(value: Value) -> list[_Part | None]:
    """The parts of a ``place`` or of a ``join``; None for one whose place is not known in numbers."""
    details = [value.detail] if value.op == "place" else value.detail
    return [_part(arg, axes, starts, value.shape) for arg, axes, starts in zip(value.args, value.axes, details, strict=True)]


def _part(arg: Value, axes: Axes, starts: object, shape: tuple[Size, ...]) -> _Part | None:
    assert isinstance(starts, tuple)
    spans: list[Span] = []
    for axis, start in enumerate(starts):
        length = arg.shape[axes.index(axis)] if axis in axes else 1
        if axis in axes and start == 0 and length == shape[axis]:
            spans.append(None)
        elif isinstance(start, int) and isinstance(length, int):
            spans.append((start, start + length))
        else:
            return None
    return _Part(arg, axes, starts, tuple(spans))


def _overlap(a: _Part | None, b: _Part | None) -> bool:
    """Whether two parts share a place."""
    assert a is not None
    assert b is not None
    pairs = [(one, two) for one, two in zip(a.spans, b.spans, strict=True) if one is not None and two is not None]
    return all(one[0] < two[1] and two[0] < one[1] for one, two in pairs)
