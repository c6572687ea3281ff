"""Rows that speak of sizes of their own: a sum written out to its third term, a layer of one unit, a single example.

Input: a row that differs.  Output: the sizes that it has in mind, with words for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from derive.check.judging.chooser import Chooser
from derive.check.judging.problems import NoValue
from derive.check.judging.rows.question import Question
from derive.check.judging.rows.trial import bound
from derive.check.judging.rows.written_out import places
from derive.check.judging.sums.over_examples import example_sizes
from derive.check.judging.values.frame import Frame
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Node, Number

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge

_FEWEST = 3
"""So many entries, one after the other, are taken for all of them."""


def sizes(judge: Judge, asked: Question) -> Iterator[tuple[str, Mapping[str, int]]]:
    """The sizes that a row may have in mind, in words and as numbers."""
    if found := _written_out(judge, asked):
        yield ", ".join(f"{name} = {size}" for name, size in found.items()), found
    if ones := {size: 1 for size, known in judge.world.stated_sizes.items() if known == 1}:
        yield f"{', '.join(sorted(ones))} = 1, as the specification says", ones
    if judge.one_example and (found := dict.fromkeys(_counted_silently(judge, asked), 1)):
        yield "for a single example", found


def _written_out(judge: Judge, asked: Question) -> dict[str, int]:
    """The steps of which a row names 1, 2, 3 and no other (units are counted by all rows of a text: see ``written_out``)."""
    numbers: dict[tuple[str, int], set[int]] = {}
    for axis, index in (place for side in asked.sides for place in places(judge, side)):
        if isinstance(index, Number) and index.text.isdigit() and axis.kind == "time" and not axis.size.isdigit():
            numbers.setdefault((axis.size, axis.first), set()).add(int(index.text))
    return {
        size: len(found)
        for (size, first), found in numbers.items()
        if len(found) >= _FEWEST and found == set(range(first, first + len(found)))
    }


def _counted_silently(judge: Judge, asked: Question) -> set[str]:
    """The sizes of the axes whose letter stands nowhere in the row, as in ``x`` declared as ``X[r]``, or on one side only: the
    cost is meant of the example that the other side names."""
    evaluator = judge.bench.evaluator(Chooser(), asked)
    try:
        _, letters = bound(evaluator, Frame(judge.world.instance(1)), asked.sides)
    except NoValue:
        return set()
    left, right = ({letter_of(node) for node in _everything(side)} & set(letters) for side in asked.sides)
    hidden = set(letters) - left - right
    found = [place for side in asked.sides for place in places(judge, side)]
    sizes = {axis.size for axis, index in found if index is not None and letter_of(index) in hidden}
    named = left ^ right if left <= right or right <= left else set()
    counted = {axis.size for axis, index in found if index is not None and letter_of(index) in named}
    silent = sizes | (counted & example_sizes(judge.world))
    others = {axis.size for axis, index in found if index is not None and letter_of(index) in set(letters) - hidden - named}
    return silent - others  # a letter that counts something else stands there, too: z_{jj}


def _everything(node: Node) -> Iterator[Node]:
    """All nodes of a formula, those in scripts, too."""
    yield node
    for child in node.inside:
        yield from _everything(child)
