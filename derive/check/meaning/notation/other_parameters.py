"""Another letter for the only parameter of a specification: ``\\theta`` in a text, ``w`` in the model.

Input: a model by formulas, the rows of a text, and what is declared.  Output: a declaration, if the text differentiates by one
letter alone that is usual for parameters and that nothing explains, and never writes the model's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.letters import glyph_head
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name
from derive.model import Model
from derive.render.glyphs import glyph

_USUAL = ("theta", "beta", "w", "W", "omega", "phi", "Theta")


def renamed(model: Model, rows: Iterable[Row], declared: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """The declaration of the text's letter; none for networks, or if the text may mean something else."""
    rows = list(rows)
    arrays = [tensor for tensor in model.parameters if tensor.rank]
    own = {glyph_head(glyph(tensor.base)) for tensor in model.tensors.values()} | {
        glyph_head(glyph(str(s))) for s in model.sizes
    }
    if len(arrays) != 1 or any(tensor.tag or tensor.layered for tensor in model.tensors.values()):
        return ()
    letter = glyph_head(glyph(arrays[0].base))
    written = {head(node) for node in nodes(rows) if isinstance(node, Name)}
    if {letter, (letter[0].swapcase(), *letter[1:])} & written:
        return ()
    known = own | {head(one.name) for one in declared} | {head(name) for name in _defined(rows)}
    found = {by for by in _variables(rows) if by[0] in _USUAL and not by[1]} - known
    return tuple(Declaration(Name(*by), "value", arrays[0].name) for by in found) if len(found) == 1 else ()


def _variables(rows: Iterable[Row]) -> Iterator[Head]:
    """The letters by which a text differentiates."""
    for node in nodes(rows):
        if isinstance(node, Derivative):
            yield from (head(by) for by in node.by if isinstance(by, Name))


def _defined(rows: Iterable[Row]) -> Iterator[Name]:
    """The symbols to which a text gives a value."""
    lefts = (claim.left for row in rows for claim in row.claims if not claim.inherited and claim.relation in ("=", ":="))
    yield from (left for left in lefts if isinstance(left, Name))
