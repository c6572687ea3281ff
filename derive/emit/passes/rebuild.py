"""A program written anew, value by value, with a rule that may write a value differently.

Input: a lowered model and a rule.  Output: the same with a new program, in which everything that had a name, an equation or a
gradient is found again.  Every pass is such a rule.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from derive.emit.graph import Graph
from derive.emit.loops import Loop, Segment, Store, inside, outside
from derive.emit.program import Program, Value


class Rebuild:
    """Copies values into a new program; ``rule`` sees each copy before it is made."""

    def __init__(self, rule: Callable[[Rebuild, Value], Value | None]) -> None:
        self.program = Program()
        self.found: dict[Value, Value] = {}
        self._rule = rule

    def __getitem__(self, old: Value) -> Value:
        """The new value of an old one."""
        if old not in self.found:
            for arg in _before(old, self.found):
                self.found[arg] = self._written(arg)
        return self.found[old]

    def _written(self, old: Value) -> Value:
        if old.op == "loop":
            return self._loop(old)
        if old.op == "state":
            return self[old.args[0]].detail[0].states[old.detail[0]]  # type: ignore[attr-defined,no-any-return,index]  # a Loop
        new = self._rule(self, old)
        return self.copied(old) if new is None else new

    def copied(self, old: Value) -> Value:
        """The same operation on the new operands."""
        detail = old.detail
        if old.op == "row" and isinstance(detail[0], Value):
            detail = (self[detail[0]], *detail[1:])
        args = [self[arg] for arg in old.args]
        return self.program.make(old.op, args, old.axes, old.out, detail=detail, shape=old.shape, kind=old.kind)

    def _loop(self, old: Value) -> Value:
        loop = old.detail[0]
        assert isinstance(loop, Loop)
        new = Loop(loop.forwards, list(loop.kinds), local=set(loop.local))
        for segment in loop.segments:
            stores = tuple(Store(store.state, store.at, self[store.value], store.equation) for store in segment.stores)
            new.segments.append(Segment(segment.first, segment.last, segment.single, stores))
        return loop_value(self.program, new)


def loop_value(program: Program, loop: Loop) -> Value:
    """The value of a loop whose segments are filled, and the values of its states."""
    stored = [store.value for segment in loop.segments for store in segment.stores]
    sources = [row.detail[0] for row in inside(stored) if row.op == "row" and isinstance(row.detail[0], Value)]
    needed = list(dict.fromkeys([*sources, *outside(stored)]))
    axes = [tuple(range(value.rank)) for value in needed]
    value = program.make("loop", needed, axes, (), detail=(loop,), shape=(), kind="loop")
    for number, shape in enumerate(loop.kinds):
        out = tuple(range(len(shape)))
        loop.states.append(program.make("state", [value], [()], out, detail=(number,), shape=shape))
    return value


def _before(old: Value, known: dict[Value, Value]) -> list[Value]:
    """The values behind one, itself last, in an order in which they can be written."""
    order: dict[Value, None] = {}
    waiting = [(old, False)]
    while waiting:
        value, ready = waiting.pop()
        if value in known or value in order:
            continue
        if ready:
            order[value] = None
            continue
        waiting.append((value, True))
        waiting += [(arg, False) for arg in _operands(value)]
    return list(order)


def _operands(value: Value) -> list[Value]:
    found = list(value.args)
    if value.op == "row" and isinstance(value.detail[0], Value):
        found.append(value.detail[0])
    if value.op == "loop":
        loop = value.detail[0]
        assert isinstance(loop, Loop)
        found += [store.value for segment in loop.segments for store in segment.stores]
    return found


def rebuilt(graph: Graph, rule: Callable[[Rebuild, Value], Value | None]) -> Graph:
    """The lowered model with every value that is needed written by the rule."""
    build = Rebuild(rule)
    needed = graph.program.needed([graph.cost, *graph.gradients.values(), *_outputs(graph)])
    for value in needed:
        build[value]
    for old, name in graph.program.names.items():
        if old in build.found:
            build.program.names.setdefault(build[old], name)
    build.program.outputs.update({name: build[value] for name, value in graph.program.outputs.items() if value in build.found})
    return dataclasses.replace(
        graph,
        program=build.program,
        equations={build[value]: cited for value, cited in graph.equations.items() if value in build.found},
        values={tensor: build[value] for tensor, value in graph.values.items() if value in build.found or value.op == "input"},
        cost=build[graph.cost],
        gradients={tensor: build[value] for tensor, value in graph.gradients.items()},
    )


def _outputs(graph: Graph) -> Iterable[Value]:
    return [graph.values[graph.output]] if graph.output is not None else []


def uses(graph: Graph, *, output: bool = True) -> dict[Value, list[Value]]:
    """The values that need each value, with what a loop stores and reads counted as the loop's; ``output`` counts the network's
    output, too."""
    found: dict[Value, list[Value]] = {}
    wanted = [graph.cost, *graph.gradients.values(), *(_outputs(graph) if output else ())]
    for value in graph.program.needed(wanted):
        for user, operand in _uses_of(value):
            found.setdefault(operand, []).append(user)
    for value in wanted:
        found.setdefault(value, []).append(value)
    return found


def _uses_of(value: Value) -> list[tuple[Value, Value]]:
    if value.op != "loop":
        return [(value, arg) for arg in value.args]
    loop = value.detail[0]
    assert isinstance(loop, Loop)
    stored = [store.value for segment in loop.segments for store in segment.stores]
    within = inside(stored)
    pairs = [(user, arg) for user in within for arg in user.args]
    pairs += [(value, row.detail[0]) for row in within if row.op == "row" and isinstance(row.detail[0], Value)]
    return pairs + [(value, stored_value) for stored_value in stored]
