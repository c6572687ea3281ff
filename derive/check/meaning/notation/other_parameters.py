"""Another letter for a parameter of a specification: ``\\theta`` in a text, ``w`` in the model.

Input: the world of a specification by formulas, the rows of a text, and what is declared.  Output: an entry, as a guess, if
the text never writes the letter of one parameter alone, and differentiates by one letter alone that is usual for parameters
and that nothing explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.algebra import Tensor
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.letters import glyph_head
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name
from derive.check.reading.vocabulary import word_set
from derive.render.glyphs import glyph

_USUAL = word_set("theta beta w W omega phi Theta sigma mu lambda gamma alpha b")
"""Others are as often those of intermediate values."""


def other_parameters(world: SpecWorld, rows: Iterable[Row], declared: Iterable[Entry]) -> Iterator[Entry]:
    """The entry for the text's letter; none if the text may mean something else."""
    model, rows, declared = world.model, list(rows), list(declared)
    own = {glyph_head(glyph(name)) for name in (*(tensor.base for tensor in model.tensors.values()), *map(str, model.sizes))}
    written = {head(node) for node in nodes(rows) if isinstance(node, Name)}
    meant = {one.quantity.name for one in declared if isinstance(one, QuantityEntry)}
    lost = [tensor for tensor in model.parameters if tensor.name not in meant and not _letters(tensor) & written]
    known = own | {one.pattern.head for one in declared} | {head(name) for name in (*_defined(rows), *_differentiated(rows))}
    found = {by for by in _variables(rows) if by[0] in _USUAL and not by[1]} - known
    if len(lost) == len(found) == 1:
        yield QuantityEntry(Pattern(found.pop()), world.quantities[lost[0].name], guess=True)


def _letters(tensor: Tensor) -> set[Head]:
    """The letter of a parameter, and that for its entries or its rows."""
    letter = glyph_head(glyph(tensor.base))
    return {letter, (letter[0].swapcase(), *letter[1:])} if tensor.rank else {letter}


def _variables(rows: Iterable[Row]) -> Iterator[Head]:
    """The letters by which a text differentiates."""
    for node in nodes(rows):
        if isinstance(node, Derivative):
            yield from (head(by) for by in node.by if isinstance(by, Name))


def _differentiated(rows: Iterable[Row]) -> Iterator[Name]:
    """The symbols of which a text takes derivatives: parameters have none."""
    found = (node.of for node in nodes(rows) if isinstance(node, Derivative))
    yield from (of for of in found if isinstance(of, Name))


def _defined(rows: Iterable[Row]) -> Iterator[Name]:
    """The symbols to which a text gives a value."""
    lefts = (claim.left for row in rows for claim in row.claims if not claim.inherited and claim.relation in ("=", ":="))
    yield from (left for left in lefts if isinstance(left, Name))
