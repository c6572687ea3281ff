"""Equations that hold where a gradient vanishes: ``X X^T W = W \\Lambda`` is what ``\\partial L/\\partial W = 0`` says.

An equation between given quantities is no identity; where its sides differ by a multiple of the gradient of the cost by a
parameter, it is the condition of a stationary point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.rows import question, suppositions
from derive.check.judging.rows.trial import bound
from derive.check.judging.values import calls
from derive.check.judging.values.arithmetic import add, negative
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Array
from derive.check.reading.changes import Change
from derive.check.reading.syntax import Node, Product, Transposed
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.rows.question import Question
    from derive.check.judging.values.evaluate import Evaluator
    from derive.check.meaning.world import World

STATIONARY = "where the gradient of"
"""How the words for a stationary point begin."""
_SEEDS = (1, 2)
_EXACT = 1e-8


def condition(judge: Judge, asked: Question) -> str:
    """Words for the point at which an equation holds; empty if it is no such condition."""
    if asked.relation != "=" or not speaks_of_given(judge, asked):
        return ""
    differences = [_difference(judge, asked, seed) for seed in _SEEDS]
    for name, quantity in sorted(judge.world.quantities.items()):
        if quantity.role == "parameter":
            factors = [
                None if difference is None else _factor(difference, judge.world.gradient(judge.world.instance(seed), name))
                for seed, difference in zip(_SEEDS, differences, strict=True)
            ]
            first, second = factors
            if first is None or second is None:
                continue
            several = all(difference is not None and difference.size > 1 for difference in differences)
            if several or abs(first - second) < _EXACT * abs(first):  # a single entry is a multiple of any other
                return f"{STATIONARY} {judge.world.cost} by {name} is zero"
    return ""


def speaks_of_given(judge: Judge, asked: Question) -> bool:
    """Whether a row speaks of given quantities alone: nothing is differentiated, and nothing is a result of the model.

    A chain does not if it begins with something else: ``\\nabla_w L = a = b`` says what the gradient is, everywhere.
    """
    evaluator = judge.bench.evaluator(Chooser())
    stated = asked.sides if asked.head is None else (*asked.sides, asked.head)
    nodes = [node for side in stated for node in walk(side)]
    if any(isinstance(node, Change) or _has_gradient(evaluator, node) for node in nodes):
        return False
    if any(True for side in stated for _ in question.variables(evaluator, side)):
        return False
    names = [part.quantity for part in suppositions.quantities(evaluator, asked)]
    return bool(names) and all(_is_given(evaluator.world, name) for name in names)


def _is_given(world: World, name: str) -> bool:
    """Whether a quantity is no result of the model: what is computed from the data alone (their covariance) is given, too."""
    if world.quantities[name].role != "intermediate":
        return world.quantities[name].role in ("input", "parameter", "free", "constant")
    parameters = (other for other, quantity in world.quantities.items() if quantity.role == "parameter")
    return world.specification is not None and not any(world.depends(name, on=other) for other in parameters)


def _has_gradient(evaluator: Evaluator, node: Node) -> bool:
    """Whether a gradient is marked by a prefix: ``dW``."""
    return isinstance(node, Product) and any(
        isinstance(factor.body if isinstance(factor, Transposed) else factor, calls.Prefixed)
        for _, factor in calls.with_prefixes(evaluator, node.factors)
    )


def _difference(judge: Judge, asked: Question, seed: int) -> Array | None:
    """What the sides differ by, an axis for each free index first."""
    evaluator = judge.bench.evaluator(Chooser(), asked)
    try:
        with np.errstate(all="ignore"):
            frame, _ = bound(evaluator, Frame(judge.world.instance(seed)), asked.sides)
            left, right = (evaluator.value(side, frame) for side in asked.sides)
            found: Array = np.squeeze(add(left, negative(right)).array)
    except (NoValue, MustLoop, SecondOrder, ArithmeticError):
        return None
    return found


def _factor(difference: Array, gradient: Array | None) -> float | None:
    """The number by which a gradient (or its transpose) has to be multiplied to make the difference."""
    if gradient is None or not np.any(difference) or not np.all(np.isfinite(difference)):
        return None
    for array in (np.squeeze(gradient), np.squeeze(gradient).T):
        if array.shape == difference.shape and np.any(array):
            factor = float(np.vdot(array, difference).real / np.vdot(array, array).real)
            if np.allclose(difference, factor * array, rtol=_EXACT, atol=_EXACT * np.abs(difference).max()):
                return factor
    return None
