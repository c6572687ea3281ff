"""The lines of a function that computes in expressions: one for each quantity that has a name, or is used twice.

Input: a graph, the values that are wanted, and the names of those that are variables from the start.  Output: lines, with a
comment where there is an equation, and the printer that knows the names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from derive.emit.graph import Graph
from derive.emit.loops import Loop, Store
from derive.emit.names import Names
from derive.emit.numpy_literals import shape_text
from derive.emit.numpy_loops import LoopText
from derive.emit.numpy_scatter import BLOCKS, block, zeros
from derive.emit.numpy_text import Expressions
from derive.emit.program import Value

_WRITTEN_OUT = frozenset({"input", "arrange", "slice", "positions", "real", "place_of"})
"""What is written where it is used, however often."""
Notes = tuple[Callable[[Value], str], Callable[[Store], str]]
"""What to write beside a quantity, and beside an assignment in a loop."""


class Lines:
    """Writes the lines; ``text`` prints what they define."""

    def __init__(self, graph: Graph, names: Mapping[Value, str], taken: Iterable[str], notes: Notes) -> None:
        self._graph, self._program = graph, graph.program
        self._note, self._store_note = notes
        self._names = dict(names)
        self._taken = Names([*names.values(), *graph.program.names.values(), *taken, *graph.spelt.values()])
        self.lines: list[str] = []
        self.text = Expressions(self._names, self._hoist)

    def write(self, wanted: Iterable[Value]) -> None:
        """Everything that the wanted values need."""
        values = self._program.needed(wanted)
        uses = Counter(arg for value in values for arg in value.args)
        for value in values:
            if value.op == "loop":
                self._loop(value)
            elif value.op in BLOCKS:
                self._block(value)
            elif value.op != "state" and not value.is_number:
                self._line(value, uses[value])

    def _line(self, value: Value, uses: int) -> None:
        """A line for a value with a name, or of several uses."""
        if value in self._program.names:
            definition = self.text.definition(value)
            self._names[value] = self._program.names[value]
            self._comment(value)
            self.lines.append(f"{self._names[value]} = {definition}")
        elif uses > 1 and value.op not in _WRITTEN_OUT:
            self._hoist(value, self.text.definition(value))

    def _hoist(self, value: Value, definition: str) -> str:
        """A variable of its own."""
        number = sum(name.startswith("t") for name in self._names.values()) + 1
        self._names[value] = self._taken.fresh(f"t{number}")
        self.lines.append(f"{self._names[value]} = {definition}")
        return self._names[value]

    def _comment(self, value: Value) -> None:
        note = self._note(value)
        self.lines += [f"# {note}"] if note else []

    def _block(self, value: Value) -> None:
        """Zeros, and what is added to them; operands are variables."""
        words = [(arg, self.text.text(arg)) for arg in value.args]
        operands = [word if word.isidentifier() else self._hoist(arg, word) for arg, word in words]
        name = self._program.names.get(value) or self._taken.fresh(f"t{len(self._names)}")
        self._comment(value)
        self.lines += [f"{name} = {zeros(value)}", *block(value, name, operands, [*self._names.values(), name])]
        self._names[value] = name

    def _loop(self, value: Value) -> None:
        """A recurrence: arrays for its states, then the loop."""
        loop = value.detail[0]
        assert isinstance(loop, Loop)
        for arg in value.args:
            if arg not in self._names and not arg.is_number:
                self.text.variable(arg)
        for number, state in enumerate(loop.states):
            if number not in loop.local:
                self._names[state] = self._program.names.get(state) or self._taken.fresh("h")
                self.lines.append(f"{self._names[state]} = np.empty({shape_text(state.shape)}, dtype)")
        self.lines += LoopText(loop, self._names, self._taken, self._store_note).lines()
