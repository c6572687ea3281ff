"""Costs up to a term without parameters: the logarithm of y! in a Poisson likelihood, that of the square root of 2 pi in a
normal one.  No gradient knows of such a term, and texts and specifications write it or leave it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.rows.compare import EQUAL
from derive.check.judging.values import names
from derive.check.meaning.notation.constants import UNNAMED
from derive.check.meaning.symbols import Part
from derive.check.meaning.world import Instance, World
from derive.check.reading.syntax import Call, Group, Name, Node, Product, Sum
from derive.check.slips.context import of_formulas
from derive.check.slips.table import edits

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.rows.question import Question

UP_TO_DATA = "up to a term without parameters"
_SEEDS = (1, 2, 3, 12, 4, 11, 6)
"""Numbers of both signs, and positive ones: a factorial has no logarithm left of minus one."""
_ENOUGH, _MOST = 2, 3


def differ_by_data(judge: Judge, asked: Question) -> bool:
    """Whether both sides are the cost (or one has a constant that is left open), and differ by what no parameter changes.

    On the same data, the difference stays as it is when the parameters are drawn anew, and both sides do not.  A term that is
    there with the wrong sign is a slip."""
    if asked.relation != "=" or not (_is_cost(judge, asked.left) or _leaves_constant(asked)):
        return False
    known = (one for seed in _SEEDS if (one := _by_data(judge, asked, seed)) is not None)
    found = list(islice(known, _MOST))
    if len(found) < _ENOUGH or not all(found):
        return False
    turned = (edit.apply(asked.right) for edit in edits(asked.right, of_formulas([asked.right]), ("sign",)))
    return not any(judge.holds(asked.left, other) for other in turned)


def _leaves_constant(asked: Question) -> bool:
    """Whether a side ends with ``+ \\text{const}``."""
    terms = (term for side in asked.sides if isinstance(side, Sum) for _, term in side.terms)
    return any(isinstance(term, Name) and term.base in UNNAMED for term in terms)


def _is_cost(judge: Judge, node: Node) -> bool:
    """Whether an expression is the name of the specification's cost, perhaps with arguments, ``\\ell(w)``."""
    name = _named(node)
    if not isinstance(name, Name):
        return False
    found = names.readings_of(judge.bench.evaluator(Chooser()), name)
    meaning = found[0].meaning if found else None
    return isinstance(meaning, Part) and meaning.quantity == judge.world.cost and not meaning.indices


def _named(node: Node) -> Node:
    """What a function's arguments stand behind: the name of the cost in ``\\ell(w, b)``."""
    if isinstance(node, Call):
        return node.head
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1][1], Group):
        return node.factors[0][1]
    return node


def _by_data(judge: Judge, asked: Question, seed: int) -> bool | None:
    """Whether the difference stays, on the data of one instance; None where a side has no value."""
    pairs = [_sides(judge, asked, instance) for instance in _redrawn(judge.world, judge.world.instance(seed))]
    known = [pair for pair in pairs if pair is not None]
    if len(known) < len(pairs) or len(pairs) == 1:
        return None
    first, *others = known
    scale = max(abs(side) for pair in known for side in pair)
    stays = [abs((first[0] - first[1]) - (other[0] - other[1])) < EQUAL * scale for other in others]
    moves = [abs(first[0] - other[0]) > EQUAL * scale for other in others]
    if _leaves_constant(asked):  # it may depend on other parameters: on sigma, where w is asked
        return any(still and moved for still, moved in zip(stays, moves, strict=True))
    return all(stays) and all(moves)


def _redrawn(world: World, instance: Instance) -> Iterator[Instance]:
    """The instance, and instances with the same data and another value of one parameter."""
    yield instance
    for number, (name, quantity) in enumerate(sorted(world.quantities.items())):
        if quantity.role == "parameter":
            array = np.real(instance.values[name])
            factor = np.random.default_rng(number).uniform(0.5, 0.9, array.shape)  # smaller, and of the same sign
            yield world.replaced(instance, name, array * factor)


def _sides(judge: Judge, asked: Question, instance: Instance) -> tuple[complex, complex] | None:
    found = judge.bench.attempt(Chooser(), instance, asked).comparison
    return None if found is None or found.status != "different" or found.labels else (found.left, found.right)
