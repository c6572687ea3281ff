"""Declarations that differ in their letters: ``"w_j" = "W[j]"`` beside ``"w_k" = "W[k]"`` says the same twice, while ``"a_j" =
"a1[j]"`` beside ``"a_k" = "a2[k]"`` gives each letter a meaning of its own; the t of ``a_j^t`` and ``a_k^t`` stands for any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import rewrite


def with_own_letters(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, those whose letters mean themselves marked as such."""
    alike: dict[object, list[Entry]] = {}
    for entry in entries:
        alike.setdefault(entry.pattern.shape, []).append(entry)
    return [replace(entry, pattern=_told(entry, alike[entry.pattern.shape])) for entry in entries]


def _told(entry: Entry, alike: Sequence[Entry]) -> Pattern:
    """The pattern of a symbol; the entries at a step, ``h_j`` beside ``h_t``, have any letter that is none of a step's."""
    entries = [other for other in alike if _is_at_silent_step(other)]
    steps = {letter.split("_")[0] for other in alike if other not in entries for letter in _places(other) if letter}
    if entry in entries and steps and steps <= _STEPS and len(set(map(_meaning, entries))) == 1:
        return replace(entry.pattern, others=_STEPS)
    return replace(entry.pattern, exact=_telling(entry, alike))


_STEPS = frozenset({"t", "T", "tau"})
"""Letters of steps."""


def _is_at_silent_step(entry: Entry) -> bool:
    """Whether a symbol with one letter is an entry at a step that it does not name."""
    if not isinstance(entry, QuantityEntry) or len(_places(entry)) != 1:
        return False
    step, *rest = entry.indices or (None,)
    timed = bool(entry.quantity.axes) and entry.quantity.axes[0].kind == "time"
    return (
        timed and step is not None and letter_of(step) in _STEPS and [letter_of(one) for one in rest if one] == _places(entry)
    )


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
