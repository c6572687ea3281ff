r"""Texts whose examples are columns: ``Z = "z1.T"`` is declared, and so the gradient ``dZ`` has examples as its columns, too.

Input: the entries of a ``[notation]`` table.  Output: the same, with the gradients by tables of examples transposed where the
tables themselves are (most of them: ``\hat{y}`` may stand for one example).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.world import Axis
from derive.check.reading.syntax import Name
from derive.check.reading.vocabulary import TRANSPOSE_MARKS


def examples_as_columns(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, with ``grad z1`` as an array with one column for each example if the text has all its tables so."""
    tables = [entry for entry in entries if isinstance(entry, QuantityEntry) and _is_table(entry)]
    given = [entry for entry in tables if not entry.gradient and not _is_marked(entry)]
    written = any(entry.gradient and entry.transposed for entry in tables)  # whoever writes one T writes all of them
    if not given or written or 2 * sum(entry.transposed for entry in given) <= len(given):
        return list(entries)
    sizes = {_open_axes(entry)[0].size for entry in given}

    def turned(entry: Entry) -> Entry:
        if not isinstance(entry, QuantityEntry) or not entry.gradient or not _is_table(entry):
            return entry
        own = {one.transposed for one in given if one.quantity == entry.quantity} or {one.transposed for one in given}
        return replace(entry, transposed=True) if True in own and sizes == {_open_axes(entry)[0].size} else entry

    return list(map(turned, entries))


def gradients_as_columns(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries for a text that is read with examples as columns, where only gradients are declared: they have the shapes of
    the symbols that are not."""
    tables = [entry for entry in entries if isinstance(entry, QuantityEntry) and _is_table(entry)]
    if not tables or not all(entry.gradient and not entry.transposed for entry in tables):
        return tuple(entries)
    return tuple(replace(one, transposed=True) if isinstance(one, QuantityEntry) and one in tables else one for one in entries)


def _is_table(entry: QuantityEntry) -> bool:
    """Whether a symbol stands for all examples, one row of numbers for each: that of one layer, or of any (``Z^{(l)}``)."""
    axes = _open_axes(entry)
    whole = len(axes) == 2 and all(axis.kind == "layer" for axis in entry.quantity.axes if axis not in axes)
    return whole and entry.quantity.role in ("input", "intermediate")


def _open_axes(entry: QuantityEntry) -> list[Axis]:
    """The axes of a quantity that have no index."""
    indices = entry.indices or (None,) * len(entry.quantity.axes)
    return [axis for axis, index in zip(entry.quantity.axes, indices, strict=True) if index is None]


def _is_marked(entry: QuantityEntry) -> bool:
    """Whether the symbol itself has a T: ``"A^{[1]T}" = "a1"``."""
    return any(isinstance(item, Name) and item.base in TRANSPOSE_MARKS for item, _ in entry.pattern.above)
