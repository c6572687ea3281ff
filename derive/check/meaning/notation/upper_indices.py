"""Entries with their indices above, ``A^{ij}``, in texts that write none below.

Input: the world of a specification by formulas, and the symbols of a text.  Output: entries for the matrices that stand so
wherever they have scripts at all, as guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.entries import Entry, is_mark_above
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.syntax import Name, Words
from derive.render.glyphs import glyph

_LETTER = re.compile("[a-z]'*")
_LETTERS = tuple(map(Name, ("r", "c", "u", "v")))
"""They stand for any index."""


def upper_indices(world: SpecWorld, names: Iterable[Name]) -> Iterator[Entry]:
    """The entries for the quantities that a text writes so."""
    names = [name for name in names if name.sub or not all(is_mark_above(item) for item, _ in items(name.sup))]
    for tensor, quantity in world.quantities.items():
        rank, letter = len(quantity.axes), spelled(glyph(tensor).latex)
        written = [name for name in names if head(name) == letter]
        if not 1 < rank <= len(_LETTERS) or not written or not all(len(_above(name)) == rank for name in written):
            continue
        indices = _LETTERS[:rank]
        letters = frozenset(index.base for index in indices)
        yield QuantityEntry(Pattern(letter, (), tuple((one, "") for one in indices), letters), quantity, indices, guess=True)
        for name in written:
            if isinstance(items(name.sup)[0][0], Words):
                yield QuantityEntry(Pattern(letter, (), items(name.sup)), quantity, _above(name), guess=True)


def _above(name: Name) -> tuple[Name, ...]:
    """The letters above a symbol, if nothing else stands there, nor anything below; two that spell a word, ``A^{in}``, too."""
    above = [item for item, bracket in items(name.sup) if not bracket]
    if len(above) == 1 and isinstance(above[0], Words):
        above = list(map(Name, above[0].text))
    letters = tuple(item for item in above if isinstance(item, Name) and _LETTER.fullmatch(item.base) and not item.sub)
    return () if name.sub or len(letters) < len(items(name.sup)) else letters
