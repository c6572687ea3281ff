"""Derivatives by a quantity that is written out below the line: ``\\frac{\\partial E}{\\partial v^T u}``, where the model
computes ``s = v^T u``.

Input: an expression that does not stand in what is differentiated.  Output: the part of a quantity that has its values.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import TYPE_CHECKING

from derive.check.judging.derivatives.in_terms_of import depends, same
from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.judging.values import names, parts
from derive.check.judging.values.frame import Frame
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator


def part_written_out(evaluator: Evaluator, of: Node, by: Node, frame: Frame) -> Part | None:
    """The part of which ``by`` is the value, if ``of`` depends on its quantity."""
    letters = dict.fromkeys(n for n in walk(by) if isinstance(n, Name) and names.bound(n, frame) is not None)
    rank = evaluator.value(by, frame).rank
    candidates = (part for part in _parts(evaluator, tuple(letters), rank) if _reaches(evaluator, of, part))
    return next((part for part in candidates if _has_value(evaluator, by, part, frame)), None)


def _parts(evaluator: Evaluator, letters: tuple[Node, ...], rank: int) -> Iterator[Part]:
    """All parts of what the model computes with these letters as indices and so many open axes."""
    for name, quantity in evaluator.world.quantities.items():
        if quantity.role == "intermediate" and len(quantity.axes) == len(letters) + rank:
            yield from (Part(name, indices) for indices in dict.fromkeys(permutations((*letters, *(None,) * rank))))


def _reaches(evaluator: Evaluator, of: Node, part: Part) -> bool:
    return any(depends(evaluator, node, part.quantity) for node in walk(of))


def _has_value(evaluator: Evaluator, by: Node, part: Part, frame: Frame) -> bool:
    try:
        return same(evaluator.value(by, frame), parts.part(evaluator, part, frame))
    except (NoValue, MustLoop, SecondOrder):
        return False
