"""The bias by the letter of the weights: ``s = w_0 + w_1 x_1 + ...`` in a text, ``s = X @ w + b`` in the model.

Input: the world of a specification by formulas and the symbols of a text.  Output: an entry, as a guess, if the model has one
vector and one number as its parameters, and the text has an entry zero of the vector's letter, but none of the inputs'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.letters import glyph_head
from derive.check.meaning.notation.patterns import Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.syntax import Name, Number
from derive.render.glyphs import glyph

_ZERO = Number("0")


def entries(world: SpecWorld, names: Iterable[Name]) -> Iterator[Entry]:
    """The entry for the bias; none if the text may mean something else."""
    vectors = [tensor for tensor in world.model.parameters if tensor.rank == 1]
    numbers = [tensor for tensor in world.model.parameters if not tensor.rank]
    zeros = {head(name) for name in names if [item for item, _ in items(name.sub)] == [_ZERO]}
    if len(vectors) != 1 or len(numbers) != 1 or glyph_head(glyph(numbers[0].base)) in zeros:
        return
    letter = glyph_head(glyph(vectors[0].base))
    if letter in zeros and not any(base in ("x", "X") for base, *_ in zeros):
        yield QuantityEntry(Pattern(letter, ((_ZERO, ""),)), world.quantities[numbers[0].name], guess=True)
