"""Entries of a matrix that is declared transposed, by its small letter: ``"W" = "W1.T"`` says what ``w_{ij}`` is, too.

Usage reads ``w_{ij}`` as the entry of the model's matrix.  Whoever declares that the text has its transpose means that of the
entries as well, unless the small letter is declared for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.one_example import small
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.reading.syntax import Name, Node

_LETTERS = "ijk"


def with_small_entries(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a ``[notation]`` table, with those of its transposed matrices by small letters."""
    heads = {entry.pattern.head for entry in entries}
    found = (_by_small_letter(entry) for entry in entries if isinstance(entry, QuantityEntry) and _is_turned(entry))
    return [*entries, *(one for one in found if one is not None and one.pattern.head not in heads)]


def _is_turned(entry: QuantityEntry) -> bool:
    """Whether a symbol without indices is the transpose of a matrix of weights, of one layer or of any."""
    weights = entry.quantity.role == "parameter" and not entry.gradient
    return weights and entry.transposed and not entry.pattern.below and len(_open(entry)) == 2


def _open(entry: QuantityEntry) -> list[int]:
    """The axes without an index."""
    indices = entry.indices or (None,) * len(entry.quantity.axes)
    return [at for at, index in enumerate(indices) if index is None]


def _by_small_letter(entry: QuantityEntry) -> Entry | None:
    """The entry with two indices below the small letter; None where the letter has none."""
    letter = small(entry.pattern.head)
    if letter is None:
        return None
    row, column = [Name(one) for one in _LETTERS if one not in entry.pattern.letters][:2]
    slots: list[Node | None] = list(entry.indices or (None,) * len(entry.quantity.axes))
    slots[_open(entry)[0]], slots[_open(entry)[1]] = column, row
    letters = entry.pattern.letters | {row.base, column.base}
    pattern = replace(entry.pattern, head=letter, below=((row, ""), (column, "")), letters=letters)
    return replace(entry, pattern=pattern, indices=tuple(slots), transposed=False)
