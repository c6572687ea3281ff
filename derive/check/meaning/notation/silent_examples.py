"""Texts that leave out the letter of the example: ``L_i = -\\log p_{y_i}``, where p has a row for each example.

Input: a dictionary of a model with a batch, and the symbols of a text.  Output: entries for the quantities that the text
always writes with one index, and never with the letter that counts examples (the i of ``L_i``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.check.meaning.notation.forms import opened
from derive.check.meaning.notation.patterns import Head, Match, Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.symbols import Part, Reading
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Number

if TYPE_CHECKING:
    from derive.check.meaning.notation.dictionary import Dictionary


@dataclass(frozen=True)
class SilentEntry(QuantityEntry):
    """A quantity with one index, that of the example being left out."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if len(match.below) == 1 and not match.above and not isinstance(match.below[0][0], Number):
            yield from super()._meanings(name, match)

    def doubt(self, name: Name, reading: Reading) -> int:
        """Nothing else can be meant where the text never writes the letter."""
        return -1


def silent(symbols: Dictionary, names: Iterable[Name]) -> Iterator[SilentEntry]:
    """The entries for a text with these symbols."""
    found: dict[Head, list[Name]] = {}
    meant: dict[Head, Quantity] = {}
    letters: Counter[str] = Counter()
    for name in names:
        quantity = _quantity(symbols, name)
        if quantity is None or not quantity.axes or quantity.axes[0].kind != "example":
            continue
        found.setdefault(head(name), []).append(name)
        meant[head(name)] = quantity
        if len(quantity.axes) == 1:
            letters.update(filter(None, (letter_of(item) for item, _ in items(name.sub))))
    for letter, _ in letters.most_common(1):
        for top, written in found.items():
            if len(meant[top].axes) == 2 and all(_has_another(name, letter) for name in written):
                yield SilentEntry(Pattern(top), meant[top], opened(meant[top], Name(letter)), guess=True)


def _quantity(symbols: Dictionary, name: Name) -> Quantity | None:
    readings = symbols.lookup(name)
    part = readings[0].meaning if readings else None
    return symbols.world.quantities.get(part.quantity) if isinstance(part, Part) and not part.transposed else None


def _has_another(name: Name, letter: str) -> bool:
    """Whether a symbol has one index, and not the letter that counts examples."""
    below = items(name.sub)
    return len(below) == 1 and not name.sup and letter_of(below[0][0]) != letter
