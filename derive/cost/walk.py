"""The walk over a program: which quantity each operation belongs to, what it costs, what must be kept.

Input: a lowered program.  Output: a ``Row`` for each quantity.  An operation belongs to the first quantity that needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sympy
from sympy import Expr, Integer

from derive.algebra import Tensor
from derive.cost.counts import Count, count_of, entries, length, total
from derive.cost.programs import Lowered
from derive.emit.loops import Loop, inside, outside
from derive.emit.program import Value

_VIEWS = frozenset({"slice", "window", "arrange", "real"})
_GIVEN = frozenset({"input", "constant", "size", "positions", "loop", "row"})
GUESS = 64
"""The length that a size without a number is given, where two lengths are compared."""


@dataclass(frozen=True)
class Row:
    """One quantity: its operations, and the numbers in its array."""

    tensor: Tensor
    count: Count
    entries: Expr


class Walk:
    """The operations of one program that its wanted values need."""

    def __init__(self, lowered: Lowered) -> None:
        self._lowered = lowered
        self._live = lowered.program.needed(lowered.wanted)
        self._counts: dict[Tensor, list[Count]] = {}
        self._sizes: dict[Tensor, Expr] = {}
        self._seen: set[Value] = set()
        live = set(self._live)
        for tensor, value in lowered.values:
            if value in live:
                self._visit(tensor, value)

    def rows(self) -> list[Row]:
        """The quantities in the order of computation."""
        found = []
        for tensor, counts in self._counts.items():
            count = total(counts)
            named = Count(self._named(count.operations), self._named(count.functions))
            found.append(Row(tensor, named, self._named(self._sizes[tensor])))
        return found

    def total(self) -> Count:
        """All operations."""
        return total(row.count for row in self.rows())

    def _visit(self, tensor: Tensor, root: Value) -> None:
        """A quantity, and everything behind it that belongs to no earlier one."""
        self._counts.setdefault(tensor, [])
        self._sizes.setdefault(tensor, entries(root.shape))
        self._behind_it(tensor, [root])

    def _behind_it(self, tensor: Tensor, waiting: list[Value]) -> None:
        while waiting:
            value = waiting.pop()
            if value in self._seen:
                continue
            self._seen.add(value)
            if value.op == "loop":
                self._steps(value)
            else:
                self._counts[tensor].append(count_of(value))
            waiting.extend(value.args)

    def _steps(self, value: Value) -> None:
        """A loop: the operations of one step, times the steps, for the quantity that each assignment defines."""
        (loop,) = value.detail
        assert isinstance(loop, Loop)
        for segment in loop.segments:
            seen: set[Value] = set()
            steps = Integer(1) if segment.single else sympy.expand(segment.last - segment.first + 1)
            for store in segment.stores:
                new = [inner for inner in inside([store.value]) if inner not in seen]
                seen.update(new)
                self._counts.setdefault(store.equation.tensor, [])
                self._sizes.setdefault(store.equation.tensor, _state(loop, store.state))
                rows = [inner.detail[0] for inner in new if inner.op == "row" and isinstance(inner.detail[0], Value)]
                self._behind_it(store.equation.tensor, [*outside([store.value]), *rows])
                self._counts[store.equation.tensor].append(total(map(count_of, new)).times(steps))

    def _named(self, expr: Expr) -> Expr:
        return expr.xreplace(self._lowered.symbols)

    def kept(self, forward: Iterable[Tensor]) -> Expr:
        """The numbers of the forward pass that the backward pass reads (parameters and inputs are given anyway)."""
        tensors = set(forward)
        own = self._behind([value for tensor, value in self._lowered.values if tensor in tensors])
        live = set(self._live)
        read = {_array(arg) for value in self._live if value not in own for arg in value.args}
        kept = [value for value in read if value in own and value in live and _stored(value)]
        return self._named(sympy.expand(sympy.Add(*(entries(value.shape) for value in kept))))

    def _behind(self, roots: Iterable[Value]) -> set[Value]:
        return set(self._lowered.program.needed(roots))

    def peak(self, numbers: Mapping[Expr, Expr], wanted: Iterable[Value] | None = None) -> Expr:
        """The most numbers in arrays that are alive at once, if none is overwritten; parameters and inputs aside."""
        roots = list(self._lowered.wanted if wanted is None else wanted)
        order = self._lowered.program.needed(roots)
        last = {_array(arg): i for i, value in enumerate(order) for arg in value.args}
        last |= {_array(root): len(order) for root in roots}
        sizes = {value: self._guessed(value, numbers) for value in order if _stored(value)}
        alive: dict[Value, int] = {}
        best: list[Value] = []
        most = now = 0
        ending: dict[int, list[Value]] = {}
        for i, value in enumerate(order):
            if value in sizes:
                alive[value] = sizes[value]
                now += sizes[value]
                ending.setdefault(last.get(value, i), []).append(value)
            if now > most:
                best, most = list(alive), now
            for dead in ending.get(i, []):
                now -= alive.pop(dead)
        return self._named(sympy.expand(sympy.Add(*(entries(value.shape) for value in best))))

    def _guessed(self, value: Value, numbers: Mapping[Expr, Expr]) -> int:
        """How many numbers an array has, with a guess for what is open."""
        size = self._named(entries(value.shape)).xreplace(numbers)
        return int(size.xreplace({symbol: Integer(GUESS) for symbol in size.free_symbols}))


def _state(loop: Loop, number: int) -> Expr:
    return sympy.expand(sympy.Mul(*map(length, loop.kinds[number])))


def _array(value: Value) -> Value:
    """The array that a view shows."""
    while value.op in _VIEWS and value.args:
        value = value.args[0]
    return value


def _stored(value: Value) -> bool:
    return value.op not in _GIVEN and value.op not in _VIEWS and bool(value.shape)
