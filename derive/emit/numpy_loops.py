"""Loops over the steps of a recurrence, as text.

Input: a ``loop`` value.  Output: lines: one assignment for each equation of a step, in segments of steps with the
same equations.  The body is written in expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import Symbol

from derive.emit.loops import STEP, Loop, Segment, Store, inside
from derive.emit.names import Names
from derive.emit.numpy_text import Expressions
from derive.emit.program import Value

Note = Callable[[Store], str]


class LoopText:
    """Writes the lines of one loop; ``names`` gives the variables outside, among them the arrays of the states."""

    def __init__(self, loop: Loop, names: Mapping[Value, str], taken: Names, note: Note) -> None:
        self._loop, self._names, self._taken, self._note = loop, names, taken, note
        self._step = taken.fresh("t")

    def lines(self) -> list[str]:
        """All segments, in the order of time or against it."""
        lines = []
        for segment in self._loop.segments:
            body = self._body(segment)
            if segment.single:
                lines += body
                continue
            lines.append(f"for {self._step} in {self._range(segment)}:")
            lines += [f"    {line}" for line in body]
        return lines

    def _range(self, segment: Segment) -> str:
        first, last = segment.first, segment.last
        return f"range({first}, {last + 1})" if self._loop.forwards else f"range({last}, {first - 1}, -1)"

    def _body(self, segment: Segment) -> list[str]:
        names = dict(self._names)
        lines: list[str] = []

        def hoist(value: Value, definition: str) -> str:
            names[value] = self._taken.fresh("s")
            lines.append(f"{names[value]} = {definition}")
            return names[value]

        text = Expressions(names, hoist)
        values = inside(store.value for store in segment.stores)
        uses: dict[Value, int] = {}
        for arg in [arg for value in values for arg in value.args] + [store.value for store in segment.stores]:
            uses[arg] = uses.get(arg, 0) + 1
        for store in segment.stores:
            for value in inside([store.value]):
                if value in names or (value is store.value and store.state in self._loop.local):
                    continue
                if value.op == "row":
                    names[value] = self._row(value)
                elif uses[value] > 1 and value.op not in ("arrange", "slice", "real"):
                    hoist(value, text.definition(value))
            note = self._note(store)
            lines += [f"# {note}"] if note else []
            value = store.value
            if value.op == "arrange" and value.args[0].is_number:
                value = value.args[0]
            if store.state in self._loop.local:
                if store.value.op != "row":
                    names[store.value] = self._taken.fresh(f"s_{self._step}")
                    lines.append(f"{names[store.value]} = {text.definition(store.value)}")
                continue
            lines.append(f"{self._place(store)} = {text.text(value)}")
        return lines

    def _row(self, value: Value) -> str:
        source, axis, where = value.detail[:3]
        assert isinstance(axis, int)
        array = self._names[self._loop.states[source]] if isinstance(source, int) else self._names[source]  # type: ignore[index]
        return f"{array}[{', '.join([':'] * axis + [self._written(where)])}]"

    def _place(self, store: Store) -> str:
        array = self._names[self._loop.states[store.state]]
        return f"{array}[{', '.join(self._written(part) for part in store.at)}]"

    def _written(self, index: object) -> str:
        if isinstance(index, str):
            return index
        return str(index.xreplace({STEP: Symbol(self._step)}))  # type: ignore[attr-defined]  # an expression
