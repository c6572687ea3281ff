"""Symmetric weights of which a model uses one half: one weight ``w_{ij}`` for each pair, with i before j.

Where the cost depends on the entries above the diagonal alone (or below it), the others are copies in the author's mind; a
derivative by an entry is meant by one that the model has.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import UNDER, Outcome
from derive.check.judging.rows import question, suppositions
from derive.check.judging.rows.instances import SEEDS
from derive.check.judging.values import names
from derive.check.meaning.assumptions import mirrored
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Derivative, Name, Node, Relation
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.rows.question import Question


def symmetric(judge: Judge, asked: Question) -> Outcome | None:
    """The verdict on a row that holds if the unused half of a square matrix is a copy of the other; else None."""
    world = judge.world
    if world.specification is None or judge.assumption is not None:
        return None
    evaluator = judge.bench.evaluator(Chooser())
    named = [part.quantity for part in suppositions.quantities(evaluator, asked)]
    named += [name for side in asked.sides for name in question.variables(evaluator, side)]
    halves = {name: sign for name in dict.fromkeys(named) if (sign := _used(judge, name))}
    if not halves:
        return None
    conditions = [c for side in asked.sides for node in walk(side) for c in _entries(judge, node, halves)]
    copied = judge.assuming(partial(mirrored, upper={name: sign == "<" for name, sign in halves.items()}))
    if copied.judge(*asked.sides, asked.relation, (*asked.conditions, *dict.fromkeys(conditions))).is_fine:
        return Outcome(UNDER, convention=f"{', '.join(halves)} symmetric: the model has one half of it")
    return None


def _used(judge: Judge, name: str) -> str:
    """``<`` if only entries above the diagonal matter, ``>`` if only those below; else nothing."""
    world = judge.world
    quantity = world.quantities.get(name)
    if quantity is None or quantity.role != "parameter" or len(quantity.axes) != 2:
        return ""
    if quantity.axes[0].size != quantity.axes[1].size or "@" in name:
        return ""
    gradient = world.gradient(world.instance(SEEDS[0]), name)
    if gradient is None:
        return ""
    unused, size = np.asarray(gradient) == 0, len(gradient)
    if size > 1 and np.array_equal(unused, np.tri(size, dtype=bool)):
        return "<"
    return ">" if size > 1 and np.array_equal(unused, np.tri(size, dtype=bool).T) else ""


def _entries(judge: Judge, node: Node, halves: dict[str, str]) -> list[Relation]:
    """That the entries by which something is differentiated are ones that the model has."""
    evaluator = judge.bench.evaluator(Chooser())
    found = []
    for by in node.by if isinstance(node, Derivative) else ():
        readings = names.readings_of(evaluator, by) if isinstance(by, Name) else ()
        part = readings[0].meaning if readings else None
        if isinstance(part, Part) and part.quantity in halves and len(part.indices) == 2:
            row, column = part.indices
            if row is not None and column is not None:
                found.append(Relation(halves[part.quantity], row, column))
    return found
