"""Recurrences: quantities at step t that need step t - 1, or t + 1 on the way back, as loops over t.

Input: a circle of equations (see ``derive.emit.schedule``).  Output: a ``loop`` value.  Only what depends on the circle stands
inside the loop: every other term or factor is computed for all steps at once, outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import sympy
from sympy import Add, Expr, Mul

from derive.algebra import Entry, Tensor
from derive.algebra import replace as put
from derive.algebra.sums import open_entries, rewrite
from derive.emit.loops import STEP, Loop, Segment, Store, outside
from derive.emit.program import Value
from derive.emit.scope import Scope, count
from derive.errors import Refused
from derive.model import Equation

if TYPE_CHECKING:
    from derive.emit.lower import Lowering


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


def _part(limits: tuple[Expr, Expr], lo: Expr) -> str:
    return f"{sympy.expand(limits[0] - lo)}:{sympy.expand(limits[1] - lo + 1)}"
