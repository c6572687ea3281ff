"""Equal places of the largest value: ``\\arg\\max_B f(B) = \\arg\\min_B g(B)`` where f and -g rank all B alike.

Additive constants, positive factors and logarithms do not change the order of values, and thereby not where the largest is.
The order is compared on random values of the variable, which keep a constraint such as ``B^T B = I``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, WRONG, Outcome
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder, Unfit
from derive.check.judging.rows.trial import bound
from derive.check.judging.values import names
from derive.check.judging.values.evaluate import Memory
from derive.check.judging.values.frame import Frame
from derive.check.meaning.orthonormal import frames, orthonormal
from derive.check.meaning.symbols import Part, whole
from derive.check.meaning.world import Array, Instance
from derive.check.reading.syntax import Big, Name, Node, Relation, Sum

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.judging.rows.question import Question

_DRAWS, _SEEDS = 12, 9
_SIGNS = {"argmax": 1, "argmin": -1}


@dataclass(frozen=True)
class _Aim:
    """What is made as large (1) or as small (-1) as can be, by what, under which constraint."""

    sign: int
    variable: Name
    value: Node
    constraint: Node | None


def judged(judge: Judge, asked: Question) -> Outcome | None:
    """The verdict on an equation between two such places; None if a row is something else."""
    left, right = (_aim(side) for side in asked.sides)
    if left is None or right is None or asked.relation != "=" or left.variable != right.variable:
        return None
    if left.constraint != right.constraint:
        return Outcome(CANNOT_TELL, "the two sides have different constraints")
    evaluator = judge.bench.evaluator(Chooser())
    part = whole(names.readings_of(evaluator, left.variable))
    if not isinstance(part, Part) or judge.world.quantities[part.quantity].role not in ("parameter", "free", "input"):
        return None
    kept: frozenset[tuple[str, bool]] = frozenset()
    if left.constraint is not None:
        kept = frozenset((part.quantity, columns) for name, columns in frames(left.constraint) if name == left.variable)
        if not kept:
            return Outcome(CANNOT_TELL, "this constraint cannot be kept by random numbers")
    try:
        tried = (_ranks(judge, (left, right), part.quantity, kept, seed) for seed in range(1, _SEEDS))
        found = [pair for pair in tried if pair is not None][:2]
    except Unfit as problem:
        return Outcome(CANNOT_TELL, f"the shapes fit under no reading: {problem.reason}", unfit=True, span=problem.span)
    except NoValue as problem:
        return Outcome(CANNOT_TELL, problem.reason)
    except (MustLoop, SecondOrder, np.linalg.LinAlgError, ArithmeticError, ValueError):
        return Outcome(CANNOT_TELL, "the two sides have no value on random numbers")
    if not found:
        return Outcome(CANNOT_TELL, "no random numbers keep the constraint")
    if all(np.array_equal(one, other) for one, other in found):
        return Outcome(HOLDS)
    if all(np.array_equal(one, other[::-1]) for one, other in found):
        return Outcome(
            WRONG, f"what is largest on the left side is smallest on the right: {left.variable.base} is ranked in reverse"
        )
    return Outcome(CANNOT_TELL, f"the two sides rank {left.variable.base} differently: their best places may still be the same")


def _aim(node: Node) -> _Aim | None:
    first: Node = node
    rest: tuple[tuple[int, Node], ...] = ()
    if isinstance(node, Sum) and node.terms[0][0] == 1:
        first, rest = node.terms[0][1], node.terms[1:]
    if not isinstance(first, Big) or first.kind not in _SIGNS or len(first.under) != 1 or first.upper is not None:
        return None
    (under,) = first.under
    variable, constraint = under, None
    if isinstance(under, Relation) and under.op in (":", "mid"):
        variable, constraint = under.left, under.right
    if not isinstance(variable, Name):
        return None
    value = Sum(((1, first.body), *rest)) if rest else first.body
    return _Aim(_SIGNS[first.kind], variable, value, constraint)


def _ranks(
    judge: Judge, aims: tuple[_Aim, _Aim], name: str, kept: frozenset[tuple[str, bool]], seed: int
) -> tuple[Array, Array] | None:
    """The order of random values of the variable by what both sides are to make large; None if these sizes allow none."""
    rng = np.random.default_rng(seed)
    instance = judge.world.instance(seed)
    shape = np.shape(instance.values[name])
    rows = []
    for _ in range(_DRAWS):
        moved = judge.world.replaced(instance, name, rng.uniform(0.1, 2, shape) * np.where(rng.random(shape) < 0.5, -1, 1))
        moved = (orthonormal(judge.world, moved, kept) or moved) if kept else moved
        if np.any(np.isnan(moved.values[name])):
            return None
        rows.append([aim.sign * _number(judge, aim.value, moved) for aim in aims])
    values = np.array(rows)
    if not np.all(np.isfinite(values)):
        raise ArithmeticError
    return np.argsort(values[:, 0]), np.argsort(values[:, 1])


def _number(judge: Judge, node: Node, instance: Instance) -> float:
    evaluator = judge.bench.evaluator(Chooser())
    evaluator.memory = Memory()  # these instances live for a moment
    with np.errstate(all="ignore"):
        frame, _ = bound(evaluator, Frame(instance), (node,))
        found = evaluator.value(node, frame)
    if found.rank or found.labels:
        raise Unfit(f"what is to be large is {found.words()}")
    return float(np.real(found.array))
