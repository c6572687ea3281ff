"""Labels that a letter always has: ``\\mu_B`` and ``\\sigma_{\\mathcal B}`` for what a specification by formulas names ``mu``.

Input: the world of a specification, and the symbols of a text.  Output: entries for letters that the text writes with one and
the same capital below, and never without it, as guesses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Head, Item, Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.syntax import Name
from derive.render.glyphs import glyph


def labelled(world: SpecWorld, names: Iterable[Name]) -> Iterator[Entry]:
    """The entries for letters that the text writes with a label only."""
    below: defaultdict[Head, set[tuple[Item, ...]]] = defaultdict(set)
    for symbol in names:
        below[head(symbol)].add(items(symbol.sub))
    sizes = {str(size) for size in world.model.sizes}
    for name, quantity in world.quantities.items():
        letter = spelled(glyph(name).latex) if name in world.model.tensors and not glyph(name).sub_latex else None
        scripts = below[letter] if letter is not None else set()
        if letter is not None and len(scripts) == 1 and _is_label(label := next(iter(scripts)), sizes):
            yield QuantityEntry(Pattern(letter, label), quantity, guess=True)


def _is_label(below: tuple[Item, ...], sizes: set[str]) -> bool:
    """Whether what stands below is one capital that counts nothing."""
    item = below[0][0] if len(below) == 1 else None
    return isinstance(item, Name) and len(item.base) == 1 and item.base.isupper() and item.base not in sizes
