"""The rows that one step of a loop reads and writes, named ``h_before``, ``h_t``, ``h_after``.

Input: rows and places of a segment of a loop.  Output: names, and the line over the steps that gives them: views of the
workspace's arrays stand in a list that is made once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import sympy
from sympy import Expr

from derive.emit.loops import STEP, Loop, Segment, Store
from derive.emit.names import Names
from derive.emit.numpy_bound import Bound
from derive.emit.program import Value

Index: TypeAlias = Expr | str


class Rows:
    """Hands out the names of rows; the step is called ``step`` in indices.

    ``arrays`` are the variables, the arrays of the workspace as its constructor reaches them, and their names in formulas.
    """

    def __init__(
        self,
        loop: Loop,
        segment: Segment,
        step: str,
        arrays: tuple[Mapping[Value, str], Mapping[Value, str], Mapping[Value, str]],
        taken: Names,
    ) -> None:
        names, made, called = arrays
        self._loop, self._segment, self._step = loop, segment, step
        self._names, self._made, self._taken = names, made, taken
        self._called: Mapping[Value, str] = called
        self._views: dict[str, str] = {}
        self._counts = False

    def row(self, value: Value, suffix: str = "") -> str:
        """The name of what a row reads, or of a view of it."""
        _, axis, where = value.detail[:3]
        assert isinstance(axis, int)
        assert isinstance(where, Expr)
        return self._view(self._array(value), [*[":"] * axis, where], where, suffix)

    def place(self, store: Store) -> str:
        """The name of the place of an assignment."""
        return self._view(self._loop.states[store.state], store.at, store.at[0], "")

    def is_bound(self, value: Value) -> bool:
        """Whether a row belongs to an array of the workspace, of which it is a piece."""
        return self._array(value) in self._made and value.detail[1] == 0

    def around(self, body: Sequence[str], bound: Bound, *, forwards: bool) -> list[str]:
        """The body with the line that gives the names, once or for every step."""
        words = set(re.findall(r"\w+", "\n".join(body)))
        used = {definition: name for definition, name in self._views.items() if name in words}
        names, rows = _listed(list(used.values())), _listed(list(used))
        if self._segment.single:
            return [*([f"{names} = {bound.derived('rows', f'({rows})')}"] if used else []), *body]
        first, last = self._segment.first, self._segment.last
        moments = f"range({first}, {last + 1})" if forwards else f"range({last}, {first - 1}, -1)"
        indented = [f"    {line}" for line in body]
        if not used:
            return [f"for {self._step} in {moments}:", *indented]
        made = bound.derived("steps", f"[({rows}) for {self._step} in {moments}]")
        if self._counts:
            return [f"for {self._step}, ({names}) in zip({moments}, {made}):", *indented]
        return [f"for {names} in {made}:", *indented]

    def _array(self, value: Value) -> Value:
        source = value.detail[0]
        found = self._loop.states[source] if isinstance(source, int) else source
        assert isinstance(found, Value)
        return found

    def _view(self, array: Value, at: Sequence[Index], where: Index, suffix: str) -> str:
        index = ", ".join(part if isinstance(part, str) else self._written(part) for part in at)
        made = self._made.get(array)
        if made is None:
            self._counts |= not isinstance(where, str) and STEP in where.free_symbols
            return f"{self._names[array]}[{index}]{suffix}"
        whole = ", ..." if len(at) == array.rank else ""  # a single number as an array of its own: a view, no copy
        definition = f"{made}[{index}{whole}]{suffix}"
        if definition not in self._views:
            stem = self._called.get(array, made.removeprefix("self."))
            self._views[definition] = self._taken.numbered(f"{stem}_{self._moment(array, where)}")
        return self._views[definition]

    def _moment(self, array: Value, where: Index) -> str:
        """``t`` for the row that this step computes, ``before`` and ``after`` for its neighbours."""
        stores = [store for store in self._segment.stores if self._loop.states[store.state] is array]
        if not stores or isinstance(where, str) or isinstance(stores[0].at[0], str):
            return "t"
        moved = sympy.sign(where - stores[0].at[0])
        return {-1: "before", 1: "after"}.get(int(moved) if moved.is_number else 0, "t")

    def _written(self, index: Expr) -> str:
        return str(index.xreplace({STEP: sympy.Symbol(self._step)}))


def _listed(texts: Sequence[str]) -> str:
    return f"{', '.join(texts)}{',' if len(texts) == 1 else ''}"
