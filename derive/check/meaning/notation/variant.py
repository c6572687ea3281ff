"""A dictionary for one text in one world: the entries of a family of letters in one manner, and the habits of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, product

from derive.check.meaning.notation import (
    bias_letters,
    counted_letters,
    declared_steps,
    example_costs,
    formula_names,
    layer_limits,
    previous_steps,
    recurrent,
    unit_letters,
)
from derive.check.meaning.notation.by_head import offered
from derive.check.meaning.notation.cases import other_cases
from derive.check.meaning.notation.columns import gradients_as_columns
from derive.check.meaning.notation.constant_labels import labelled
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import Entry, is_mark_above
from derive.check.meaning.notation.errors import Errors
from derive.check.meaning.notation.forms import example_axis
from derive.check.meaning.notation.greek_letters import greek
from derive.check.meaning.notation.letters import Family, families, spelled
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.one_example import class_marks, example_marks, marks_examples_above, small
from derive.check.meaning.notation.other_parameters import other_parameters
from derive.check.meaning.notation.other_scripts import other_scripts
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.notation.plausibility import (
    bound_letters,
    defined_with_bars,
    marks_gradients_by_bars,
    names_of,
    step_marks,
)
from derive.check.meaning.notation.predictions import predictions
from derive.check.meaning.notation.quantity_entries import LAST_LAYER, MODEL
from derive.check.meaning.notation.silent_examples import silent
from derive.check.meaning.notation.text_letters import TextLetters
from derive.check.meaning.notation.upper_indices import upper_indices
from derive.check.meaning.notation.usual import Usual
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import GradientOf, Meaning, Part, SizeOf, whole
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Name, Script
from derive.check.reading.tree import walk

_TABLES = frozenset("AHXYZ")
"""Usual letters of tables, one of whose examples has the small letter or the capital one."""

_OF_ONE = "the text numbers no examples: read for one of the batch"


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
    near: Callable[[], list[Variant]] = list
    """Makes the same in the manners that differ in the layout of examples, or in whose cost errors are derivatives of."""
    batch: str | None = None
    """The size of the batch in a specification by formulas."""
    errors: Errors | None = None
    """What errors are otherwise than usual."""
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

    def is_table(self, name: Name) -> bool:
        """Whether a symbol stands for a table with all examples, or for one of them by its capital letter, ``Z^{(i)}``."""
        return self._is_table(name, whole(self.symbols.lookup(name)))

    def has_table(self, name: Name) -> bool:
        """Whether a symbol stands for such a table, its transpose, or the gradient by it."""
        read = next(iter(self.symbols.lookup(name)), None)
        if read is None or not all(map(is_mark_above, read.rest)):
            return False
        return self._is_table(name, read.meaning.part if isinstance(read.meaning, GradientOf) else read.meaning)

    def _is_table(self, name: Name, part: Meaning | None) -> bool:
        quantity = self.world.quantities.get(part.quantity) if isinstance(part, Part) else None
        axis = example_axis(quantity) if quantity is not None and len(quantity.axes) > 1 else None
        if not isinstance(part, Part) or axis is None:
            return False
        return not part.indices or part.indices[axis] is None or name.base in _TABLES


class Maker:
    """Makes the variants for a text in one world, each once.

    ``given`` are the declared entries; ``last`` makes those of the batch, if this world is of one example.
    """

    def __init__(self, world: SpecWorld, given: tuple[Entry, ...], rows: list[Row], last: Maker | None = None) -> None:
        self.world, self._given, self._rows, self._last = world, given, rows, last
        self._names, bound = names_of(rows), bound_letters(rows)
        self._marks = step_marks(world, given, bound) | previous_steps.marks(world, self._names, given)
        self._of_example = example_marks(self._names, bound) | class_marks(world, rows)
        self._numbered = marks_examples_above(self._names)
        self._bars, self._own_bars = marks_gradients_by_bars(self._names), defined_with_bars(rows)
        self._text = TextLetters.of(world, given, rows, self._names, of_one=last is not None)
        sizes = map(str, world.model.sizes)
        self._units = unit_letters.unit_letters(rows, sizes) if world.is_network else unit_letters.Units()
        self._made: dict[tuple[str, Manner], Variant] = {}

    @property
    def errors(self) -> tuple[Errors, ...]:
        """What the text may mean by errors otherwise than usual."""
        return self._text.errors

    @cached_property
    def counts_examples(self) -> bool:
        """Whether the text numbers examples, or names how many there are, of a specification by formulas for a batch."""
        symbols = self(next(iter(families())), Manner()).symbols
        batch = formula_names.examples(self.world)
        meanings = (reading.meaning for name in self._names for reading in symbols.lookup(name)[:1])
        return self._numbered or any(isinstance(meaning, SizeOf) and meaning.size == batch for meaning in meanings)

    def __call__(self, family: Family, manner: Manner) -> Variant:
        """The variant in a family of letters and a manner."""
        key = family.name, manner
        if key not in self._made:
            self._made[key] = self._variant(family, manner)
        return self._made[key]

    def _variant(self, family: Family, manner: Manner) -> Variant:
        own = replace(manner, columns=False, of_examples=False) if self._last is not None else manner
        variant = replace(self._plain(family, own), near=lambda: [self(family, other) for other in self._near(manner)])
        if self._last is not None:
            said = () if self.world.is_network else (_OF_ONE,)
            variant = replace(variant, for_batch=partial(self._last, family, manner), words=(*variant.words, *said))
        if variant.tables and self._numbered:
            variant = replace(variant, for_one=partial(self._plain, family, manner, one=True))
        return variant

    def _near(self, manner: Manner) -> Iterator[Manner]:
        """The other ways to lay out examples and to write errors, where there is a batch."""
        batch = self._last.world if self._last is not None else self.world
        ways = product((manner.columns, not manner.columns), (manner.of_examples, not manner.of_examples))
        for columns, of_examples in ways if batch.model.example_size is not None else ():
            if (columns, of_examples) != (manner.columns, manner.of_examples):
                yield replace(manner, columns=columns, of_examples=of_examples)

    def _plain(self, family: Family, manner: Manner, *, one: bool = False) -> Variant:
        """The variant by itself; ``one``: for any one example of a batch."""
        world, by_formulas = self.world, not self.world.is_network
        usual = Usual(world, family, manner, self._text, one)
        words = (f"read in the notation '{family.name}'", *manner.words())
        declared = gradients_as_columns(self._given) if manner.columns else self._given
        units: list[Entry] = list(unit_letters.entries(world, family, self._units, manner.errors))
        declared = tuple(unit_letters.told_apart(declared, self._units)) if units else declared
        joined = (entry for entry in usual.joined() if not any(_spells(each, entry) for each in declared))
        other = self._guessed(one) if by_formulas else recurrent.entries(world)
        units += example_costs.entries(world, family, self._names)
        units += usual.costs_of_steps()
        symbols = Dictionary(world, (*declared, *units), words, chain(usual.offers(), offered(joined), offered(other)))
        symbols.steps = declared_steps.steps(declared)
        symbols.own_cost = usual.cost_of_examples() if manner.of_examples else None
        symbols.differentials, symbols.backward = family.differentials, manner.backward
        symbols.marks, symbols.squares = self._marks, by_formulas
        symbols.above = self._last_layers() if not manner.values else {}
        symbols.bars, symbols.own_bars = self._bars, self._own_bars
        symbols.add(*previous_steps.entries(world, self._marks), first=True)
        symbols.add(*layer_limits.entries(symbols, self._rows))
        symbols.add(*counted_letters.entries(symbols, self._rows))
        if by_formulas:
            symbols.add(*silent(symbols, self._names), first=True)
            symbols.marks |= self._of_example if usual.quantities.batch is None else frozenset()
        tables = usual.quantities.tables
        told = self._rows_of(tables, symbols) if self._numbered else ()
        batch = usual.quantities.batch
        return Variant(world, symbols, (*words, *told), batch=batch, errors=manner.errors, tables=tables)

    def _last_layers(self) -> dict[str, Name]:
        """The L of ``a^L`` where the text has ``a^l``, and calls the cost L."""
        above = {letter_of(node) for name in self._names for item, _ in items(name.sup) for node in walk(item)}
        both = (
            self.world.is_network and spelled("L") in self._text.costs and "L" in above and not above.isdisjoint(("l", "ell"))
        )
        return {"L": Name(LAST_LAYER, style=MODEL)} if both else {}

    def _guessed(self, one: bool) -> Iterator[Entry]:
        """The entries for letters that a specification by formulas does not have, but that are near to its own."""
        return chain(
            other_cases(self.world, self._rows),
            predictions(self.world, self._names, one=one),
            greek(self.world, self._rows, self._names),
            other_scripts(self.world, self._names),
            upper_indices(self.world, self._names),
            other_parameters(self.world, self._rows, self._given),
            labelled(self.world, self._names),
            bias_letters.entries(self.world, self._names),
        )

    def _rows_of(self, tables: Iterable[Head], symbols: Dictionary) -> Iterator[str]:
        """What small letters mean that no declaration explains."""
        used = {head(name) for name in self._names}
        for table in sorted(tables):
            letter = small(table)
            if letter in used and letter is not None and not symbols.declares(Name(*letter)):
                yield f"{letter[0]} with the number of an example: a row of {table[0]}"


def _spells(declared: Entry, usual: Entry) -> bool:
    """Whether a declaration says what a symbol means that the names of the model suggest, too (``u_k`` of any k does not say
    what ``u_o`` is, where the model has a ``uo``)."""
    below = tuple(Script((item,), "") for item, _ in usual.pattern.below)
    match = declared.pattern.match(Name(usual.pattern.head[0], usual.pattern.head[1], sub=below))
    if match is None or match.below:
        return False
    return all(letter_of(node) == letter for letter, node in match.letters.items())
