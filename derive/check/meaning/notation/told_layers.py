r"""Layers by a letter that declarations tell: ``"w_L" = "w3"`` beside ``"a_{L-1}" = "a2"`` says that L is 3, and ``z_L`` is z3.

Input: the entries of a ``[notation]`` table and a model whose names have numbers.  Output: the same with entries for the
quantities that the table leaves out.  Two symbols that agree tell a letter, one of them some layers further than the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.forms import shifted
from derive.check.meaning.notation.patterns import Item, Pattern
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name, Node, Number, Sum

_NUMBERED = re.compile(r"([A-Za-z]+)(\d+)")

_WIDTHS = ("n", "s", "d", "m")
"""Usual letters of numbers of units."""


@dataclass(frozen=True)
class _Told:
    """A declared symbol with the letter of a layer above or below: how far it is from that layer, and the number it has."""

    entry: QuantityEntry
    above: bool
    at: int
    letter: str
    ahead: int
    family: str
    number: int

    def moved(self, ahead: int) -> Pattern:
        """The symbol's pattern for another layer."""
        written = self.entry.pattern
        scripts = list(written.above if self.above else written.below)
        scripts[self.at] = (shifted(Name(self.letter), ahead), scripts[self.at][1])
        return replace(written, above=tuple(scripts)) if self.above else replace(written, below=tuple(scripts))

    def alone(self, ahead: int) -> Pattern:
        """The pattern of a quantity with another letter, and no other script."""
        letter = (self.family, (), "")
        item: Item = (shifted(Name(self.letter), ahead), self._bracket())
        return Pattern(letter, above=(item,)) if self.above else Pattern(letter, below=(item,))

    def _bracket(self) -> str:
        return (self.entry.pattern.above if self.above else self.entry.pattern.below)[self.at][1]


def with_told_layers(entries: Sequence[Entry], world: SpecWorld) -> list[Entry]:
    """The entries, and those of further quantities at the same layers."""
    by_letter: dict[str, list[_Told]] = defaultdict(list)
    for entry in entries:
        for one in _told(entry):
            by_letter[one.letter].append(one)
    found = list(entries)
    for told in by_letter.values():
        layers = {one.number - one.ahead for one in told}
        if len(layers) == 1 and len({one.ahead for one in told}) > 1:
            found += _others(told, layers.pop(), world, {e.quantity.name for e in entries if isinstance(e, QuantityEntry)})
        values = [one for one in told if one.entry.quantity.role != "parameter"]  # W^{(l)} may be that of layer l + 1
        layers = {one.number - one.ahead for one in values}
        if len(layers) == 1 and len({one.ahead for one in values}) > 1:
            found += _widths(values[0], layers.pop(), world)
    return found


def _widths(told: _Told, layer: int, world: SpecWorld) -> Iterator[Entry]:
    """The number of units of each layer: ``s_{l+1}``, ``n^{(l)}``."""
    widths, stack = world.quantities.get("n@"), world.stacks.get("z@")
    if widths is None or stack is None:
        return
    for number in range(len(stack.members) + 1):
        for letter in _WIDTHS:
            pattern = replace(told, family=letter).alone(number - layer)
            below = replace(pattern, below=tuple((item, "") for item, _ in pattern.above) or pattern.below, above=())
            for one in dict.fromkeys((below, pattern)):
                yield QuantityEntry(one, widths, (Number(str(number)),))


def _told(entry: Entry) -> Iterator[_Told]:
    """What a symbol says of the letters in its scripts that are no index of it."""
    name = _NUMBERED.fullmatch(entry.quantity.name) if isinstance(entry, QuantityEntry) and not entry.gradient else None
    if name is None or not isinstance(entry, QuantityEntry):
        return
    for above, scripts in ((False, entry.pattern.below), (True, entry.pattern.above)):
        for at, (item, _) in enumerate(scripts):
            letter, ahead = _layer(item)
            if letter and letter not in entry.pattern.letters:
                yield _Told(entry, above, at, letter, ahead, name[1], int(name[2]))


def _layer(item: Node) -> tuple[str, int]:
    """A letter, and how far ahead of it a layer is: ``L-1`` is (L, -1); no letter for anything else."""
    if (letter := letter_of(item)) is not None:
        return letter, 0
    if isinstance(item, Sum) and len(item.terms) == 2:
        (first, name), (sign, by) = item.terms
        if first == 1 and isinstance(name, Name) and isinstance(by, Number) and by.text.isdigit():
            return letter_of(name) or "", sign * int(by.text)
    return "", 0


def _others(told: Sequence[_Told], layer: int, world: SpecWorld, declared: set[str]) -> Iterator[Entry]:
    """Entries for the quantities with numbers that are not declared: like a declared one of their family, or bare."""
    families: Mapping[str, _Told] = {one.family: one for one in reversed(told)}
    for quantity in world.quantities.values():
        name = _NUMBERED.fullmatch(quantity.name)
        if name is None or quantity.name in declared:
            continue
        ahead = int(name[2]) - layer
        if (one := families.get(name[1])) is not None:
            yield replace(one.entry, pattern=one.moved(ahead), quantity=quantity)
        else:
            pattern = replace(told[0], family=name[1]).alone(ahead)
            yield QuantityEntry(pattern, quantity, (None,) * len(quantity.axes))
