"""Rows that say what a function of a bare letter is, in that letter alone: ``\\sigma'(z) = \\sigma(z)(1 - \\sigma(z))``.

They hold for any number, or are wrong, whatever else the text may mean by the letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.check.judging.rows import suppositions
from derive.check.judging.rows.question import Question, is_function_of
from derive.check.judging.values import functions
from derive.check.judging.values.array_functions import VECTORWISE
from derive.check.meaning.symbols import FunctionOf, Symbols
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Call, Derivative, Name, Node, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def is_of_any_number(evaluator: Evaluator, asked: Question) -> bool:
    """Whether a row says what a function of numbers is, in its argument and nothing else."""
    left = _differentiated(asked.head or asked.left)
    if not is_function_of(left) or any(isinstance(node, Derivative) for node in walk(asked.right)):
        return False
    called = [functions.function_named(evaluator, head) for head in _heads(left)]
    if not called or any(found is None or found[0].function in VECTORWISE for found in called):
        return False
    spoken = [
        {part.quantity for part in suppositions.quantities(evaluator, Question(side, side))} for side in (left, asked.right)
    ]
    return bool(spoken[1]) and spoken[1] <= spoken[0]


def names_nothing_else(symbols: Symbols, claim: Claim) -> bool:
    """Whether a claim says what a known function of numbers is, or its slope, and names but its argument, an unknown letter."""
    left = _differentiated(claim.compared)
    known = [readings[0].meaning if (readings := symbols.lookup(top)) else None for top in _heads(left)]
    functions_ = bool(known) and all(isinstance(one, FunctionOf) and one.function not in VECTORWISE for one in known)
    if not is_function_of(left) or not functions_:
        return False
    names = [node for side in (left, claim.right) for node in walk(side) if isinstance(node, Name)]
    others = {name for name in names if not any(isinstance(r.meaning, FunctionOf) for r in symbols.lookup(name))}
    return len(others) == 1 and not symbols.lookup(next(iter(others)))


def _differentiated(left: Node) -> Node:
    """What is differentiated by its argument: ``\\sigma(x)`` of ``d\\sigma(x)/dx``."""
    if isinstance(left, Derivative) and left.of is not None and all(isinstance(by, Name) for by in left.by):
        inside = set(walk(left.of))
        return left.of if left.by and inside.issuperset(left.by) else left
    return left


def _heads(left: Node) -> Iterator[Name]:
    if isinstance(left, Call):
        yield left.head
    elif isinstance(left, Product) and isinstance(left.factors[0][1], Name):
        yield left.factors[0][1]
