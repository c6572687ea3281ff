"""Claims about numbers: sizes that are stated, and worked examples with the specification's own numbers.

``n_0 = 784`` is compared with the specification; ``z^1_1 = 0.15 \\cdot 0.05 + 0.35 = 0.3575`` is computed on the numbers that
the specification gives for its inputs and parameters, to the precision that is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from derive.check.judging.chooser import Chooser, Plans
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, NO_CLAIM, WRONG, Counterexample, Outcome
from derive.check.judging.problems import NoValue
from derive.check.judging.rows.compare import matched
from derive.check.judging.rows.question import Question
from derive.check.judging.rows.trial import bound
from derive.check.judging.values.frame import Frame
from derive.check.meaning.symbols import FunctionOf, NumberOf, Part, SizeOf
from derive.check.reading.syntax import Call, Dots, Fraction, Group, Name, Node, Number, Product, Script, Scripted, Sum
from derive.check.reading.tree import children, rewrite, walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge
    from derive.check.meaning.world import Instance

GIVEN = "with the numbers of the specification"
_LONG = 4
"""A number with so many decimals has been rounded."""
_MOST = 0.02
"""Rounded numbers make no larger part of a difference."""
_PLANS = 12


@dataclass(frozen=True)
class _Sides:
    left: complex
    right: complex

    @property
    def apart(self) -> float:
        return abs(self.left - self.right)


def stated_size(judge: Judge, left: Node, right: Node) -> Outcome | None:
    """The verdict on ``n_0 = 784``; None if that is not what is claimed."""
    if not isinstance(left, Name) or not isinstance(right, Number) or not right.text.isdigit():
        return None
    size = _size(judge, left)
    if size is None:
        return None
    known = judge.world.stated_sizes.get(size)
    if known is None:
        return Outcome(NO_CLAIM, "the size is chosen here")
    if known == int(right.text):
        return Outcome(HOLDS)
    example = Counterexample({size: known}, "", known, int(right.text))
    return Outcome(WRONG, f"the specification says {known}", counterexample=example)


def _size(judge: Judge, name: Name) -> str | None:
    for reading in judge.symbols.lookup(name)[:1]:
        what = reading.meaning
        if isinstance(what, SizeOf) and not reading.rest:
            return what.size
        if isinstance(what, Part) and what.quantity == "n@" and isinstance(what.indices[0], Number):
            return f"n_{what.indices[0].text}"
    return None


def is_count(judge: Judge, node: Node) -> bool:
    """Whether an expression is made of sizes and whole numbers only: a number of operations or of entries."""
    if isinstance(node, Number | Dots):
        return True
    if isinstance(node, Name):
        return _size(judge, Name(node.base, node.accents, node.style, node.primes, node.sub)) is not None
    if isinstance(node, Sum | Product | Group):
        return all(is_count(judge, child) for child in children(node))
    return isinstance(node, Scripted) and not node.sub and is_count(judge, node.body)


def is_numeric(judge: Judge, node: Node) -> bool:
    """Whether an expression has no symbols in it but functions and numbers."""
    if isinstance(node, Name):
        return any(isinstance(reading.meaning, FunctionOf | NumberOf) for reading in judge.symbols.lookup(node)[:1])
    if isinstance(node, Call):
        return all(is_numeric(judge, argument) for argument in node.args)
    if isinstance(node, Number):
        return True
    return isinstance(node, Sum | Product | Fraction | Group | Scripted | Script) and all(
        is_numeric(judge, c) for c in children(node)
    )


def worked(judge: Judge, asked: Question) -> Outcome | None:
    """The verdict on a claim with numbers in it; None if there are none, or none that only an example can give."""
    numeric = [is_numeric(judge, side) for side in asked.sides]
    decimals = [_decimals(side) for side in asked.sides]
    if not any(plain and found for plain, found in zip(numeric, decimals, strict=True)):
        return None
    given: Instance | None = judge.given
    if all(numeric):
        given = given or judge.world.instance(1)
    elif given is None:
        rounded = max(n for found in decimals for n in (found or (0,))) >= _LONG - 1
        return Outcome(CANNOT_TELL, "the specification gives no numbers for this example") if rounded else None
    words = "" if all(numeric) else GIVEN
    best: _Sides | None = None
    for chooser in Plans(_PLANS):
        sides = _values(judge, chooser, given, asked)
        if sides is None:
            continue
        allowed = _tolerance(asked, decimals, sides)
        if sides.apart <= allowed or sides.apart <= allowed + _rounding(judge, chooser, given, asked, sides):
            return Outcome(HOLDS, words)
        best = best or sides
    if best is None:
        return Outcome(CANNOT_TELL, "no number was found for one of the sides")
    example = Counterexample({}, "", best.left, best.right)
    return Outcome(WRONG, f"both sides differ{', ' + words if words else ''}: {example.words()}", counterexample=example)


def _values(judge: Judge, chooser: Chooser, instance: Instance, asked: Question) -> _Sides | None:
    evaluator = judge.bench.evaluator(chooser)
    try:
        with np.errstate(all="ignore"):
            frame, _ = bound(evaluator, Frame(instance), asked.sides)
            left, right, _ = matched(*(evaluator.value(side, frame) for side in asked.sides))
    except NoValue:
        return None
    if left.array.size != 1 or right.array.size != 1:
        return None
    return _Sides(complex(left.array.reshape(())), complex(right.array.reshape(())))


def _decimals(node: Node) -> list[int]:
    """How many decimals each number with a point has."""
    own = [len(node.text.partition(".")[2])] if isinstance(node, Number) and "." in node.text else []
    return own + [n for child in children(node) for n in _decimals(child)]


def _tolerance(asked: Question, decimals: Iterable[list[int]], sides: _Sides) -> float:
    """A unit of the last place that is printed, where numbers have been rounded."""
    exact = 1e-9 * max(abs(sides.left), abs(sides.right), 1e-3)
    places = [n for found in decimals for n in found if n >= _LONG]
    alone = [side.text for side in map(_bare, asked.sides) if isinstance(side, Number) and "." in side.text]
    places += [len(text.partition(".")[2]) for text in alone]
    return max([exact, *(1.01 * math.pow(10.0, -n) for n in places)])


def _rounding(judge: Judge, chooser: Chooser, instance: Instance, asked: Question, sides: _Sides) -> float:
    """What the numbers in a row that were rounded before, ``0.721 (1 - 0.721)``, may be away from their values."""
    rounded = {node for side in asked.sides for node in walk(side) if isinstance(node, Number) and _is_rounded(node, instance)}
    moved = 0.0
    for number in rounded if not isinstance(_bare(asked.right), Number) else ():
        more = Number(repr(float(number.text) + 0.5 * math.pow(10.0, -len(number.text.partition(".")[2]))))
        other = replace(asked, left=_with(asked.left, number, more), right=_with(asked.right, number, more))
        values = _values(judge, Chooser(chooser.plan), instance, other)
        moved += abs(values.left - sides.left) + abs(values.right - sides.right) if values is not None else 0.0
    return min(moved, _MOST * max(abs(sides.left), abs(sides.right)))


def _with(side: Node, old: Number, new: Number) -> Node:
    return rewrite(side, lambda node: new if node == old else None)


def _is_rounded(number: Number, instance: Instance) -> bool:
    """Whether a number has several decimals, and is none that the specification gives."""
    if len(number.text.partition(".")[2]) < _LONG - 1:
        return False
    value = float(number.text)
    return not any(np.any(np.isclose(np.real(array), value, rtol=1e-12, atol=0)) for array in instance.values.values())


def _bare(node: Node) -> Node:
    """A number without its sign and brackets."""
    while (isinstance(node, Sum) and len(node.terms) == 1) or (isinstance(node, Group) and len(node.items) == 1):
        node = node.terms[0][1] if isinstance(node, Sum) else node.items[0]
    return node


__all__ = ["GIVEN", "is_count", "is_numeric", "stated_size", "worked"]
