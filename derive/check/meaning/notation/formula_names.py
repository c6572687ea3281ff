"""The ways to write what a specification by formulas calls ``W1``, ``z2`` or ``X``: its number as that of a layer,
``W^{[1]}``, and an example's row of a table, ``x^{(i)}``.

Input: an entry for the whole quantity.  Output: further entries.  A batch is the first axis of several inputs, or of one with
a capital letter, that no parameter has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from derive.check.meaning.notation.entries import is_mark_above
from derive.check.meaning.notation.forms import BRACKETS, EXAMPLE, opened, pattern
from derive.check.meaning.notation.patterns import Head, Item, Match, Pattern
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import Reading
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Number


def examples(world: SpecWorld) -> str | None:
    """The size of the batch, if a model by formulas has one."""
    quantities = world.quantities.values()
    inputs = [q for q in quantities if q.role == "input" and q.axes]
    others = {axis.size for q in quantities if q.role in ("parameter", "constant") for axis in q.axes}
    others |= {axis.size for q in inputs for axis in q.axes[1:]}
    first = Counter(q.axes[0].size for q in inputs if q.axes[0].kind != "time")
    tables = {q.axes[0].size for q in inputs if len(q.axes) == 2 and q.name[0].isupper()}
    found = [size for size, times in first.items() if size not in others and (times > 1 or size in tables)]
    return found[0] if len(found) == 1 else None


def numbered(entry: QuantityEntry, letters: Collection[Head]) -> Iterator[QuantityEntry]:
    """With its number above: ``W^{[1]}``, ``a^{(2)}``, and ``z^1`` where the bare letter is nothing that takes an exponent."""
    written = entry.pattern
    if len(written.below) != 1 or not isinstance(written.below[0][0], Number):
        return
    for bracket in BRACKETS if written.head not in letters else BRACKETS[1:]:
        yield replace(
            entry, pattern=pattern(written.head, (), ((written.below[0][0], bracket),)), guess=entry.guess or not bracket
        )


@dataclass(frozen=True)
class ExampleEntry(QuantityEntry):
    """A quantity of one example, whose number stands above: a mark of transposition is none, nor a bare number, an exponent."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        number = match.letters.get(letter_of(EXAMPLE) or "")
        bare = not any(bracket for _, bracket in self.pattern.above)
        if not is_mark_above(number) and not (bare and isinstance(number, Number)):
            yield from super()._meanings(name, match)


def rows(entry: QuantityEntry, batch: str | None) -> Iterator[QuantityEntry]:
    """With the number of the example above: ``h^{(i)}``, ``z_1^{(i)}``, ``a^{[1](i)}``."""
    if not has_rows(entry.quantity, batch):
        return
    for bracket in ("()", ""):
        mark: tuple[Item, ...] = ((EXAMPLE, bracket),)
        for above in dict.fromkeys(((*entry.pattern.above, *mark), (*mark, *entry.pattern.above))):
            form = Pattern(entry.pattern.head, entry.pattern.below, above, frozenset("n"))
            slots, guess = opened(entry.quantity, EXAMPLE), entry.guess or not bracket
            yield ExampleEntry(form, entry.quantity, slots, entry.gradient, entry.of, guess=guess)


def ways(entry: QuantityEntry, batch: str | None, letters: Collection[Head]) -> Iterator[QuantityEntry]:
    """All further ways to write a quantity; ``letters`` are the heads of symbols that have no number in the specification."""
    found = tuple(numbered(entry, letters))
    for one in (entry, *found):
        yield from rows(one, batch)
    yield from found


def has_rows(quantity: Quantity, batch: str | None) -> bool:
    """Whether a quantity has a row for each example."""
    return bool(quantity.axes) and quantity.axes[0].size == batch and quantity.axes[0].kind != "time"
