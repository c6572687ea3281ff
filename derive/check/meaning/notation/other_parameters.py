"""Another letter for a parameter of a specification: ``\\theta`` in a text, ``w`` in the model.

Input: a model by formulas, the rows of a text, and what is declared.  Output: a declaration, if the text never writes the
letter of one parameter alone, and differentiates by one letter alone that is usual for parameters and that nothing explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.algebra import Tensor
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.letters import glyph_head
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name
from derive.check.reading.vocabulary import word_set
from derive.model import Model
from derive.render.glyphs import glyph

_USUAL = word_set("theta beta w W omega phi Theta sigma mu lambda gamma alpha a b c u v k m s")


def renamed(model: Model, rows: Iterable[Row], declared: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """The declaration of the text's letter; none for networks, or if the text may mean something else."""
    rows = list(rows)
    own = {glyph_head(glyph(name)) for name in (*(tensor.base for tensor in model.tensors.values()), *map(str, model.sizes))}
    if any(tensor.tag or tensor.layered for tensor in model.tensors.values()):
        return ()
    declared = list(declared)
    written = {head(node) for node in nodes(rows) if isinstance(node, Name)}
    meant = {one.text.split("[")[0] for one in declared}
    lost = [tensor for tensor in model.parameters if tensor.name not in meant and not _letters(tensor) & written]
    if len(lost) != 1:
        return ()
    known = own | {head(one.name) for one in declared} | {head(name) for name in _defined(rows)}
    found = {by for by in _variables(rows) if by[0] in _USUAL and not by[1]} - known
    return tuple(Declaration(Name(*by), "value", lost[0].name) for by in found) if len(found) == 1 else ()


def _letters(tensor: Tensor) -> set[Head]:
    """The letter of a parameter, and that for its entries or its rows."""
    letter = glyph_head(glyph(tensor.base))
    return {letter, (letter[0].swapcase(), *letter[1:])} if tensor.rank else {letter}


def _variables(rows: Iterable[Row]) -> Iterator[Head]:
    """The letters by which a text differentiates."""
    for node in nodes(rows):
        if isinstance(node, Derivative):
            yield from (head(by) for by in node.by if isinstance(by, Name))


def _defined(rows: Iterable[Row]) -> Iterator[Name]:
    """The symbols to which a text gives a value."""
    lefts = (claim.left for row in rows for claim in row.claims if not claim.inherited and claim.relation in ("=", ":="))
    yield from (left for left in lefts if isinstance(left, Name))
