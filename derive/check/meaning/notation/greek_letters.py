"""``\\gamma`` and ``\\beta`` for what a specification by formulas names ``g`` and ``b``, where the text writes no such letters.

Input: the world of a specification, and the rows and symbols of a text.  Output: entries for the Greek letters, as guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.cases import defined
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Name
from derive.render.glyphs import glyph

_GREEK = {"a": "alpha", "b": "beta", "g": "gamma", "t": "theta", "l": "lambda", "m": "mu", "r": "rho", "w": "omega"}
"""Letters of parameters; d and s would be those of errors and of the sigmoid."""


def greek(world: SpecWorld, rows: Iterable[Row], names: Iterable[Name]) -> Iterator[Entry]:
    """The entries for Greek letters that a text writes, and neither defines nor writes in Latin."""
    written, own = {head(name) for name in names}, {spelled(glyph(name).latex) for name in world.model.tensors}
    taken = own | defined(rows)
    for name, quantity in world.quantities.items():
        letter: Head = (_GREEK.get(name, ""), (), "")
        latin = {one for one in written if one[0] == name}
        if quantity.role == "parameter" and letter in written - taken and not latin:
            yield QuantityEntry(Pattern(letter), quantity, guess=True)
