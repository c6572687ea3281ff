"""Entries that a text fixes to make a weight of the bias: ``x_0 = 1``, ``x_{i0} = 1``, ``a_0 = -1``.

Input: the rows of a text.  Output: for each symbol the position along its axes (None for all), and the number there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from derive.check.meaning.definitions.sorting import Key, Sorter
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Name, Node, Number, Sum

_ONES = {Number("1"): 1.0, Sum(((-1, Number("1")),)): -1.0}


class BiasEntry(NamedTuple):
    """An entry with the number 0 along one axis, in the row's claim of that number."""

    key: Key
    axis: int
    value: float
    place: tuple[int, int]


def bias_entries(rows: Iterable[Row], sorter: Sorter) -> Iterator[BiasEntry]:
    """What the rows say of entries with the number 0, whatever the other indices are."""
    for row in rows:
        for number, claim in enumerate(row.claims):
            value = _ONES.get(claim.right) if claim.relation == "=" and not claim.inherited else None
            parts = sorter.split(claim.left) if value is not None and isinstance(claim.left, Name) else None
            if parts is None or value is None or parts.rest:
                continue
            zeros = [at for at, index in enumerate(parts.indices) if index == Number("0")]
            if len(zeros) == 1 and all(map(_is_open, parts.indices)):
                yield BiasEntry(parts.key, zeros[0], value, (row.number, number))


def _is_open(index: Node) -> bool:
    return index == Number("0") or letter_of(index) is not None
