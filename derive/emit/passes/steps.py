"""States that only their own step reads: they need no array over all steps.

Input: a lowered model.  Output: the same, in which such states are marked ``local`` and read directly.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.loops import Loop, Segment, Store, inside
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Value


def with_local_states(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)
    for value in graph.program.needed([graph.cost, *graph.gradients.values()]):
        if value.op == "loop":
            loop = value.detail[0]
            assert isinstance(loop, Loop)
            read = {number for number, state in enumerate(loop.states) if users.get(state)}
            loop.local = {number for number in range(len(loop.states)) if number not in read and _is_local(loop, number)}
    direct = dict(pair for value in graph.program.values if value.op == "loop" for pair in _direct(value))

    def rule(build: Rebuild, value: Value) -> Value | None:
        return build[direct[value]] if value in direct else None

    return rebuilt(graph, rule) if direct else graph


def _is_local(loop: Loop, number: int) -> bool:
    """Whether every row of a state is read in the step that stores it, after it is stored."""
    return all(_found(segment, row) is not None for segment in loop.segments for row in _rows(segment, number))


def _rows(segment: Segment, number: int) -> list[Value]:
    return [
        value for value in inside(store.value for store in segment.stores) if value.op == "row" and _state_of(value) == number
    ]


def _state_of(row: Value) -> int | None:
    return row.detail[0] if isinstance(row.detail[0], int) else None


def _found(segment: Segment, row: Value) -> Store | None:
    """The assignment that a row reads, if it stands in the same step and stores whole rows."""
    state, axis, where = row.detail[:3]
    for store in segment.stores:
        if store.state == state and axis == 0 and store.at == (where,):
            return store
    return None


def _direct(value: Value) -> list[tuple[Value, Value]]:
    loop = value.detail[0]
    assert isinstance(loop, Loop)
    pairs = []
    for segment in loop.segments:
        for number in loop.local:
            for row in _rows(segment, number):
                store = _found(segment, row)
                assert store is not None  # the state is local
                pairs.append((row, store.value))
    return pairs
