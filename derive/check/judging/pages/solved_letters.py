"""Letters that only the text's own definitions explain: of ``p_k = e^{o_k} / \\sum_j e^{o_j}``, where p is the output, o is
what the softmax of the model is taken of.

Input: a reading of a text with a specification.  Output: a declaration for each letter that is unknown, or that is the text's
own, if one assignment of quantities of the model to the letters of a definition, and no other, makes that hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from derive.check.judging.pages.tried import is_plain
from derive.check.judging.rows.judge import Judge
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.notation.resolve import entries
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity, World
from derive.check.reading.rows import Claim, Document, Row, nodes
from derive.check.reading.syntax import Derivative, Name, Node
from derive.check.reading.tree import walk
from derive.errors import SpecError

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate

_TOGETHER = 4
"""So many unknown letters are looked for in one definition."""
_TRIALS = 400
"""So many assignments are tried in all."""
_AT_ONCE = 200
"""So many for one definition."""
_LIMIT = 6
"""So many readings of a definition are tried."""


def solved(chosen: Candidate, document: Document) -> tuple[Declaration, ...]:
    """The declarations of such letters, in the order in which they are found."""
    base = chosen.world.specification
    if not isinstance(base, SpecWorld) or len(chosen.parts) > 1 or not _strange(chosen, document.rows):
        return ()
    search = _Search(chosen, base, _meant(chosen, document.rows))
    claims = sorted(_definitions(chosen, document), key=search.open_letters)
    while search.left > 0 and any(search.takes(row, claim) for row, claim in claims):
        continue
    return tuple(search.found)


def _definitions(chosen: Candidate, document: Document) -> Iterator[tuple[Row, Claim]]:
    """The claims that say what a symbol is; a gradient may be claimed wrongly, and says nothing of letters."""
    for row in document.rows:
        for claim in row.claims:
            if is_plain(claim) and not any(_is_slope(chosen, node) for side in claim.sides for node in walk(side)):
                yield row, claim


def _is_slope(chosen: Candidate, node: Node) -> bool:
    if not isinstance(node, Name):
        return isinstance(node, Derivative)
    readings = chosen.symbols.lookup(node)[:1]
    return node.base in ("delta", "nabla") or any(isinstance(reading.meaning, GradientOf) for reading in readings)


def _strange(chosen: Candidate, rows: Sequence[Row]) -> list[Name]:
    """The unknown letters of some rows, each in its plainest form: ``s_t`` beside ``s_{t-1}``; none that is written with more
    indices in one place than in another."""
    found: dict[Head, Name] = {}
    several: set[Head] = set()
    sides = (side for row in rows for claim in row.claims for side in claim.sides)
    for name in (node for side in sides for node in symbols_in(side) if isinstance(node, Name)):
        if not _is_strange(chosen, name):
            continue
        first = found.setdefault(head(name), name)
        if len(items(first.sub)) != len(items(name.sub)):
            several.add(head(name))
        elif any(letter_of(item) is None for item, _ in items(first.sub)):
            found[head(name)] = name
    return [name for key, name in found.items() if key not in several]


def _is_strange(chosen: Candidate, name: Name) -> bool:
    """Whether nothing is known of a symbol, or what the text says of it alone."""
    if name.sup or name.primes or name.style == "text" or chosen.symbols.declares(name):
        return False
    base = chosen.world.specification
    meanings = [reading.meaning for reading in chosen.symbols.lookup(name)[:1]]
    if not meanings:
        return letter_of(name) not in (chosen.symbols.sure_letters or ())
    part = meanings[0]
    if not isinstance(part, Part) or base is None:
        return False
    return part.quantity not in base.quantities and not _is_computed(chosen.world, base, part.quantity)


def _meant(chosen: Candidate, rows: Sequence[Row]) -> frozenset[str]:
    """The quantities that the symbols of a text mean."""
    names = (node for node in nodes(rows) if isinstance(node, Name))
    meanings = (reading.meaning for name in names for reading in chosen.symbols.lookup(name)[:1])
    return frozenset(meaning.quantity for meaning in meanings if isinstance(meaning, Part))


def _is_computed(world: World, base: World, name: str) -> bool:
    """Whether a quantity of the text is computed from the model's alone: then its definition says what it is."""
    free = [one.name for one in world.quantities.values() if one.role == "free" and one.name not in base.quantities]
    return world.quantities[name].role != "free" and not any(world.depends(name, other) for other in free)


class _Search:
    """Tries assignments; ``found`` are those that were made, ``left`` says how many more may be tried."""

    def __init__(self, chosen: Candidate, base: SpecWorld, meant: frozenset[str]) -> None:
        """``meant`` are the quantities that have a symbol already."""
        self.chosen, self.base, self._meant = chosen, base, meant
        self.found: list[Declaration] = []
        self.left = _TRIALS

    def _letters(self, row: Row, claim: Claim) -> list[Name]:
        known = {head(one.name) for one in self.found}
        return [name for name in _strange(self.chosen, [replace(row, claims=(claim,))]) if head(name) not in known]

    def open_letters(self, one: tuple[Row, Claim]) -> int:
        """How many letters of a definition are unknown."""
        return len(self._letters(*one))

    def takes(self, row: Row, claim: Claim) -> bool:
        """Whether a definition says what its unknown letters are."""
        names = self._letters(row, claim)
        if not 0 < len(names) <= _TOGETHER:
            return False
        taken = self._meant | {one.text.partition("[")[0] for one in self.found}
        free = [one for one in self.base.quantities.values() if one.name not in taken and one.role != "cost"]
        holding: list[tuple[Declaration, ...]] = []
        ways = [[made for one in free if (made := _declared(name, one)) is not None] for name in names]
        if prod(map(len, ways)) > _AT_ONCE:
            return False
        for given in product(*ways):
            if len({one.text.partition("[")[0] for one in given}) < len(names):
                continue
            self.left -= 1
            if self.left < 0:
                return False
            if self._holds(row, claim, given):
                holding.append(given)
                if len(holding) > 1:
                    return False
        self.found += holding[0] if holding else ()
        return bool(holding)

    def _holds(self, row: Row, claim: Claim, given: tuple[Declaration, ...]) -> bool:
        symbols = self.chosen.symbols.extended(self.chosen.symbols.world)
        try:
            symbols.add(*entries(Declarations((*self.found, *given)), self.base), first=True)
        except SpecError:
            return False
        outcome = Judge(self.chosen.world, symbols, limit=_LIMIT).judge_claim(claim, row.conditions)
        return outcome.is_fine and not outcome.zero


def _declared(name: Name, quantity: Quantity) -> Declaration | None:
    """A letter as a quantity: with an index for each axis, or as a whole; at a step, if it has one."""
    below = [letter_of(item) for item, _ in items(name.sub)]
    if "@" in quantity.name or len(below) > len(quantity.axes) or None in below:
        return None
    if not below and _is_unlike(name, quantity):
        return None
    kinds = [axis.kind for axis in quantity.axes]
    letters = [letter for letter in below if letter is not None]
    steps = sum(kind == "time" for kind in kinds)
    if letters and not (len(letters) == len(kinds) or (steps == 1 and len(letters) == 1)):
        return None
    if any((kind == "time") != (letter in ("t", "tau")) for kind, letter in zip(kinds, letters, strict=False)):
        return None
    text = f"{quantity.name}[{','.join(letters)}]" if letters else quantity.name
    return Declaration(name, "value", text, letters=frozenset(letters))


def _is_unlike(name: Name, quantity: Quantity) -> bool:
    """Whether a letter without indices is written as no array of that rank is: matrices are capitals, and vectors are not; what
    has steps has an index for them."""
    if any(axis.kind == "time" for axis in quantity.axes):
        return True
    if len(name.base) != 1:
        return False
    return (len(quantity.axes) == 2) != name.base.isupper()
