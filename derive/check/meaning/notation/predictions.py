"""``\\hat y`` for what a specification names ``yh``, ``yp`` or ``ypred`` beside its ``y``: predictions and reconstructions;
``\\hat A`` for its ``A``, where a text writes no other.

Input: the world of a specification by formulas, and the symbols of a text.  Output: entries for letters with a hat that no
quantity has as its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.forms import TIME, opened, pattern
from derive.check.meaning.notation.formula_names import examples, ways
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.one_example import of_any
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name
from derive.render.glyphs import glyph

_PREDICTED = re.compile(r"([A-Za-z]{1,2}?)_?(?:h|p|pr|prd|pred|predicted|rec|recon|est)")


def predictions(world: SpecWorld, names: Iterable[Name], *, one: bool = False) -> Iterator[Entry]:
    """The entries for letters with a hat that a text writes, and that nothing in the specification is printed as; ``one``: for
    any one example of a batch."""
    written, batch = {head(name) for name in names}, examples(world)
    own = {spelled(glyph(name).latex) for name in world.model.tensors}
    for name, quantity in world.quantities.items():
        if quantity.role in ("input", "parameter"):
            yield from _adorned(quantity, written, own)
        found = _PREDICTED.fullmatch(name)
        if found is None or quantity.role != "intermediate" or found[1] not in world.quantities:
            continue
        letter, _, style = spelled(glyph(found[1]).latex)
        hatted: Head = (letter, ("hat",), style)
        if hatted in written - own:
            whole = QuantityEntry(Pattern(hatted), quantity, guess=True)
            yield of_any(whole, batch) if one else whole
            yield from ways(whole, batch, ())
            if quantity.axes and quantity.axes[0].kind == "time":
                yield QuantityEntry(pattern(hatted, (), ((TIME, ""),), "t"), quantity, opened(quantity, TIME), guess=True)


def _adorned(quantity: Quantity, written: set[Head], own: set[Head]) -> Iterator[Entry]:
    """The entry for the letter of a quantity with a hat or a tilde, where it never stands without."""
    letter, accents, style = spelled(glyph(quantity.name).latex)
    for accent in ("hat", "tilde"):
        other: Head = (letter, (accent,), style)
        if not accents and len(letter) == 1 and other in written - own and (letter, (), style) not in written:
            yield QuantityEntry(Pattern(other), quantity, guess=True)
