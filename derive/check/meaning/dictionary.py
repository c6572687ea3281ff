"""A dictionary of one derivation: entries by head, the most plausible first; implements ``Symbols``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from derive.check.meaning.entries import Entry, index_letter
from derive.check.meaning.patterns import Head, Pattern, head
from derive.check.meaning.symbols import Kronecker, NumberOf, Part, Reading
from derive.check.meaning.world import World
from derive.check.reading.syntax import Name

MODEL = "model"
"""The style of a name that is a quantity of the model, whatever it is called in the text."""

_NUMBERS: Mapping[str, NumberOf] = {
    "e": NumberOf("number", 2.718281828459045),
    "mathrm e": NumberOf("number", 2.718281828459045),
    "pi": NumberOf("number", 3.141592653589793),
    "I": NumberOf("identity"),
    "infty": NumberOf("number", float("inf")),
}


class Dictionary:
    """What the symbols of a text mean.

    Entries that come earlier are more plausible; patterns that are more specific (more scripts) win over others of the same
    rank.  ``understood`` says in words how symbols were read.
    """

    def __init__(self, world: World, entries: Iterable[Entry], understood: Iterable[str] = ()) -> None:
        self.world = world
        self.understood: tuple[str, ...] = tuple(understood)
        self.definitions: Mapping[int, str] = {}
        self._by_head: dict[Head, list[Entry]] = {}
        for entry in entries:
            self._by_head.setdefault(entry.pattern.head, []).append(entry)
        self._known: dict[Name, tuple[Reading, ...]] = {}

    def lookup(self, name: Name) -> tuple[Reading, ...]:
        """All readings of a symbol, most plausible first; empty if it is unknown."""
        if name not in self._known:
            self._known[name] = tuple(dict.fromkeys(self._readings(name)))
        return self._known[name]

    def _readings(self, name: Name) -> Iterator[Reading]:
        if name.style == MODEL:
            yield from self._of_model(name)
            return
        entries = self._by_head.get(head(name), [])
        if not entries and head(name)[2]:  # a calligraphic letter is the plain one, where that alone is known
            bare = Name(name.base, name.accents, "", name.primes, name.sub, name.sup)
            entries, name = self._by_head.get(head(bare), []), bare
        found = [reading for entry in entries for reading in entry.readings(name)]
        yield from found
        if not found or not _is_certain(found[0]):
            constant = _NUMBERS.get(name.base)
            if constant is not None and not name.accents and not name.sub and not name.primes:
                yield Reading(constant, tuple(node for script in name.sup for node in script.items))
            if (letter := index_letter(name)) is not None:
                yield Reading(letter)

    def _of_model(self, name: Name) -> Iterator[Reading]:
        quantity = self.world.quantities.get(name.base)
        if quantity is not None:
            indices = tuple(node for script in name.sub for node in script.items) or (None,) * len(quantity.axes)
            yield Reading(Part(quantity.name, indices), tuple(node for script in name.sup for node in script.items))


def _is_certain(reading: Reading) -> bool:
    """Whether a first reading leaves no room for an index letter or a number of the same name."""
    return isinstance(reading.meaning, (Kronecker,))


def pattern(base: str, *accents: str) -> Pattern:
    """The pattern of a bare symbol."""
    return Pattern(head(Name(base, accents)))
