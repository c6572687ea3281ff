"""``W_Q`` or ``W^Q`` for what a specification names ``Wq``, and ``d_k`` for a size that it names ``k`` or ``dk``.

Input: the world of a specification by formulas, and the symbols of a text.  Output: entries for symbols that are nothing
else, as guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.entries import Entry, PlainEntry
from derive.check.meaning.notation.patterns import Item, Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import SizeOf
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name

_WIDTHS = "dnDN"
"""Letters of a number of entries, with what is counted below them."""


def other_scripts(world: SpecWorld, names: Iterable[Name]) -> Iterator[Entry]:
    """The entries for the symbols that a text writes, of quantities and of sizes."""
    sizes = {str(size) for size in world.model.sizes}
    for name in dict.fromkeys(Name(name.base, name.accents, name.style, 0, name.sub, name.sup) for name in names):
        below, above = items(name.sub), tuple(item for item in items(name.sup) if _label((item,)) != "T")
        label = _label(below or above)
        if not label or (below and any(_known(world, name.base, label))):
            continue
        swapped = () if below else (label,)
        for quantity in (found for one in (*swapped, label.swapcase()) for found in _known(world, name.base, one)):
            yield QuantityEntry(Pattern(head(name), below, () if below else above[:1]), quantity, guess=True)
            break
        named = (f"{name.base}{label}", f"{name.base}_{label}", *((label,) if name.base in _WIDTHS else ()))
        size = next((one for one in named if one in sizes), None) if below else None
        if size is not None:
            yield PlainEntry(Pattern(head(name), below), SizeOf(size), guess=True)


def _label(scripts: tuple[Item, ...]) -> str:
    """The only letter that stands there, without brackets."""
    item = scripts[0][0] if len(scripts) == 1 and not scripts[0][1] else None
    plain = isinstance(item, Name) and not (item.sub or item.sup or item.accents)
    return item.base if plain and isinstance(item, Name) and len(item.base) == 1 and item.base.isalpha() else ""


def _known(world: SpecWorld, letter: str, label: str) -> Iterator[Quantity]:
    """The quantity of the model with such a name."""
    for name in (f"{letter}{label}", f"{letter}_{label}"):
        if name in world.quantities:
            yield world.quantities[name]
