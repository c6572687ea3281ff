"""The cost of one training pattern, ``E_n`` or ``C_x``, in a text about a network for one example: it is the cost.

Only where the letter never stands alone: ``E = \\sum_n E_n`` speaks of all examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.forms import BRACKETS, pattern
from derive.check.meaning.notation.letters import Family
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.trees import letter_of
from derive.check.reading.syntax import Name


def entries(world: SpecWorld, family: Family, names: Iterable[Name]) -> Iterator[QuantityEntry]:
    """The entries for the letters that a text writes with one index always, the same one."""
    cost = world.quantities.get(world.cost or "")
    if cost is None or cost.axes or not world.is_network or world.model.example_size is not None:
        return
    found: dict[Head, set[str | None]] = {}
    for name in names:
        found.setdefault(head(name), set()).add(_index(name))
    for letter in family.of("C"):
        if len(found.get(letter, ())) == 1 and (index := next(iter(found[letter]))):
            yield QuantityEntry(pattern(letter, ((Name(index), ""),), ()), cost, guess=True)
            for bracket in BRACKETS[1:]:
                yield QuantityEntry(pattern(letter, (), ((Name(index), bracket),)), cost, guess=True)


def _index(name: Name) -> str | None:
    """The only letter below a symbol, or above it in brackets."""
    scripts = (*items(name.sub), *items(name.sup))
    if len(scripts) != 1 or (name.sup and not scripts[0][1]):
        return None
    return letter_of(scripts[0][0])
