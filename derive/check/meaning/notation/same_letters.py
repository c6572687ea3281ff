"""Declarations that differ in their letters: ``"w_j" = "W[j]"`` beside ``"w_k" = "W[k]"`` says the same twice, while ``"a_j" =
"a1[j]"`` beside ``"a_k" = "a2[k]"`` gives each letter a meaning of its own; the t of ``a_j^t`` and ``a_k^t`` stands for any.
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
    alike: dict[object, list[Entry]] = {}
    for entry in entries:
        alike.setdefault(entry.pattern.shape, []).append(entry)
    return [
        replace(entry, pattern=replace(entry.pattern, exact=_telling(entry, alike[entry.pattern.shape]))) for entry in entries
    ]


def _telling(entry: Entry, alike: Sequence[Entry]) -> frozenset[str]:
    """The letters of a symbol that tell it from those which are written alike and mean something else; all letters, where no
    single place tells."""
    if len({_meaning(other) for other in alike}) == 1:
        return entry.pattern.exact
    several = {at for other in alike for at, (a, b) in enumerate(zip(_places(entry), _places(other), strict=True)) if a != b}
    found = frozenset(letter for at, letter in enumerate(_places(entry)) if at in several and letter is not None)
    return found & entry.pattern.letters or entry.pattern.letters


def _places(entry: Entry) -> list[str | None]:
    """What stands below and above a symbol, as letters."""
    return [letter_of(item) for item, _ in (*entry.pattern.below, *entry.pattern.above)]


def _meaning(entry: Entry) -> object:
    """What an entry says, whatever letters it says it with; of other things than quantities, the entry itself."""
    if not isinstance(entry, QuantityEntry):
        return entry
    numbers: dict[str | None, Name] = {
        letter: Name(f"index {at}") for at, letter in enumerate(_places(entry)) if letter in entry.pattern.letters
    }
    indices = tuple(None if index is None else rewrite(index, lambda node: _numbered(node, numbers)) for index in entry.indices)
    return type(entry), entry.quantity.name, indices, entry.gradient, entry.of, entry.transposed


def _numbered(node: Node, numbers: dict[str | None, Name]) -> Node | None:
    return numbers.get(letter_of(node)) if isinstance(node, Name) else None
