"""Rows that state a solution: ``w = (X^T X)^{-1} X^T y`` is no identity, but holds where a gradient vanishes.

A parameter is given by nothing; a row that says what it is holds at best where the cost, or another number of the model, is
stationary.  The row is judged there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import UNDER, WRONG, Outcome
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.rows import question, stationary, suppositions
from derive.check.judging.rows.instances import SEEDS
from derive.check.judging.rows.trial import bound
from derive.check.judging.values import names
from derive.check.judging.values.evaluate import Memory
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import spread, union
from derive.check.meaning.assumptions import positive
from derive.check.meaning.newton import UNKNOWNS, root
from derive.check.meaning.stationary_points import at_rest, is_at_rest, is_whole, numbers_of
from derive.check.meaning.symbols import Part, whole
from derive.check.meaning.trees import is_zero
from derive.check.meaning.world import Array, Instance, Quantity, World
from derive.check.reading.changes import Change
from derive.check.reading.syntax import Name, Node, Sum
from derive.check.reading.tree import walk
from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.rows.question import Question

NO_SOLUTION = "it is no solution"
"""How the reason begins where a gradient vanishes and the row does not hold."""
_TRIALS = 8
_PLAIN, _SAME, _FAR = 20, 1e-12, 1e6
_NO_NUMBERS = (NoValue, MustLoop, SecondOrder, DeriveError, RecursionError, ArithmeticError, ValueError)


class Solutions:
    """Judges rows where a gradient vanishes; keeps the points that were found."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._known: dict[tuple[str, tuple[str, ...], bool], Judge | None] = {}

    def judged(self, asked: Question, seeks: bool = False, follows: bool = False) -> Outcome | None:
        """The verdict on a row that states a solution, or a condition for one; None if it does not hold there, either, and may
        say something else (``seeks``: the text does not, it looks for solutions; ``follows``: nor does the row, it is to follow
        from one that holds there)."""
        solved = self._parameters(asked)
        if not solved:
            return None
        if (where := self._fixed(asked)) is not None:
            return where
        row = self._padded(asked)
        tried: list[tuple[str, tuple[str, ...]]] = []
        for of, by, shares in list(self._ways(solved))[:_TRIALS]:
            judge = self._at_rest(of, by, shares)
            if judge is None:
                continue
            tried.append((of, by))
            if judge.judge(*row.sides, row.relation, row.conditions).is_fine:
                return Outcome(UNDER, convention=_where(of, by, shares))
        if tried and seeks and (follows or self._is_explicit(asked)):
            return Outcome(WRONG, f"{NO_SOLUTION}: it does not hold {_where(*tried[0])}")
        return None

    def _fixed(self, asked: Question) -> Outcome | None:
        """The verdict on ``w = f(w)``, where the value that reproduces itself is one at which a gradient vanishes."""
        left = self._left(asked)
        if left is None or asked.conditions:
            return None
        usual = [self.judge.world.instance(seed) for seed in SEEDS]
        return self._fixed_from(usual, asked, left) or self._fixed_from(
            [positive(self.judge.world, start) for start in usual], asked, left
        )

    def _fixed_from(self, starts: Sequence[Instance], asked: Question, left: str) -> Outcome | None:
        """The same, on these numbers."""
        world = self.judge.world
        points = [self._reproduced(asked, left, start) for start in starts]
        pairs = [(start, point) for start, point in zip(starts, points, strict=True) if point is not None]
        if len(pairs) < len(starts):
            return None
        for of in (name for name in numbers_of(world) if world.depends(name, left)):
            for shares in (False, True) if len(world.quantities[left].axes) == 1 else (False,):
                told = [(start, point) for start, point in pairs if not (shares and is_whole(point.values[left]))]
                if told and all(is_at_rest(world, start, point, of, left, shares) for start, point in told):
                    return Outcome(UNDER, convention=_where(of, (left,), shares))
        return None

    def _reproduced(self, asked: Question, left: str, instance: Instance) -> Instance | None:
        """The numbers with the value of a parameter that both sides of a row share: the right side again and again, then
        Newton's method; None if there is none."""
        shape = np.shape(instance.values[left])

        def at(point: Array) -> Instance:
            return self.judge.world.replaced(instance, left, point.reshape(shape))

        def sides(point: Array) -> tuple[Array, float]:
            found, size = difference(self.judge, *asked.sides, at(point))
            if found.size != point.size:
                raise ValueError("one number for each entry is needed")
            return found, size

        point = np.ravel(np.real(instance.values[left]))
        try:
            with np.errstate(all="ignore"):
                for _ in range(_PLAIN):
                    step, size = sides(point)
                    if not size < _FAR:
                        return None
                    point = point - step
                    if np.max(np.abs(step)) <= _SAME * size:
                        return at(point)
                found = root(lambda near: sides(near)[0], point)
        except _NO_NUMBERS:
            return None
        return at(found) if found is not None else None

    def _parameters(self, asked: Question) -> list[str]:
        """The parameters that a row may be solved for: that on its left side first; none if it claims something else."""
        world = self.judge.world
        if asked.relation != "=" or world.specification is None or self.judge.assumption is not None:
            return []
        evaluator = self.judge.bench.evaluator(Chooser())
        if any(isinstance(node, Change) for side in asked.sides for node in walk(side)):
            return []
        if any(True for side in asked.sides for _ in question.variables(evaluator, side)):
            return []
        parts = [part.quantity for part in suppositions.quantities(evaluator, asked)]
        found = [name for name in dict.fromkeys(parts) if name in world.quantities and _is_parameter(world.quantities[name])]
        if (left := self._left(asked)) is not None:
            return [left, *(name for name in found if name != left)]
        if any(map(is_zero, asked.sides)) or stationary.speaks_of_given(self.judge, asked):
            return found
        return []

    def _left(self, asked: Question) -> str | None:
        """The parameter that is the left side."""
        if not isinstance(asked.left, Name):
            return None
        part = whole(names.readings_of(self.judge.bench.evaluator(Chooser()), asked.left))
        if isinstance(part, Part) and _is_parameter(self.judge.world.quantities[part.quantity]):
            return part.quantity
        return None

    def _is_explicit(self, asked: Question) -> bool:
        """Whether a row says by the data alone what a parameter is."""
        left, world = self._left(asked), self.judge.world
        if left is None:
            return False
        right = suppositions.quantities(self.judge.bench.evaluator(Chooser()), question.Question(asked.right, asked.right))
        read = {part.quantity for part in right if part.quantity in world.quantities} - {left}
        if not any(world.quantities[name].role == "input" for name in read):
            return False
        return not any(_is_parameter(world.quantities[name]) for name in read) and self._is_free_of(asked, left)

    def _is_free_of(self, asked: Question, left: str) -> bool:
        """Whether the right side does not change with the left one."""
        instance = self.judge.world.instance(SEEDS[0])
        moved = self.judge.world.replaced(instance, left, np.real(instance.values[left]) + 1.0)
        try:
            with np.errstate(all="ignore"):
                before, after = (difference(self.judge, *asked.sides, each)[0] for each in (instance, moved))
        except _NO_NUMBERS:
            return False
        return bool(np.allclose(after - before, 1.0))

    def _ways(self, solved: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """What may be stationary, by which parameters together, and whether these are shares of a whole."""
        world = self.judge.world
        for of in numbers_of(world):
            behind = [name for name in solved if world.depends(of, name)]
            if behind:
                yield of, (behind[0],), False
        for of in numbers_of(world):
            behind = [name for name, each in world.quantities.items() if _is_parameter(each) and world.depends(of, name)]
            if solved[0] in behind and len(behind) > 1:
                yield of, (solved[0], *(name for name in behind if name != solved[0])), False
            if solved[0] in behind and len(world.quantities[solved[0]].axes) == 1:
                yield of, (solved[0],), True

    def _at_rest(self, of: str, by: tuple[str, ...], shares: bool) -> Judge | None:
        """The judge on numbers where a gradient vanishes; None if there are none."""
        key = (of, by, shares)
        if key not in self._known:
            world = self.judge.world
            point = partial(at_rest, of=of, by=by, shares=shares)
            first = world.instance(SEEDS[0])
            small = sum(np.size(first.values[name]) for name in by) <= UNKNOWNS
            if small and point(world, first) is None:  # a logarithm asks for positive numbers
                point = partial(_at_rest_of_positive, of=of, by=by, shares=shares)
            self._known[key] = self.judge.assuming(point) if small and point(world, first) is not None else None
        return self._known[key]

    def _padded(self, asked: Question) -> Question:
        """``X = 0`` with the same symbol added to both sides: what is nearly zero has no scale."""
        if not any(map(is_zero, asked.sides)):
            return asked
        evaluator = self.judge.bench.evaluator(Chooser())
        for node in (node for side in asked.sides for node in walk(side) if isinstance(node, Name)):
            part = whole(names.readings_of(evaluator, node))
            if isinstance(part, Part) and _is_parameter(self.judge.world.quantities[part.quantity]):
                left, right = (node if is_zero(side) else _plus(side, node) for side in asked.sides)
                return question.Question(left, right, asked.relation, asked.conditions)
        return asked


def _at_rest_of_positive(world: World, instance: Instance, of: str, by: tuple[str, ...], shares: bool) -> Instance | None:
    return at_rest(world, positive(world, instance), of=of, by=by, shares=shares)


def difference(judge: Judge, one: Node, other: Node, instance: Instance) -> tuple[Array, float]:
    """The difference between both sides, entry by entry, and how large they are."""
    evaluator = judge.bench.evaluator(Chooser())
    evaluator.memory = Memory()  # these instances live for a moment: nothing is kept by their names
    frame, _ = bound(evaluator, Frame(instance), (one, other))
    with np.errstate(all="ignore"):
        left, right = (evaluator.value(side, frame) for side in (one, other))
    labels = union((left, right))
    a, b = spread(left, labels).real, spread(right, labels).real
    if left.rank != right.rank and left.rank and right.rank:
        raise ValueError("sides of different shapes")
    difference = np.ravel(np.asarray(a - b, dtype=float))
    if not np.all(np.isfinite(difference)):
        raise ArithmeticError("no number")
    return difference, float(max(np.max(np.abs(a), initial=0), np.max(np.abs(b), initial=0)))


def _where(of: str, by: Sequence[str], shares: bool = False) -> str:
    where = f"where the gradient of {of} by {', '.join(sorted(by))} is zero"
    return f"where {by[0]} adds up to one and the gradient of {of} by it is the same everywhere" if shares else where


def _plus(side: Node, node: Node) -> Node:
    terms = side.terms if isinstance(side, Sum) else ((1, side),)
    return Sum((*terms, (1, node)))


def _is_parameter(quantity: Quantity) -> bool:
    return quantity.role == "parameter" and "@" not in quantity.name  # not a stack of all layers' parameters
