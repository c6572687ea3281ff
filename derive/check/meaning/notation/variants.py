"""Which notation does a text use?  The candidates, the most plausible first.

Input: a model and the rows of a text.  Output: pairs of a world and a dictionary.  What the letters alone decide is decided
here; between the rest (are examples columns? is the input layer 1?) whoever judges decides by the definitions that hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product, zip_longest

from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.directions import weights_behind
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.filling import number_of
from derive.check.meaning.notation.letters import Family, families
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.patterns import head, items
from derive.check.meaning.notation.usual import Usual
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import IndexLetter, Reading
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Big, Name, Number, Script, Sum
from derive.check.reading.tree import walk
from derive.errors import SpecError
from derive.model import Model

_BACKWARD = 3
"""For so many notations the weights are also read the other way round, if the text looks so."""
_FAR = 5
"""A notation in which so many more symbols have no meaning is not meant."""


@dataclass(frozen=True)
class Variant:
    """A world and a dictionary for it, and what was assumed, in words."""

    world: SpecWorld
    symbols: Dictionary
    words: tuple[str, ...]
    twin: Variant | None = None
    """The same for a batch of examples, where this one speaks of one example."""

    def knows(self, name: Name) -> bool:
        """Whether a symbol has a meaning other than that of an index letter."""
        return any(_tells(reading) for reading in self.symbols.lookup(name))


def variants(
    model: Model,
    rows: Iterable[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]] = lambda world: (),
    *,
    notation: str = "",
    limit: int = 12,
) -> list[Variant]:
    """The candidates for reading a text, the most plausible first; ``declared`` gives entries that come before the usual ones.

    ``notation`` names a family (``nielsen``, ``rows`` ...) and leaves out the others.
    """
    rows = list(rows)
    worlds = [SpecWorld(model)] if model.single is None else [SpecWorld(model.single), SpecWorld(model)]
    found = _ordered(worlds, rows, declared, notation, limit)
    if not any(world.counts_from_zero for world in worlds):
        return found
    from_one = _ordered([SpecWorld(w.model, from_one=True) for w in worlds], rows, declared, notation, limit)
    both = (found, from_one) if _counts_steps(declared(worlds[-1])) else (from_one, found)
    return [variant for pair in zip_longest(*both) for variant in pair if variant is not None][:limit]


def _counts_steps(entries: Iterable[Entry]) -> bool:
    """Whether a declaration names a step by a number or a shift (``"e^{(t)}" = "e[t-1]"``): it minds the model's own count."""
    return any(isinstance(index, Number | Sum) for entry in entries for index in getattr(entry, "indices", ()))


def _ordered(
    worlds: list[SpecWorld],
    rows: list[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]],
    notation: str,
    limit: int,
) -> list[Variant]:
    """The candidates in some worlds of one model, the most plausible first."""
    names, bound = names_of(rows), bound_letters(rows)
    scored: list[tuple[float, int, Variant, Family, Manner]] = []
    batch = _fitting(declared, worlds[-1], False)
    for world in worlds:
        given = _fitting(declared, world, world is worlds[-1] and not scored)
        if given is None:
            continue
        for family in _families(notation):
            for manner in _manners(world):
                variant = _variant(world, family, manner, given)
                variant.symbols.marks, variant.symbols.squares = _marks(world, given, bound), not _is_network(world)
                if world is not worlds[-1]:
                    twin = _variant(worlds[-1], family, Manner(manner.parameters, manner.values, manner.backward), batch or ())
                    variant = replace(variant, twin=twin)
                score = _unknown(variant, names) + _oddness(manner, family, names)
                scored.append((score, len(scored), variant, family, manner))
    scored.sort(key=lambda found: found[:2])
    most = _FAR + 1.5 * scored[0][0] if scored else 0.0
    found: list[Variant] = []
    for score, _, variant, family, manner in scored[:limit] if scored else ():
        if score > most:
            continue
        found.append(variant)
        if len(found) <= 2 * _BACKWARD and _is_network(variant.world) and weights_behind(rows, variant.symbols):
            given = _fitting(declared, variant.world, False) or ()
            other = _variant(variant.world, family, replace(manner, backward=True), given)
            other.symbols.marks, other.symbols.backward = variant.symbols.marks, True
            found.append(replace(other, twin=variant.twin))
    return found[:limit]


def _spells(declared: Entry, usual: Entry) -> bool:
    """Whether a declaration says what a symbol means that the names of the model suggest, too."""
    below = tuple(Script((item,), "") for item, _ in usual.pattern.below)
    match = declared.pattern.match(Name(usual.pattern.head[0], usual.pattern.head[1], sub=below))
    return match is not None and not match.below


def bound_letters(rows: Iterable[Row]) -> frozenset[str]:
    """The letters that a sum or a product runs over."""
    sides = [side for row in rows for side in row.sides]
    bigs = [node for side in sides for node in walk(side) if isinstance(node, Big)]
    return frozenset(
        letter for big in bigs for item in big.under for node in walk(item) if (letter := letter_of(node)) is not None
    )


def _is_network(world: SpecWorld) -> bool:
    """Whether a specification has layers: the shapes of their weights are not the author's own."""
    return any(tensor.tag for tensor in world.model.tensors.values())


def _marks(world: SpecWorld, declared: Iterable[Entry], bound: frozenset[str]) -> frozenset[str]:
    """The letters that mark the one step of which a model speaks: those of declared symbols, ``h_{t-1}``, whose meaning does
    not mention them."""
    if any(axis.kind == "time" for quantity in world.quantities.values() for axis in quantity.axes):
        return frozenset()
    found = set()
    for entry in declared:
        for item, _ in (*entry.pattern.below, *entry.pattern.above):
            shifted = isinstance(item, Sum)
            letters = {letter for node in walk(item) if (letter := letter_of(node)) is not None}
            own = {letter for letter in letters if set(letter.split("_")) & entry.pattern.letters}  # n_L, where L is meant
            found |= {letter for letter in letters - own if shifted or letter == "t"}
    return frozenset(found) - bound


def _fitting(declared: Callable[[SpecWorld], Iterable[Entry]], world: SpecWorld, must: bool) -> tuple[Entry, ...] | None:
    """The declared entries; None if they do not fit this world (and another is left to try)."""
    try:
        return tuple(declared(world))
    except SpecError:
        if must:
            raise
        return None


def names_of(rows: Iterable[Row]) -> list[Name]:
    """All symbols in the formulas of a text, each once."""
    found: dict[Name, None] = {}
    for row in rows:
        for claim in row.claims:
            for side in claim.sides:
                found.update(dict.fromkeys(node for node in walk(side) if isinstance(node, Name)))
    return list(found)


def _families(notation: str) -> Iterator[Family]:
    order = ("nielsen", "rows", "ufldl")
    known = sorted(families(), key=lambda f: order.index(f.name) if f.name in order else len(order))
    wanted = [family for family in known if family.name == notation]
    yield from wanted or known


def _manners(world: SpecWorld) -> Iterator[Manner]:
    layered = bool(world.stacks) or "layers + 1" in world.quantities
    shifts = ((0, 0), (1, 1), (0, 1)) if layered or any(t.tag.isdigit() for t in world.model.tensors.values()) else ((0, 0),)
    batch = world.model.example_size is not None
    for (parameters, values), columns, of_examples in product(shifts, (False, True)[: 1 + batch], (False, True)[: 1 + batch]):
        yield Manner(parameters, values, False, columns, of_examples)


def _variant(world: SpecWorld, family: Family, manner: Manner, declared: tuple[Entry, ...]) -> Variant:
    usual = Usual(world, family, manner)
    words = (f"read in the notation '{family.name}'", *manner.words())
    joined = (entry for entry in usual.joined() if not any(_spells(one, entry) for one in declared))
    symbols = Dictionary(world, (*declared, *usual.entries(), *joined), words)
    symbols.own_cost = usual.cost_of_examples() if manner.of_examples else None
    symbols.differentials = family.differentials
    return Variant(world, symbols, words)


def _unknown(variant: Variant, names: list[Name]) -> float:
    """How many symbols have no meaning; what only a batch gives a meaning counts a little."""
    lost = [name for name in names if not _is_letter(name) and not variant.knows(name)]
    saved = [name for name in lost if variant.twin is not None and variant.twin.knows(name)]
    return len(lost) - len(saved) * (1.0 if 2 * len(saved) < len(names) else 0.98)


def _tells(reading: Reading) -> bool:
    return not isinstance(reading.meaning, IndexLetter)


def _is_letter(name: Name) -> bool:
    return len(name.base) == 1 and name.base in "ijklmnpqrstuv" and not name.sup and not name.accents and not name.sub


def _oddness(manner: Manner, family: Family, names: list[Name]) -> float:
    """Conventions cost a little, letters that others use more, and layers that would not exist still more."""
    odd = 0.1 * (manner.values + manner.columns + manner.of_examples)
    used = {head(name) for name in names}
    for letters in family.heads.values():
        if used & set(letters) and letters[0] not in used:
            odd += 0.3
    if manner.values:
        first = {number_of(item) for name in names if head(name)[0] in ("z", "Z", "delta") for item, _ in items(name.sup)}
        odd += 2.0 if 1 in first else 0.0
    return odd
