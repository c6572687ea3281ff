"""Loops over the steps of a recurrence, unrolled step by step."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Expr

from derive.emit.loops import STEP, Loop, Segment, Store, inside
from derive.emit.program import Value
from derive.emit.scalar.blocks import Block, filled
from derive.emit.scalar.nodes import Node
from derive.emit.scalar.unroll import Unroller, rule


@rule("loop")
def looped(unroller: Unroller, value: Value) -> Block:
    """All steps of all segments; the states are left as blocks of their own."""
    (loop,) = value.detail
    assert isinstance(loop, Loop)
    return _Steps(unroller, loop).run()


@rule("state")
def state(unroller: Unroller, value: Value) -> Block:
    """A state is defined by its loop."""
    unroller.block(value.args[0])
    return unroller.block(value)


class _Steps:
    def __init__(self, unroller: Unroller, loop: Loop) -> None:
        self._unroller, self._loop = unroller, loop
        zero = unroller.nodes.constant(0.0)
        self._shapes = [unroller.shape(shape) for shape in loop.kinds]
        self._entries: list[list[Node]] = [[zero] * _count(shape) for shape in self._shapes]

    def run(self) -> Block:
        for segment in self._loop.segments:
            for step in self._steps(segment):
                for store in segment.stores:
                    self._store(store, step)
        for value, shape, nodes in zip(self._loop.states, self._shapes, self._entries, strict=True):
            self._unroller.define(value, filled(shape, nodes))
        return filled((), [self._unroller.nodes.constant(0.0)])

    def _steps(self, segment: Segment) -> Sequence[int]:
        first, last = self._number(segment.first), self._number(segment.last)
        return range(first, last + 1) if self._loop.forwards else range(last, first - 1, -1)

    def _number(self, expr: Expr) -> int:
        if not expr.is_Integer:
            raise self._unroller.refused(f"'{self._unroller.model}' runs over {expr} steps, an open number")
        return int(expr)

    def _at(self, where: object, step: int) -> int:
        assert isinstance(where, Expr)
        return self._number(where.xreplace({STEP: sympy.Integer(step)}))

    def _store(self, store: Store, step: int) -> None:
        """One assignment: the values that depend on the step are unrolled anew."""
        scope = self._unroller.inside()
        for value in inside([store.value]):
            scope.define(value, self._row(value, step)) if value.op == "row" else scope.block(value)
        found = scope.block(store.value)
        shape = self._shapes[store.state]
        ranges = [self._places(part, step, length) for part, length in zip(store.at, shape, strict=False)]
        ranges += [range(length) for length in shape[len(store.at) :]]
        entries = self._entries[store.state]
        for node, place in zip(found.nodes, _product(ranges), strict=True):
            entries[_flat(place, shape)] = node

    def _places(self, part: Expr | str, step: int, length: int) -> Sequence[int]:
        if part == ":":
            return range(length)
        if isinstance(part, str):
            start, stop = (int(end) for end in part.split(":"))
            return range(start, stop)
        return [self._at(part, step)]

    def _row(self, value: Value, step: int) -> Block:
        """The entries of an array at one step, along one of its axes."""
        source, axis, where = value.detail[:3]
        assert isinstance(axis, int)
        if isinstance(source, int):
            whole = Block(self._shapes[source], tuple(self._entries[source]))
        else:
            assert isinstance(source, Value)
            whole = self._unroller.block(source)
        at = self._at(where, step)
        rest = whole.shape[:axis] + whole.shape[axis + 1 :]
        places = _product([range(length) for length in rest])
        return filled(rest, [whole.at((*place[:axis], at, *place[axis:])) for place in places])


def _product(ranges: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    places: list[tuple[int, ...]] = [()]
    for own in ranges:
        places = [(*place, where) for place in places for where in own]
    return places


def _count(shape: Sequence[int]) -> int:
    return len(_product([range(length) for length in shape]))


def _flat(place: Sequence[int], shape: Sequence[int]) -> int:
    number = 0
    for where, length in zip(place, shape, strict=True):
        number = number * length + where
    return number
