"""NumPy statements that compute into buffers: the code with a workspace.

Input: the values of a function, in order, and the results among them.  Output: lines of code, and what the workspace has to
make (``bound``).  Views of buffers are made there, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from derive.emit import buffers
from derive.emit.loops import Loop, Store
from derive.emit.names import Names
from derive.emit.numpy_bound import Bound
from derive.emit.numpy_contract import Operand
from derive.emit.numpy_operations import Operations, needs_scratch
from derive.emit.numpy_scatter import pairs
from derive.emit.numpy_steps import Steps
from derive.emit.numpy_text import Expressions
from derive.emit.program import Program, Value

_SHOWN = ("slice", "arrange", "window")


@dataclass
class Statements:
    """The lines of a function that computes into a workspace, called ``buffers`` in them."""

    program: Program
    names: dict[Value, str]
    taken: Names
    bound: Bound
    note: Callable[[Store], str] = str
    """What to write beside an assignment in a loop."""
    lines: list[tuple[Value, str]] = field(default_factory=list)
    _parts: tuple[str, str] | None = None
    """The variables for the two sides of a sum of shifted parts."""
    _labels: list[str] = field(default_factory=list)
    _plan: buffers.Plan = field(default_factory=buffers.Plan)
    _made: dict[Value, str] = field(default_factory=dict)
    """The texts of the workspace's own arrays and views, as its constructor reaches them."""

    def write(self, values: Iterable[Value], kept: Iterable[Value]) -> None:
        """Plan the buffers and write all statements; ``kept`` are the results."""
        ordered = [value for value in values if not value.is_number]
        self._plan = buffers.plan(ordered, kept, needs_scratch)
        self._buffers(ordered)
        self._variables(ordered)
        operations = Operations(self.names, self.bound, self._operand)
        for value in ordered:
            self.lines += [(value, line) for line in self._statement(value, operations)]

    def made(self, value: Value) -> str:
        """The text by which the constructor reaches a value's array; empty if it is no array of the workspace."""
        return self._made.get(value, "")

    def _operand(self, value: Value, text: str) -> Operand:
        """An operand whose views are made once, if it is an array of the workspace."""
        source = self._made.get(value)
        return self.bound.operand(text, source, whole=buffers.in_one_piece(value)) if source else Operand(text)

    def _statement(self, value: Value, operations: Operations) -> list[str]:
        if value.op == "loop":
            return self._loop(value, operations)
        if value.op == "state":
            return []
        if value.op == "positions":
            self.names[value] = self.bound.constant(f"positions{value.shape[0]}", operations.text.definition(value))
            self._made[value] = self.names[value].replace("buffers.", "self.")
            return []
        if buffers.is_fixed(value):
            self.names[value] = self.bound.constant("fixed", Expressions(self._made).definition(value))
            self._made[value] = self.names[value].replace("buffers.", "self.")
            return []
        if value.op in _SHOWN:
            return self._view(value, operations)
        if value in self._plan.buffer:
            scratch = f"buffers.{self._labels[self._plan.scratch[value]]}" if value in self._plan.scratch else ""
            label = self._labels[self._plan.buffer[value]]
            target = self.bound.operand(f"buffers.{label}", f"self.{label}", whole=True)
            added = self._added(value, target)
            return added or operations.lines(value, self.names[value], target, scratch)
        if buffers.is_scalar(value):
            name = self.names.setdefault(value, self.taken.fresh(f"s{value.number}"))
            return [f"{name} = {operations.scalar(value) or operations.text.definition(value)}"]
        return []

    def _added(self, value: Value, target: Operand) -> list[str]:
        """The sum of shifted parts of an array of the workspace: both sides are views that are made once."""
        source = self._made.get(value.args[0]) if value.args else None
        listed = pairs(value, self._made[value], source) if source else ""
        if not listed:
            return []
        made = self.bound.derived(f"{self._made[value].removeprefix('self.')}_parts", listed)
        self._parts = self._parts or (self.taken.fresh("part"), self.taken.fresh("source"))
        part, own = self._parts
        start = [f"{self.names[value]} = {target.text}"] if self.names[value] != target.text else []
        return [*start, f"{self.names[value]}.fill(0)", f"for {part}, {own} in {made}:", f"    np.add({part}, {own}, {part})"]

    def _view(self, value: Value, operations: Operations) -> list[str]:
        """A view of a buffer is made with it; others are made where they are used."""
        if buffers.root(value) in self._made:
            own = Expressions(self._made).definition(value)
            wanted = self.names.get(value, f"{self._made[buffers.root(value)].removeprefix('self.')}_view")
            if not value.rank and own.endswith("]"):
                own = f"{own[:-1]}, ...]"  # a view of a single number, no copy
            self.names[value] = self.bound.derived(wanted, own)
            self._made[value] = self.names[value].replace("buffers.", "self.")
            return []
        return [f"{self.names[value]} = {operations.text.definition(value)}"] if value in self.names else []

    def _loop(self, value: Value, operations: Operations) -> list[str]:
        """What a loop reads becomes variables; then the loop fills the arrays of its states."""
        loop = value.detail[0]
        assert isinstance(loop, Loop)
        lines = []
        for arg in value.args:
            if arg not in self.names and not arg.is_number:
                definition = operations.text.definition(arg)
                self.names[arg] = self.taken.fresh("v")
                lines.append(f"{self.names[arg]} = {definition}")
        for number, state in enumerate(loop.states):
            if number not in loop.local:
                self.names[state] = f"buffers.{self._made[state].removeprefix('self.')}"
        return lines + Steps(loop, self.names, self._made, self.program.names, self.bound, self.taken, self.note).lines()

    def _buffers(self, ordered: list[Value]) -> None:
        """A buffer is called like the first named value in it."""
        labels: dict[int, str] = {}
        for value in ordered:
            if value in self._plan.buffer and value in self.names:
                labels.setdefault(self._plan.buffer[value], self.names[value])
        for number, (shape, kind) in enumerate(self._plan.kinds):
            self._labels.append(self.bound.buffer(labels.get(number) or f"t{number}", shape, kind))
        for value in ordered:
            if value in self._plan.buffer:
                self._made[value] = f"self.{self._labels[self._plan.buffer[value]]}"

    def _variables(self, ordered: list[Value]) -> None:
        """A value without a name is called like the named value that takes over its buffer, or like the buffer."""
        wanted = dict(self.names)
        for value in ordered:
            if value not in self._plan.buffer or value in wanted:
                continue
            heir: Value | None = value
            while heir is not None and heir not in wanted:
                heir = self._plan.successor.get(heir)
            label = self._labels[self._plan.buffer[value]]
            self.names[value] = wanted[heir] if heir is not None else Names(wanted.values()).fresh(label)
