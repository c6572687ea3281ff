"""Maxima over windows, axis by axis: the largest of a row's entries first, then of the rows.

``y_ik = max_uv a[s i + u, s k + v]`` is ``max_u m[s i + u, k]`` of ``m_rk = max_v a[r, s k + v]``: maxima of strided slices.
The adjoint goes back the same way, each time to the first entry that equals the maximum (so that ties go to the first in row
order), as the operation ``route``.  Input: a lowered model.  Output: the same without masks over windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.passes.views import is_turned, turned
from derive.emit.passes.views import source as shown
from derive.emit.program import Axes, Program, Size, Value


@dataclass(frozen=True)
class Pooled:
    """An axis that is pooled: its position, the window's length, the step from window to window, and their number.

    In steps of nothing the axis holds the places in the window, and the windows are another axis."""

    axis: int
    window: int
    step: int
    count: Size


def by_axes(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op == "max":
            found = pooled(value.args[0], value.axes[0], value.out)
            return _largest(build, stored(value.args[0].args[0], found), users) if found else None
        if value.op == "multiply" and value.rank:
            return _before_rectifier(build, value, users)
        pool = _scattered(value)
        return _routed(build, *pool) if pool else None

    return rebuilt(graph, rule)


@dataclass(frozen=True)
class Source:
    """What is pooled, as it is stored: its value, the labels of its axes, and the pools by its own axes."""

    value: Value
    order: Axes
    pools: list[Pooled]


def pooled(window: Value, axes: Axes, out: Axes) -> list[Pooled] | None:
    """The pooled axes of a window whose labels outside of ``out`` are reduced, last axis first; None if it is no such pool."""
    if window.op != "window" or any(window.detail[0]):  # type: ignore[arg-type]  # where it starts
        return None
    source = window.args[0]
    kept: dict[int, tuple[int, Size, int]] = {}
    reduced: dict[int, int] = {}
    steps: Sequence[tuple[int, Size]] = window.detail[1]  # type: ignore[assignment]  # what a window's detail holds
    for label, length, (axis, step) in zip(axes, window.shape, steps, strict=True):
        if label in out and axis not in kept and isinstance(step, int):
            kept[axis] = step, length, out.index(label)
        elif label not in out and axis not in reduced and step == 1 and isinstance(length, int):
            reduced[axis] = length
        else:
            return None
    if [kept.get(axis, (0, 0, -1))[2] for axis in range(source.rank)] != list(range(source.rank)) or not reduced:
        return None
    if any(kept[axis][:2] != (1, source.shape[axis]) for axis in range(source.rank) if axis not in reduced):
        return None
    return [Pooled(axis, reduced[axis], kept[axis][0], kept[axis][1]) for axis in sorted(reduced, reverse=True)]


def part(program: Program, value: Value, pool: Pooled, offset: int) -> Value:
    """The entries at one offset of all windows."""
    plan = [("from", 0, length, 1) for length in value.shape]
    plan[pool.axis] = ("from", offset, pool.count, pool.step)
    labels = tuple(range(value.rank))
    shape = [pool.count if axis == pool.axis else length for axis, length in enumerate(value.shape)]
    return program.make("slice", [value], [labels], labels, detail=tuple(plan), shape=shape)


def _maxima(program: Program, source: Value, pools: list[Pooled]) -> list[Value]:
    """The source, and the maxima after each axis."""
    values = [source]
    for pool in pools:
        parts = [part(program, values[-1], pool, offset) for offset in range(pool.window)]
        labels = parts[0].out
        largest = parts[0]
        for other in parts[1:]:
            largest = program.make("maximum", [largest, other], [labels, labels], labels)
        values.append(largest)
    return values


def stored(value: Value, pools: list[Pooled]) -> Source:
    """What a turned array shows."""
    found, order = shown(value, tuple(range(value.rank)))
    return Source(found, order, [replace(pool, axis=order.index(pool.axis)) for pool in pools])


def _plain(value: Value, pools: list[Pooled], users: dict[Value, list[Value]]) -> tuple[Value, Value | None, Axes]:
    """A sum of an array and a smaller one, which is the same along the pooled axes, as the two and the labels of the smaller
    one; so that it may be added after the pool.  Other values as they are."""
    if value.op == "add" and all(user.op in ("maximum", "greater", "window") for user in users[value]):
        for large, small in ((0, 1), (1, 0)):
            axes = value.axes[small]
            if value.axes[large] == value.out and not {pool.axis for pool in pools} & set(axes) and len(axes) < value.rank:
                return value.args[large], value.args[small], axes
    return value, None, ()


def _biased(build: Rebuild, value: Value, bias: Value | None, axes: Axes) -> Value:
    """A pooled array plus what was left out."""
    if bias is None:
        return value
    labels = tuple(range(value.rank))
    return build.program.elementwise("add", [(value, labels), (build[bias], axes)], labels)


def _pool(build: Rebuild, source: Source, users: dict[Value, list[Value]]) -> tuple[Value, list[Value]]:
    """The pool before a rectifier (if there is one), and the maxima of the array behind it."""
    value = source.value.args[0] if _rectifies(source.value, users) else source.value
    plain, bias, axes = _plain(value, source.pools, users)
    values = _maxima(build.program, build[plain], source.pools)
    return _biased(build, values[-1], bias, axes), values


def _rectifies(value: Value, users: dict[Value, list[Value]]) -> bool:
    """Whether a value is the larger of an array and a number, and only pools read it."""
    return value.op == "maximum" and value.args[1].is_number and all(_is_pooled(user, users) for user in users[value])


def _is_pooled(user: Value, users: dict[Value, list[Value]]) -> bool:
    return user.op == "window" or (
        is_turned(user) and all(other is not user and _is_pooled(other, users) for other in users[user])
    )


def _largest(build: Rebuild, source: Source, users: dict[Value, list[Value]]) -> Value:
    """The maxima; of a rectified array that only pools read, rectified afterwards."""
    largest, _ = _pool(build, source, users)
    labels = tuple(range(source.value.rank))
    if _rectifies(source.value, users):
        largest = build.program.make("maximum", [largest, build[source.value.args[1]]], [labels, ()], labels)
    return turned(build.program, largest, source.order, labels)


def _scattered(value: Value) -> tuple[Value, Source] | None:
    """The adjoint and the source of a scatter to the first largest entries of windows."""
    if value.op != "scatter" or value.detail[0] != "multiply":
        return None
    adjoint, mask = value.args
    if mask.op != "first" or mask.args[0].op != "arrange" or value.axes[0] != value.out:
        return None
    (arranged,) = mask.args
    (window,) = arranged.args
    count = mask.detail[0]
    assert isinstance(count, int)
    found = pooled(window, arranged.axes[0], arranged.out[:-count])
    if found is None or window.args[0].shape != value.shape or value.axes[1][: value.rank] != value.out:
        return None
    moves = dict(value.detail[1])  # type: ignore[call-overload]  # position: (term axis, count, start, step, by, length)
    expected = {pool.axis: (pool.window, 0, pool.step, 1, pool.count) for pool in found}
    if {axis: move[1:] for axis, move in moves.items()} != expected:
        return None
    return adjoint, stored(window.args[0], found)


def _routed(build: Rebuild, adjoint: Value, source: Source) -> Value:
    """The adjoint of what is pooled."""
    values = _maxima(build.program, build[source.value], source.pools)
    labels = tuple(range(source.value.rank))
    back = turned(build.program, build[adjoint], labels, source.order)
    return turned(build.program, _back(build.program, back, values, source.pools), source.order, labels)


def _back(program: Program, adjoint: Value, values: list[Value], pools: list[Pooled]) -> Value:
    """The adjoint of the first of the values, axis by axis."""
    labels = tuple(range(adjoint.rank))
    for pool, before, after in zip(pools[::-1], values[-2::-1], values[:0:-1], strict=True):
        adjoint = program.make("route", [adjoint, before, after], [labels] * 3, labels, detail=(pool,), shape=before.shape)
    return adjoint


def _before_rectifier(build: Rebuild, value: Value, users: dict[Value, list[Value]]) -> Value | None:
    """``[z > c] route(d)`` for the pool of ``max(z, c)``: the pool of z is compared with c instead, a smaller array."""
    for place, (scatter, mask) in enumerate((value.args, value.args[::-1])):
        found = _scattered(scatter)
        if found is None or value.axes[place] != value.out or len(users[scatter]) > 1:
            continue
        adjoint, source = found
        greater, order = shown(mask, value.axes[1 - place])
        if greater.op != "greater" or order != source.order or not _rectifies(source.value, users):
            continue
        if greater.args != source.value.args or greater.axes != source.value.axes:
            continue
        program, labels = build.program, value.out
        largest, values = _pool(build, source, users)
        above = program.make("greater", [largest, build[greater.args[1]]], [labels, ()], labels, kind="boolean")
        back = turned(program, build[adjoint], labels, source.order)
        back = program.make("multiply", [back, above], [labels, labels], labels)
        return turned(program, _back(program, back, values, source.pools), source.order, labels)
    return None
