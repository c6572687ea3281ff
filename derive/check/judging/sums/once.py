r"""A sum whose terms are computed one by one: what stands in a term is computed once for the letters of which it speaks.

``\sum_t \sum_{k \leq t} a_t (\prod_{j=k+1}^t b_j) c_k`` has a term for each pair of t and k; ``a_t`` and ``b_j`` do not depend
on pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from derive.check.judging.values import names
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.meaning import symbols as meanings
from derive.check.meaning.symbols import Meaning, Part
from derive.check.reading.syntax import Name, Node, Number
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

N = TypeVar("N", bound=Node)
T = TypeVar("T")


def value(evaluator: Evaluator, node: Node, frame: Frame) -> Value:
    """The value of a factor."""
    return evaluator.value(node, frame) if isinstance(node, Number) else found(_value, evaluator, node, frame)


def found(compute: Callable[[Evaluator, N, Frame], T], evaluator: Evaluator, node: N, frame: Frame) -> T:
    """What is computed from a formula, remembered where letters have one value at a time."""
    single = {letter for letter, binding in frame.scope.items() if isinstance(binding, int)}
    if not single:
        return compute(evaluator, node, frame)
    idle = single - letters(evaluator, node)
    frame = replace(frame, scope={letter: at for letter, at in frame.scope.items() if letter not in idle})
    key = ("once", compute, node, frame.depth, *evaluator.circumstances(frame), evaluator.kept)
    result: T = evaluator.remembered(key, lambda: compute(evaluator, node, frame))
    return result


def _value(evaluator: Evaluator, node: Node, frame: Frame) -> Value:
    return evaluator.value(node, frame)


def letters(evaluator: Evaluator, node: Node) -> frozenset[str]:
    """All letters of which a formula speaks, those in the meanings of its symbols included."""
    known = evaluator.memory.letters
    if node not in known:
        known[node] = frozenset()  # for what is defined by itself
        arguments = (evaluator.argument,) if evaluator.argument is not None else ()
        arguments = (*arguments, *(one for called in evaluator.called.values() for one in called))
        known[node] = frozenset(letter for each in (node, *arguments) for letter in _letters(evaluator, each))
    return known[node]


def _letters(evaluator: Evaluator, node: Node) -> Iterator[str]:
    for name in walk(node):
        if isinstance(name, Name):
            yield name.base
            yield name.base.rstrip("'")
            for reading in names.readings_of(evaluator, name):
                for inner in _nodes(reading.meaning):
                    yield from letters(evaluator, inner)


def _nodes(meaning: Meaning) -> Iterator[Node]:
    """The formulas in a meaning."""
    if isinstance(meaning, meanings.GradientOf):
        meaning = meaning.part
    if isinstance(meaning, Part):
        yield from (index for index in meaning.indices if index is not None)
    elif isinstance(meaning, meanings.Formula):
        yield meaning.node
    elif isinstance(meaning, meanings.FunctionOf):
        yield from meaning.arguments
    elif isinstance(meaning, meanings.Kronecker):
        yield from (meaning.left, meaning.right)
