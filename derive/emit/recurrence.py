"""Recurrences: quantities at step t that need step t - 1, or t + 1 on the way back, as loops over t.

Input: equations in computable order.  Output: the same, with those that depend on one another in a circle put together; and a
``loop`` value for each such group.  Only what depends on the circle stands inside the loop: every other term or factor is
computed for all steps at once, outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import sympy
from sympy import Add, Expr, Mul, Symbol

from derive.algebra import Entry, Tensor
from derive.algebra import replace as put
from derive.algebra.sums import open_entries, rewrite
from derive.emit.program import Size, Value
from derive.emit.scope import Scope, count
from derive.errors import Refused
from derive.model import Equation

if TYPE_CHECKING:
    from derive.emit.lower import Lowering

STEP = Symbol("t", integer=True)


@dataclass(frozen=True)
class Store:
    """One assignment of a step: the entry of a state array, the value, and the equation that says so."""

    state: int
    at: tuple[Expr | str, ...]
    value: Value
    equation: Equation


@dataclass(frozen=True)
class Segment:
    """Steps from ``first`` to ``last`` with the same assignments; ``single`` if it is one step only."""

    first: Expr
    last: Expr
    single: bool
    stores: tuple[Store, ...]


@dataclass(eq=False)
class Loop:
    """What a ``loop`` value does: arrays of states, filled segment by segment, forwards or backwards in time."""

    forwards: bool
    kinds: list[tuple[Size, ...]]
    segments: list[Segment] = field(default_factory=list)
    states: list[Value] = field(default_factory=list)
    local: set[int] = field(default_factory=set)
    """The states that only their own step reads: they need no array over all steps."""


def scheduled(equations: Sequence[Equation]) -> list[list[Equation]]:
    """The equations in order; those of a circle together, where its last one stands."""
    reads: dict[Tensor, set[Tensor]] = {}
    for equation in equations:
        reads.setdefault(equation.tensor, set()).update(equation.rhs.atoms(Tensor))
    layered = [tensor for tensor in reads if tensor.layered]
    _refuse_others(equations)
    reach = {tensor: _reachable(tensor, reads, set(layered)) for tensor in layered}
    circle = {t: frozenset(u for u in reach[t] if t in reach.get(u, ())) for t in layered if t in reach[t]}
    result: list[list[Equation]] = []
    done: set[frozenset[Tensor]] = set()
    for number, equation in enumerate(equations):
        group = circle.get(equation.tensor)
        if not group:
            result.append([equation])
        elif not any(circle.get(later.tensor) == group for later in equations[number + 1 :]) and group not in done:
            done.add(group)
            result.append([other for other in equations if circle.get(other.tensor) == group])
    return result


def _refuse_others(equations: Sequence[Equation]) -> None:
    """Refuse what is computed from entries that come later, and has no step that a loop could run over."""
    last = {equation.tensor: number for number, equation in enumerate(equations)}
    for number, equation in enumerate(equations):
        ahead = any(last.get(tensor, -1) >= number and not tensor.layered for tensor in equation.rhs.atoms(Tensor))
        if ahead and not equation.tensor.layered:
            hint = "The step should be the first index everywhere: h[t, n, j] = ... h[t-1, n, k] ..."
            raise Refused(f"{equation.tensor} is computed from its own entries", place=equation.place or None, hint=hint)


def _reachable(start: Tensor, reads: dict[Tensor, set[Tensor]], within: set[Tensor]) -> set[Tensor]:
    found: set[Tensor] = set()
    waiting = [start]
    while waiting:
        for tensor in reads.get(waiting.pop(), set()) & within:
            if tensor not in found:
                found.add(tensor)
                waiting.append(tensor)
    return found


def is_recurrence(group: Sequence[Equation]) -> bool:
    """Whether a group of the schedule is a circle."""
    return len(group) > 1 or group[0].tensor in group[0].rhs.atoms(Tensor)


class Recurrence:
    """Lowers one circle of equations."""

    def __init__(self, lowering: Lowering, group: Sequence[Equation]) -> None:
        self._lowering, self._program = lowering, lowering.program
        self._circle = {equation.tensor for equation in group}
        self._tensors = list(dict.fromkeys(equation.tensor for equation in group))
        # Rows of two circles differ even where axis and place agree: the circle is part of their identity.
        self._circle_name = ", ".join(str(tensor) for tensor in self._tensors)
        self._outer: list[Value] = []
        self._given = list(group)
        self._equations = [self._outside(self._in_t(equation)) for equation in group]

    def lower(self) -> dict[Tensor, Value]:
        """The value of every tensor of the circle."""
        shapes = [tuple(count(*self._lowering.range_of(t, axis)) for axis in range(t.rank)) for t in self._tensors]
        loop = Loop(self._is_forwards(), list(shapes))
        for number, (first, last, equations) in enumerate(self._segments(loop.forwards)):
            stores = tuple(self._store(equation, first if first == last else STEP, number) for equation in equations)
            loop.segments.append(Segment(first, last, first == last, stores))
        needed = list(dict.fromkeys([*self._outer, *outside(store.value for s in loop.segments for store in s.stores)]))
        axes = [tuple(range(value.rank)) for value in needed]
        value = self._program.make("loop", needed, axes, (), detail=(loop,), shape=(), kind="loop")
        for number, shape in enumerate(shapes):
            out = tuple(range(len(shape)))
            loop.states.append(self._program.make("state", [value], [()], out, detail=(number,), shape=shape))
        return dict(zip(self._tensors, loop.states, strict=True))

    def _in_t(self, equation: Equation) -> Equation:
        """The equation with numbers for sizes, and with one symbol for the step."""
        lhs, rhs = self._lowering.sized(equation.lhs), self._lowering.sized(self._lowering.stable(equation.rhs))
        step = lhs.indices[0]
        bounds = tuple((k, self._lowering.sized(lo), self._lowering.sized(hi)) for k, lo, hi in equation.bounds)
        if step in {k for k, _, _ in bounds}:
            lhs, rhs = put(lhs, {step: STEP}), put(rhs, {step: STEP})
            bounds = tuple((STEP if k == step else k, lo, hi) for k, lo, hi in bounds)
        return replace(equation, lhs=lhs, rhs=rhs, bounds=bounds)

    def _is_forwards(self) -> bool:
        """Whether steps read earlier steps.

        Raises:
            Refused: some read earlier and some later ones.
        """
        moves = set()
        for equation in self._equations:
            for entry in open_entries(equation.rhs):
                if entry.tensor in self._circle and STEP in entry.indices[0].free_symbols:
                    moves.add(sympy.sign(entry.indices[0] - STEP))
        moves.discard(sympy.S.Zero)
        if len(moves) != 1:
            raise Refused(f"{self._tensors[0]} depends on earlier and on later steps: no loop computes it")
        return moves == {sympy.S.NegativeOne}

    def _segments(self, forwards: bool) -> list[tuple[Expr, Expr, list[Equation]]]:
        """Ranges of steps with the equations that hold there, in the order of computation."""
        spans = [self._span(equation) for equation in self._equations]
        starts = {lo for lo, _ in spans} | {sympy.expand(hi + 1) for _, hi in spans}
        cuts = sorted(starts, key=_generic)
        found = []
        for cut, following in pairwise(cuts):
            last = sympy.expand(following - 1)
            at, end = _generic(cut), _generic(last)
            own = [e for e, (lo, hi) in zip(self._equations, spans, strict=True) if _generic(lo) <= at and end <= _generic(hi)]
            if own:
                found.append((cut, last, own))
        return found if forwards else found[::-1]

    def _span(self, equation: Equation) -> tuple[Expr, Expr]:
        step = equation.lhs.indices[0]
        return equation.ranges[STEP] if step == STEP else (step, step)

    def _store(self, equation: Equation, step: Expr, segment: int) -> Store:
        """The assignment of one equation at one step."""
        lhs, rhs = equation.lhs, equation.rhs
        if step != STEP:
            lhs, rhs = put(lhs, {STEP: step}), put(rhs, {STEP: step})
        bounds = [(k, lo, hi) for k, lo, hi in equation.bounds if k != STEP]
        scope = Scope({k: (lo, hi) for k, lo, hi in bounds}, tuple(k for k, _, _ in bounds))
        result = self._lowering.lower(self._at_step(rhs, segment), scope)
        indices = tuple(index for index in lhs.indices[1:] if index in scope.ranges)
        value = self._lowering.arranged(result, indices, scope)
        places: list[Expr | str] = []
        for axis, index in enumerate(lhs.indices):
            lo, hi = self._lowering.range_of(lhs.tensor, axis)
            if axis and index in scope.ranges:
                places.append(":" if scope.ranges[index] == (lo, hi) else _part(scope.ranges[index], lo))
            else:
                places.append(sympy.expand(index - lo))
        while places[-1] == ":":
            places.pop()
        given = self._given[next(i for i, own in enumerate(self._equations) if own is equation)]
        return Store(self._tensors.index(lhs.tensor), tuple(places), value, given)

    def _at_step(self, expr: Expr, segment: int) -> Expr:
        """Entries at a step as entries of arrays without that axis."""

        def rule(node: Expr) -> Expr | None:
            if not isinstance(node, Entry) or node.tensor.role == "step":
                return None
            moving = [axis for axis, i in enumerate(node.indices) if STEP in i.free_symbols]
            if node.tensor in self._circle:
                moving = [0]
            if not moving:
                return None
            if len(moving) > 1:
                raise Refused(f"{node} reads two steps at once: it is not emitted")
            return self._row(node, moving[0], segment)

        return rewrite(expr, rule)

    def _row(self, node: Entry, axis: int, segment: int) -> Expr:
        lo, _ = self._lowering.range_of(node.tensor, axis)
        where = sympy.expand(node.indices[axis] - lo)
        source = self._tensors.index(node.tensor) if node.tensor in self._circle else self._lowering.value_of(node.tensor)
        if isinstance(source, Value):
            self._outer.append(source)
        rest = [limits for i, limits in enumerate(node.tensor.ranges) if i != axis]
        name = f"{node.tensor}, axis {axis} at {where}, part {segment} of {self._circle_name}"
        row = Tensor(name, rest, "step")
        if row not in self._lowering.values:
            shape = [count(*self._lowering.range_of(node.tensor, i)) for i in range(node.tensor.rank) if i != axis]
            detail = (source, axis, where, segment, self._circle_name)
            self._lowering.values[row] = self._program.make(
                "row",
                detail=detail,
                shape=shape,
                out=tuple(range(len(shape))),
                kind="integer" if node.tensor.integer else "real",
            )
        return Entry(row, *(index for i, index in enumerate(node.indices) if i != axis))

    def _outside(self, equation: Equation) -> Equation:
        """The equation with everything that does not depend on the circle as quantities of their own, computed before."""
        return replace(equation, rhs=self._split(equation.rhs, equation))

    def _depends(self, expr: Expr) -> bool:
        return any(entry.tensor in self._circle for entry in expr.atoms(Entry))

    def _split(self, expr: Expr, equation: Equation) -> Expr:
        if not isinstance(expr, (Add, Mul)) or not self._depends(expr):
            return expr
        inside = [arg for arg in expr.args if self._depends(arg)]
        outside = [arg for arg in expr.args if not self._depends(arg)]
        moving = [arg for arg in outside if STEP in arg.free_symbols]
        if isinstance(expr, Add):
            moving = outside if moving else []
        rest = [arg for arg in outside if arg not in moving]
        parts = [self._split(arg, equation) for arg in inside]
        if moving and not (len(moving) == 1 and isinstance(moving[0], Entry)):
            moving = [self._all_steps(expr.func(*moving), equation)]
        return expr.func(*rest, *moving, *parts)

    def _all_steps(self, expr: Expr, equation: Equation) -> Expr:
        """A quantity computed for all steps at once."""
        bounds = tuple(bound for bound in equation.bounds if bound[0] in expr.free_symbols)
        indices = tuple(k for k, _, _ in bounds)
        number = len(self._lowering.values)
        tensor = Tensor(f"all_steps{number}", [(lo, hi) for _, lo, hi in bounds])
        self._lowering.values[tensor] = self._lowering.equation(Equation(Entry(tensor, *indices), expr, bounds), stable=True)
        return Entry(tensor, *indices)


def _generic(step: Expr) -> Expr:
    """A step as a number, with large numbers for sizes: enough to put steps in order."""
    return step.xreplace({symbol: sympy.Integer(1000) for symbol in step.free_symbols})


def inside(stored: Iterable[Value]) -> list[Value]:
    """The values that the stored ones need and that depend on the step, in order."""
    found: dict[Value, bool] = {}
    return sorted((value for value in _visited(stored, found) if found[value]), key=lambda value: value.number)


def outside(stored: Iterable[Value]) -> list[Value]:
    """The values that the stored ones need and that do not: they are computed before the loop."""
    found: dict[Value, bool] = {}
    stored = list(stored)
    every = _visited(stored, found)
    needed = {arg for value in every if found[value] for arg in value.args if not found[arg]}
    return sorted(
        needed | {value for value in stored if not found[value] and not is_filled(value)}, key=lambda value: value.number
    )


def is_filled(value: Value) -> bool:
    """Whether all entries are one number, known before any array is seen."""
    return value.is_number or (value.op == "arrange" and value.args[0].is_number)


def _visited(stored: Iterable[Value], found: dict[Value, bool]) -> list[Value]:
    """All values behind the stored ones, noting for each whether it depends on a row."""
    waiting = list(stored)
    while waiting:
        value = waiting[-1]
        open_args = [arg for arg in value.args if arg not in found]
        if open_args and value.op != "state":
            waiting += open_args
            continue
        waiting.pop()
        found[value] = value.op == "row" or (value.op != "state" and any(found[arg] for arg in value.args))
    return list(found)


def _part(limits: tuple[Expr, Expr], lo: Expr) -> str:
    return f"{sympy.expand(limits[0] - lo)}:{sympy.expand(limits[1] - lo + 1)}"
