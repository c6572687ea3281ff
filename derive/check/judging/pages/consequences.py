"""Whether a claim follows from a condition: at a solution that is found, as the same equation rearranged, or as a solution.

The quantity that the condition is solved for is moved by Newton's steps until both sides of the condition agree.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from derive.check.judging.chooser import Chooser
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.rows import solutions
from derive.check.judging.rows.instances import SEEDS
from derive.check.judging.rows.judge import Judge
from derive.check.judging.values import names
from derive.check.meaning.newton import root
from derive.check.meaning.symbols import Part, whole
from derive.check.meaning.world import Array, Instance
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import walk
from derive.errors import DeriveError

_NO_NUMBERS = (NoValue, MustLoop, SecondOrder, DeriveError, RecursionError, ArithmeticError, ValueError, NotImplementedError)
_CLOSE = 1e-6
"""What may be left of a difference at a solution, beside the sides."""


def at_solution(judge: Judge, given: Claim, claim: Claim, seed: int) -> bool | None:
    """Whether a claim holds at a solution of the condition; None if none is found."""
    instance = judge.world.instance(seed)
    for quantity, surely in _unknowns(judge, given, claim):
        try:
            solution = _solved(judge, given, quantity, instance)
            if solution is not None:
                difference, size = solutions.difference(judge, claim.left, claim.right, solution)
                follows = bool(np.all(np.abs(difference) <= _CLOSE * (1 + size)))
                if follows or surely:
                    return follows
        except _NO_NUMBERS:
            continue
    return None


def is_rearranged(judge: Judge, given: Claim, claim: Claim) -> bool:
    """Whether the sides of a claim differ by what those of the condition differ by, or by a multiple of it."""
    for seed in SEEDS[:2]:
        try:
            instance = judge.world.instance(seed)
            (old, size), (new, _) = (solutions.difference(judge, each.left, each.right, instance) for each in (given, claim))
        except _NO_NUMBERS:
            return False
        if old.size != new.size or old.size < 2 or not np.any(new) or not np.any(old):
            return False  # one number is a multiple of any other
        factor = np.vdot(old, new) / np.vdot(old, old)
        if not np.allclose(new, factor * old, rtol=_CLOSE, atol=_CLOSE * (1 + size)):
            return False
    return True


def is_solution(judge: Judge, given: Claim, claim: Claim, seed: int) -> bool:
    """Whether a condition holds where a quantity is what an explicit claim says, ``p = -c/\\lambda``."""
    instance = judge.world.instance(seed)
    part = whole(names.readings_of(judge.bench.evaluator(Chooser()), claim.left)) if isinstance(claim.left, Name) else None
    if not isinstance(part, Part) or judge.world.quantities[part.quantity].role not in ("parameter", "free", "input"):
        return False
    array = np.asarray(instance.values[part.quantity], dtype=float)
    try:
        off, _ = solutions.difference(judge, claim.left, claim.right, instance)
        point = np.ravel(array) - off
        if off.size != array.size or not np.any(point):
            return False
        at = judge.world.replaced(instance, part.quantity, point.reshape(array.shape))
        told = [solutions.difference(judge, each.left, each.right, at) for each in (claim, given)]
    except _NO_NUMBERS:
        return False
    return all(bool(np.all(np.abs(found) <= _CLOSE * (1 + size))) for found, size in told)


def _unknowns(judge: Judge, given: Claim, claim: Claim) -> Iterator[tuple[str, bool]]:
    """What a condition may be solved for: the left side of the claim, else what the condition differentiates by; and whether
    that is surely meant (without a specification any declared number may be)."""
    evaluator = judge.bench.evaluator(Chooser())
    sides = [given.left, given.right, claim.left, claim.right, *([given.head] if given.head is not None else [])]
    moved: list[Node] = [by for side in sides for node in walk(side) if isinstance(node, Derivative) for by in node.by]
    symbols = [claim.left, *moved, *(node for side in sides[:4] for node in walk(side))]
    base = judge.world.specification
    for symbol in dict.fromkeys(node for node in symbols if isinstance(node, Name)):
        part = whole(names.readings_of(evaluator, symbol))
        if isinstance(part, Part) and all(index is None for index in part.indices):
            role = judge.world.quantities[part.quantity].role
            is_own = base is not None and part.quantity not in base.quantities  # declared beside all that is given
            surely = role in ("parameter", "free") or (role == "input" and (is_own or symbol in (claim.left, *moved)))
            if surely or (role == "input" and base is None and part.quantity not in judge.world.labels):
                yield part.quantity, surely


def _solved(judge: Judge, given: Claim, quantity: str, instance: Instance) -> Instance | None:
    """The instance moved along a quantity until the condition holds; None where that does not succeed."""
    array = np.asarray(instance.values[quantity], dtype=float)

    def at(point: Array) -> Instance:
        return judge.world.replaced(instance, quantity, point.reshape(array.shape))

    found = root(lambda point: solutions.difference(judge, given.left, given.right, at(point))[0], np.ravel(array))
    return at(found) if found is not None else None
