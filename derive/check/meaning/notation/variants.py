"""Which notation does a text use?  The candidates, the most plausible first.

Input: a model and the rows of a text.  Output: pairs of a world and a dictionary.  What the letters alone decide is decided
here; between the rest (are examples columns? is the input layer 1?) whoever judges decides by the definitions that hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, product, zip_longest

from derive.check.meaning.notation import declared_steps, example_costs, previous_steps, recurrent, unit_letters
from derive.check.meaning.notation.beginnings import counts_from_one
from derive.check.meaning.notation.by_head import offered
from derive.check.meaning.notation.cases import other_cases
from derive.check.meaning.notation.columns import gradients_as_columns
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.directions import weights_behind
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.letters import Family, families
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.one_example import example_marks, marks_examples_above
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.notation.plausibility import (
    bound_letters,
    marks_gradients_by_bars,
    names_of,
    oddness,
    step_marks,
    unknown,
)
from derive.check.meaning.notation.silent_examples import silent
from derive.check.meaning.notation.usual import Usual
from derive.check.meaning.specification.world import SpecWorld
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name, Number, Script, Sum
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
    for_batch: Callable[[], Variant] | None = None
    """Makes the same for a batch of examples, where this one speaks of one example."""
    for_one: Callable[[], Variant] | None = None
    """Makes the same for any one example, where this one speaks of a batch."""
    batch: str | None = None
    """The size of the batch in a specification by formulas."""
    tables: frozenset[Head] = frozenset()
    """The symbols of the tables with a row for each example, in a specification by formulas."""

    @cached_property
    def twin(self) -> Variant | None:
        """The same for a batch, made when a row needs it."""
        return self.for_batch() if self.for_batch is not None else None

    @cached_property
    def single(self) -> Variant | None:
        """The same for any one example, made when a row needs it."""
        return self.for_one() if self.for_one is not None else None

    def knows(self, name: Name) -> bool:
        """Whether a symbol has a meaning other than that of an index letter."""
        return self.symbols.knows(name)


def variants(
    model: Model,
    rows: Iterable[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]] = lambda world: (),
    *,
    notation: str = "",
    limit: int = 12,
    first: int | None = None,
    entries: Sequence[Declaration] = (),
) -> list[Variant]:
    """The candidates for reading a text, the most plausible first; ``declared`` gives entries that come before the usual ones.

    ``notation`` names a family (``nielsen``, ``rows`` ...) and leaves out the others; ``first`` is the number with which the
    text begins to count entries, if that is known, and ``entries`` the declarations as they are written.
    """
    rows = list(rows)
    found = _counted(model, rows, declared, notation, limit, first)
    if first is None and found and counts_from_one(found[0].symbols, entries, rows):
        return _counted(model, rows, declared, notation, limit, 1)
    return found


def _counted(
    model: Model,
    rows: list[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]],
    notation: str,
    limit: int,
    first: int | None,
) -> list[Variant]:
    """The candidates with entries counted from a number, and steps from zero or one."""
    models = [model] if model.single is None else [model.single, model]
    worlds = [SpecWorld(one, entries=first) for one in models]
    found = _ordered(worlds, rows, declared, notation, limit)
    if not any(world.counts_from_zero for world in worlds):
        return found
    from_one = _ordered([SpecWorld(one, from_one=True, entries=first) for one in models], rows, declared, notation, limit)
    both = (found, from_one) if _counts_steps(declared(worlds[-1])) else (from_one, found)
    return [variant for pair in zip_longest(*both) for variant in pair if variant is not None][:limit]


def _counts_steps(entries: Iterable[Entry]) -> bool:
    """Whether a declaration names a step by a number or a shift (``"e^{(t)}" = "e[t-1]"``): it minds the model's own count."""
    return any(isinstance(index, Number | Sum) for entry in entries for index in getattr(entry, "indices", ()))


@dataclass(frozen=True)
class _Scored:
    """A candidate with what speaks against it (least is best), and how it was made."""

    score: float
    make: Callable[[], Variant]
    family: Family
    manner: Manner


def _ordered(
    worlds: list[SpecWorld],
    rows: list[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]],
    notation: str,
    limit: int,
) -> list[Variant]:
    """The candidates in some worlds of one model, the most plausible first."""
    scored = sorted(_scored(worlds, rows, declared, notation), key=lambda found: found.score)
    most = _FAR + 1.5 * scored[0].score if scored else 0.0
    found: list[Variant] = []
    for one in scored[:limit]:
        if one.score > most:
            continue
        variant = one.make()
        found.append(variant)
        if len(found) <= 2 * _BACKWARD and variant.world.is_network and weights_behind(rows, variant.symbols):
            given = _fitting(declared, variant.world, False) or ()
            other = _variant(variant.world, one.family, replace(one.manner, backward=True), given)
            other.symbols.marks, other.symbols.backward = variant.symbols.marks, True
            found.append(replace(other, for_batch=variant.for_batch))
    return found[:limit]


def _scored(
    worlds: list[SpecWorld], rows: list[Row], declared: Callable[[SpecWorld], Iterable[Entry]], notation: str
) -> list[_Scored]:
    """All candidates: every family of letters in every manner, in every world to which the declarations fit.

    Which symbols are known depends on the letters and on how layers are counted; the rest of a manner makes no difference to
    that, and a dictionary for it is made only for candidates that are tried.
    """
    names, last = names_of(rows), worlds[-1]
    batch = _fitting(declared, last, False) or ()
    found: list[_Scored] = []
    for world in worlds:
        given = _fitting(declared, world, world is last and not found)
        if given is None:
            continue
        maker = _Maker(world, None if world is last else last, given, batch, rows)
        for family in _families(notation):
            lost: dict[Manner, float] = {}
            for manner in _manners(world):
                plain = Manner(manner.parameters, manner.values)
                if plain not in lost:
                    lost[plain] = unknown(maker(family, plain), names)
                score = lost[plain] + oddness(manner, family, names)
                found.append(_Scored(score, partial(maker, family, manner), family, manner))
    return found


class _Maker:
    """Makes the variants for a text in one world: ``last`` is the world of the batch, if this one is of one example."""

    def __init__(
        self, world: SpecWorld, last: SpecWorld | None, given: tuple[Entry, ...], batch: tuple[Entry, ...], rows: list[Row]
    ) -> None:
        self.world, self._last, self._given, self._batch, self._rows = world, last, given, batch, rows
        self._names, bound = names_of(rows), bound_letters(rows)
        self._marks = step_marks(world, given, bound) | previous_steps.marks(world, self._names, given)
        self._of_example = example_marks(self._names, bound)
        self._numbered = marks_examples_above(self._names)
        self._bars = marks_gradients_by_bars(self._names)
        self._made: dict[tuple[str, Manner], Variant] = {}

    def __call__(self, family: Family, manner: Manner) -> Variant:
        """The variant, made once."""
        key = family.name, manner
        if key not in self._made:
            self._made[key] = self._variant(family, manner)
        return self._made[key]

    def _variant(self, family: Family, manner: Manner) -> Variant:
        world, by_formulas = self.world, not self.world.is_network
        variant = _variant(world, family, manner, self._given, self._rows)
        symbols = variant.symbols
        symbols.marks, symbols.squares, symbols.bars = self._marks, by_formulas, self._bars
        symbols.add(*previous_steps.entries(world, self._marks), first=True)
        if by_formulas:
            symbols.add(*silent(symbols, self._names), first=True)
            symbols.marks |= self._of_example if variant.batch is None else frozenset()
        if self._last is not None:
            plain = Manner(manner.parameters, manner.values, manner.backward)
            variant = replace(variant, for_batch=partial(_variant, self._last, family, plain, self._batch))
        if variant.tables and self._numbered:
            variant = replace(variant, for_one=partial(_variant, world, family, manner, self._given, self._rows, one=True))
        return variant


def _spells(declared: Entry, usual: Entry) -> bool:
    """Whether a declaration says what a symbol means that the names of the model suggest, too."""
    below = tuple(Script((item,), "") for item, _ in usual.pattern.below)
    match = declared.pattern.match(Name(usual.pattern.head[0], usual.pattern.head[1], sub=below))
    return match is not None and not match.below


def _fitting(declared: Callable[[SpecWorld], Iterable[Entry]], world: SpecWorld, must: bool) -> tuple[Entry, ...] | None:
    """The declared entries; None if they do not fit this world (and another is left to try)."""
    try:
        return tuple(declared(world))
    except SpecError:
        if must:
            raise
        return None


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


def _differentiated(rows: Iterable[Row]) -> frozenset[Head]:
    """The letters that a text takes derivatives of by parameters or the like, without any scripts: costs."""
    found = (node.of for node in nodes(rows) if isinstance(node, Derivative) and isinstance(node.of, Name))
    return frozenset(head(of) for of in found if not (of.sub or of.sup or of.primes))


def _variant(
    world: SpecWorld,
    family: Family,
    manner: Manner,
    declared: tuple[Entry, ...],
    rows: Sequence[Row] = (),
    *,
    one: bool = False,
) -> Variant:
    usual = Usual(world, family, manner, one, _differentiated(rows))
    declared = gradients_as_columns(declared) if manner.columns else declared
    said = unit_letters.unit_letters(rows, map(str, world.model.sizes)) if world.is_network else unit_letters.Units()
    units: list[Entry] = list(unit_letters.entries(world, family, said))
    declared = tuple(unit_letters.told_apart(declared, said)) if units else declared
    words = (f"read in the notation '{family.name}'", *manner.words())
    joined = (entry for entry in usual.joined() if not any(_spells(one, entry) for one in declared))
    other = other_cases(world, rows) if not world.is_network else recurrent.entries(world)
    units += example_costs.entries(world, family, names_of(rows))
    symbols = Dictionary(world, (*declared, *units), words, chain(usual.offers(), offered(joined), offered(other)))
    symbols.steps = declared_steps.steps(declared)
    symbols.own_cost = usual.cost_of_examples() if manner.of_examples else None
    symbols.differentials = family.differentials
    return Variant(world, symbols, words, batch=usual.quantities.batch, tables=usual.quantities.tables)
