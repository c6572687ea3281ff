"""Declarations that differ in their letters: ``"w_j" = "W[j]"`` beside ``"w_k" = "W[k]"`` says the same twice, while ``"a_j" =
"a1[j]"`` beside ``"a_k" = "a2[k]"`` gives each letter a meaning of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import rewrite


def with_own_letters(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, those whose letters mean themselves marked as such."""
    meanings: dict[object, set[object]] = {}
    for entry in entries:
        meanings.setdefault(entry.pattern.shape, set()).add(_meaning(entry))
    return [
        replace(entry, pattern=replace(entry.pattern, exact=True)) if len(meanings[entry.pattern.shape]) > 1 else entry
        for entry in entries
    ]


def _meaning(entry: Entry) -> object:
    """What an entry says, whatever letters it says it with; of other things than quantities, the entry itself."""
    if not isinstance(entry, QuantityEntry):
        return entry
    places = [letter_of(item) for item, _ in (*entry.pattern.below, *entry.pattern.above)]
    numbers: dict[str | None, Name] = {
        letter: Name(f"index {at}") for at, letter in enumerate(places) if letter in entry.pattern.letters
    }
    indices = tuple(None if index is None else rewrite(index, lambda node: _numbered(node, numbers)) for index in entry.indices)
    return type(entry), entry.quantity.name, indices, entry.gradient, entry.of, entry.transposed


def _numbered(node: Node, numbers: dict[str | None, Name]) -> Node | None:
    return numbers.get(letter_of(node)) if isinstance(node, Name) else None
