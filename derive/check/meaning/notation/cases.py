"""Small letters for the entries of what a specification names by a capital, and capitals for its matrices.

``X`` is the vector whose entries are ``x_i``; ``x`` with a row for each example is the matrix ``X``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.algebra import Tensor
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Head, Match, Pattern, head
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import Reading
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Group, Matrix, Name, Scripted, Transposed
from derive.check.reading.tree import walk
from derive.render.glyphs import glyph


@dataclass(frozen=True)
class SmallEntry(QuantityEntry):
    """The entries and rows of a quantity with a capital name: a small letter with an index."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if match.below:
            yield from super()._meanings(name, match)


def other_cases(world: SpecWorld, rows: Iterable[Row]) -> Iterator[Entry]:
    """The entries for letters that no quantity of the specification has as its own, and that the text does not define."""
    found = defined(rows)
    tensors = list(world.model.tensors.values())
    taken = {_letter(tensor) for tensor in tensors}
    for tensor in tensors:
        letter, quantity = _letter(tensor), world.quantities[tensor.name]
        if len(letter) != 1 or letter.swapcase() in taken or quantity.role == "cost" or glyph(tensor.name).sub_latex:
            continue
        pattern = Pattern((letter.swapcase(), *spelled(glyph(tensor.base).latex)[1:]))
        if pattern.head in found:
            continue
        if letter.isupper() and quantity.axes:
            yield SmallEntry(pattern, quantity, guess=True)
        elif len(quantity.axes) > 1 and quantity.role in ("input", "parameter"):
            yield QuantityEntry(pattern, quantity, guess=True)


def defined(rows: Iterable[Row]) -> set[Head]:
    """The letters that a text defines before it differentiates by them: what comes later is a solution."""
    found: set[Head] = set()
    variables: set[Head] = set()
    for row in rows:
        for claim in row.claims:
            inner = [node for side in claim.sides for node in walk(side) if isinstance(node, Derivative)]
            if isinstance(claim.left, Name) and _defines(claim):
                found |= {head(claim.left)} - variables
            variables |= {head(by) for node in inner for by in node.by if isinstance(by, Name)}
    return found


def _defines(claim: Claim) -> bool:
    """Whether a claim says what its left side is: ``x_i \\in R^d`` says how long it is, ``x_i = (1, x_{i1}, ..., x_{id})`` how
    its entries are written."""
    right = claim.right.body if isinstance(claim.right, Transposed | Scripted) else claim.right
    listed = isinstance(right, Matrix) or (isinstance(right, Group) and len(right.items) > 1)
    own = {head(node) for node in walk(right) if isinstance(node, Name)} if listed else set()
    return not claim.inherited and claim.relation != "in" and isinstance(claim.left, Name) and head(claim.left) not in own


def _letter(tensor: Tensor) -> str:
    """The letter of a quantity, without accents and what stands below it."""
    return spelled(glyph(tensor.base).latex)[0]
