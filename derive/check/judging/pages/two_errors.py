"""One symbol ``\\delta f`` for two gradients: that by a gate in one row, that by what stands in its function in another.

Each row alone may mean either; where a text needs both, nobody can tell which of its rows has the slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER
from derive.check.judging.values.names import spelled
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.symbols import Part
from derive.check.reading.syntax import Name, Product
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged
    from derive.check.judging.rows.judge import Judge

_WORDS = conventions.ERRORS[1].words


def doubted(rows: Sequence[Judged], judges: Callable[[int], Judge]) -> list[Judged]:
    """The rows; those that need the gradient by an argument cannot be told beside rows that need that by the activation."""
    fine = [judged for judged in rows if judged.verdict in (HOLDS, UNDER)]
    needing = {judged.row.number for judged in fine if _WORDS in (judged.convention or "")}
    plain: dict[Head, int] = {}
    for judged in fine if needing else ():
        if judged.row.number not in needing:
            for name in _varied(judged, judges(judged.row.number)):
                plain.setdefault(head(name), judged.row.number)
    return [_doubted(judged, judges, plain) if judged.row.number in needing else judged for judged in rows]


def _doubted(judged: Judged, judges: Callable[[int], Judge], plain: dict[Head, int]) -> Judged:
    name = next((name for name in _varied(judged, judges(judged.row.number)) if head(name) in plain), None)
    if name is None:
        return judged
    reason = (
        f"delta {spelled(name)} is the gradient by {spelled(name)} in row {plain[head(name)]}; here it would be by its argument"
    )
    return replace(judged, verdict=CANNOT_TELL, reason=reason, convention=None)


def _varied(judged: Judged, judge: Judge) -> Iterator[Name]:
    """The activations of the specification that stand behind a delta in a row."""
    for product in (node for side in judged.row.sides for node in walk(side) if isinstance(node, Product)):
        for (_, mark), (sign, name) in zip(product.factors, product.factors[1:], strict=False):
            if sign == "" and isinstance(mark, Name) and mark.base == "delta" and isinstance(name, Name):
                meanings = (reading.meaning for reading in judge.symbols.lookup(name))
                if any(isinstance(part, Part) and judge.world.argument(part) is not None for part in meanings):
                    yield name
