"""Loops over the steps of a recurrence that compute into a workspace.

Input: a ``loop`` value.  Output: lines.  The rows of one step are views that the workspace makes once for all steps:
``for h_before, h_t in buffers.steps:``; between them a step computes into small buffers of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from derive.emit import buffers
from derive.emit.loops import Loop, Segment, Store, inside
from derive.emit.names import Names
from derive.emit.numpy_arguments import CACHED
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand
from derive.emit.numpy_operations import Operations, needs_scratch
from derive.emit.numpy_rows import Rows
from derive.emit.numpy_text import Expressions
from derive.emit.program import Value


@dataclass
class Steps:
    """Writes one loop; ``names`` are the variables outside, ``made`` the arrays of the workspace."""

    loop: Loop
    names: Mapping[Value, str]
    made: Mapping[Value, str]
    called: Mapping[Value, str]
    bound: Bound
    taken: Names
    note: Callable[[Store], str]

    def lines(self) -> list[str]:
        """All segments, in the order of time or against it."""
        step = self.taken.fresh("t")
        return [line for segment in self.loop.segments for line in _Segment(self, segment, step).lines()]


class _Segment:
    """The lines of the steps with the same assignments."""

    def __init__(self, steps: Steps, segment: Segment, step: str) -> None:
        self._steps, self._segment, self._bound = steps, segment, steps.bound
        self._names: dict[Value, str] = dict(steps.names)
        self._rows = Rows(steps.loop, segment, step, (steps.names, steps.made, steps.called), steps.taken)
        self._before: dict[str, str] = {}
        self._body: list[str] = []
        self._shown: dict[Value, str] = {}
        self._operations = Operations(self._names, self._bound, self._operand)
        stored = [store for store in segment.stores if store.state not in steps.loop.local]
        ordered = [value for store in segment.stores for value in inside([store.value])]
        self._values = list(dict.fromkeys(ordered))  # in the order of the assignments
        self._placed = {store.value: store for store in stored[::-1] if store.value in self._values and _fits(store)}
        self._plan = buffers.plan(self._values, [store.value for store in stored], needs_scratch, self._placed)
        self._labels = [self._bound.buffer("step", *kind) for kind in self._plan.kinds]

    def lines(self) -> list[str]:
        for store in self._segment.stores:
            note = self._steps.note(store)
            self._body += [f"# {note}"] if note else []
            for value in inside([store.value]):
                if value not in self._names:
                    self._value(value)
            if store.state not in self._steps.loop.local and self._placed.get(store.value) is not store:
                self._copy(store)
        before = [f"{name} = {definition}" for definition, name in self._before.items()]
        return [*before, *self._rows.around(self._body, self._bound, forwards=self._steps.loop.forwards)]

    def _value(self, value: Value) -> None:
        """The lines of one operation."""
        scratch = self._variable(self._plan.scratch[value]) if value in self._plan.scratch else ""
        if value.op == "row":
            self._names[value] = self._rows.row(value)
        elif value in self._placed:
            self._names[value] = self._rows.place(self._placed[value])
            target = Operand(self._names[value])
            self._body += self._operations.lines(value, target.text, target, scratch)
        elif value in self._plan.buffer:
            self._names[value] = self._variable(self._plan.buffer[value])
            target = self._operand(value, self._names[value])
            self._shown[value] = f"self.{self._labels[self._plan.buffer[value]]}"
            self._body += self._operations.lines(value, target.text, target, scratch)
        elif value.op in ("slice", "arrange", "window") and buffers.root(value) in self._shown:
            own = Expressions(self._shown).definition(value)
            made = self._bound.derived(f"{self._shown[buffers.root(value)].removeprefix('self.')}_view", own)
            self._shown[value] = made.replace("buffers.", "self.")
            self._names[value] = self._hoisted(made, made.removeprefix("buffers."))
        elif value.op == "slice" and value.args[0].op == "row" and self._rows.is_bound(value.args[0]):
            (row,) = value.args
            self._names[value] = self._rows.row(row, Expressions({row: ""}).definition(value))
        elif buffers.is_scalar(value) and not value.is_number:
            self._names[value] = self._steps.taken.fresh("s")
            self._body.append(f"{self._names[value]} = {self._operations.text.definition(value)}")

    def _copy(self, store: Store) -> None:
        """The assignment of what no operation writes to its place."""
        value = store.value
        if value.op == "arrange" and value.args[0].is_number:
            value = value.args[0]
        place = self._rows.place(store)
        text = self._operations.text.text(value)
        self._body.append(f"{place}.fill({text})" if value.is_number else f"{place}[...] = {text}")

    def _variable(self, number: int) -> str:
        """A local variable for a buffer, set before the loop."""
        return self._hoisted(f"buffers.{self._labels[number]}", self._labels[number])

    def _hoisted(self, definition: str, wanted: str) -> str:
        if definition not in self._before:
            self._before[definition] = self._steps.taken.numbered(wanted)
        return self._before[definition]

    def _operand(self, value: Value, text: str) -> Operand:
        """An operand whose views are made outside of the loop."""
        if value in self._plan.buffer:
            return self._bound.operand(text, f"self.{self._labels[self._plan.buffer[value]]}", whole=True)
        if value in self._steps.made:
            return self._bound.operand(text, self._steps.made[value], whole=buffers.in_one_piece(value))
        if value.op == "row" and self._rows.is_bound(value):
            return Operand(text, lambda suffix: self._rows.row(value, suffix))
        if value in self._steps.names and text.isidentifier():
            stem = lambda suffix: f"{text}_T" if suffix == ".T" else f"{text}_view"  # noqa: E731
            return Operand(text, lambda suffix: self._hoisted(f"{text}{suffix}", stem(suffix)))
        return Operand(text)


def _fits(store: Store) -> bool:
    """Whether the operation writes to its place: BLAS wants a place in one piece, and others are slower at any other, too."""
    value = store.value
    if value.op in buffers.VIEWS or value.op in ("constant", "size") or value.rank == 0 or value.is_number:
        return False
    return ":" not in store.at or (value.op not in ("contract", "sum", "max") and value.elements > CACHED)
