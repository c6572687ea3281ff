"""Derivatives by a quantity of the same example: ``\\partial \\hat y^{(i)} / \\partial s``, where s has a value for each.

Input: rows that differ, or whose shapes do not fit.  Output: the same, those that hold with the number of the example on the
variable, too, with that as their convention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.judging.pages.one_row import safely
from derive.check.judging.pages.verdict import Judged, named
from derive.check.judging.sums.over_examples import example_sizes
from derive.check.judging.values.names import spelled
from derive.check.meaning.notation.quantity_entries import MODEL
from derive.check.meaning.symbols import Part
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name, Node, Script
from derive.check.reading.tree import rewrite

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge


def held(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows, those that hold so as such."""
    return [_again(judged, judges(judged.row.number)) if judged.doubtful else judged for judged in rows]


def _again(judged: Judged, judge: Judge) -> Judged:
    row = judged.row
    letters = set(_examples(judge, row))
    variables = {by for node in nodes([row]) if isinstance(node, Derivative) for by in node.by if _is_bare(judge, by)}
    if len(letters) != 1 or len(variables) != 1:
        return judged
    (letter,), (variable,) = letters, variables
    numbered = _entry(judge, variable, letter)

    def rule(node: Node) -> Node | None:
        return numbered if node == variable else None

    other = safely(judge, row.rewritten(lambda side: rewrite(side, rule)))
    if other.verdict not in (HOLDS, UNDER) or any(outcome.zero for outcome in other.outcomes):
        return judged
    words = f"{spelled(variable)} as that of example {letter}" if isinstance(variable, Name) else ""
    return named(replace(other, row=row), words)


def _part(judge: Judge, node: Node) -> Part | None:
    """The quantity with an axis of examples that a symbol means."""
    readings = judge.symbols.lookup(node) if isinstance(node, Name) else ()
    part = readings[0].meaning if readings and not readings[0].rest else None
    if not isinstance(part, Part) or not part.indices:
        return None
    return part if judge.world.quantities[part.quantity].axes[0].size in example_sizes(judge.world) else None


def _examples(judge: Judge, row: Row) -> Iterator[str]:
    """The letters with which a row numbers examples."""
    for part in (_part(judge, node) for node in nodes([row])):
        letter = letter_of(part.indices[0]) if part is not None and part.indices[0] is not None else None
        if letter is not None:
            yield letter


def _is_bare(judge: Judge, node: Node) -> bool:
    part = _part(judge, node)
    return part is not None and part.indices == (None,) * len(part.indices) and not part.transposed


def _entry(judge: Judge, node: Node, letter: str) -> Node:
    part = _part(judge, node)
    assert part is not None
    return Name(part.quantity, style=MODEL, sub=(Script((Name(letter),), letter),), span=node.span)
