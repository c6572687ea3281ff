"""The readings of a whole text that are tried: worlds with dictionaries, the most plausible first.

Input: a model (or none), a document, and declarations (or none).  With a model the candidates are its usual notations, each
extended by what the text defines beyond the model; without one there is the world of the text's own definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from derive.check.meaning.axes.stated import with_stated
from derive.check.meaning.definitions.index_letters import index_letters
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.definitions.squares import rooted
from derive.check.meaning.notation import replaced
from derive.check.meaning.notation.beginnings import told
from derive.check.meaning.notation.counting import text_begins
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import Entry, is_mark_above
from derive.check.meaning.notation.errors import Errors
from derive.check.meaning.notation.filling import ANY
from derive.check.meaning.notation.one_example import letters_above, speaks_of_one, with_one_example
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.notation.plausibility import names_of
from derive.check.meaning.notation.resolve import entries
from derive.check.meaning.notation.restated import for_one
from derive.check.meaning.notation.variant import Variant
from derive.check.meaning.notation.variants import variants
from derive.check.meaning.specification.costs_of_steps import with_costs_of_steps
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.text.build import Read, text_world
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import World
from derive.check.reading.rows import Document, Row
from derive.check.reading.syntax import Name
from derive.errors import SpecError
from derive.model import Model

_TRIED = 6
"""So many ways to read the notation are compared."""


@dataclass(frozen=True)
class Candidate:
    """A world and a dictionary for it; ``words`` say what was assumed."""

    world: World
    symbols: Dictionary
    words: tuple[str, ...] = ()
    parts: tuple[tuple[int, World, Dictionary], ...] = ()
    """Where the text defines a symbol anew, another part begins: the number of its first row, its world and its dictionary."""
    elsewhere: Mapping[int, tuple[World, Dictionary]] = field(default_factory=dict)
    """Rows that speak of a batch in a text on one example (or the other way round), with the world and the dictionary for
    them."""
    is_network: bool = False
    errors: Errors | None = None
    """What errors are otherwise than usual."""
    near: Callable[[], list[Candidate]] = list
    """Makes the candidates that differ in whether examples are columns, or in whose cost errors are derivatives of."""

    def at(self, row: int) -> tuple[World, Dictionary]:
        """The world and the dictionary for a row."""
        if row in self.elsewhere:
            return self.elsewhere[row]
        fitting = [(world, symbols) for first, world, symbols in self.parts if first <= row]
        return fitting[-1] if fitting else (self.world, self.symbols)


def candidates(
    model: Model | None, document: Document, declarations: Declarations | None = None, *, notation: str = ""
) -> list[Candidate]:
    """The candidates, the most plausible first.

    Raises:
        SpecError: a declaration speaks of something that the model does not have.
    """
    rows = document.rows
    declared = declarations or Declarations()
    if model is None:
        stated = with_stated(declared, rows)
        return [_candidate(partial(text_world, declared=stated), rooted(rows, declared), ())]
    family = notation or declared.family
    model = with_costs_of_steps(with_one_example(model, declared))
    first = text_begins(declared, model)
    given = partial(_given, declared, model)
    found = variants(model, rows, given, notation=family, limit=_TRIED, first=first, entries=declared.entries)
    return [_of_variant(variant, rows, declared) for variant in found]


def _of_variant(variant: Variant, rows: Sequence[Row], declared: Declarations) -> Candidate:
    """The candidate for a usual notation, with what the text defines besides."""
    replaced.replace_meanings(variant.symbols, rows, not variant.world.is_network)
    elsewhere = _on_one(variant, rows, declared) or _on_batches(variant, rows, declared)
    here = [row for row in rows if row.number not in elsewhere] if variant.twin is not None else rows
    solved = rooted(here, declared, variant.knows)
    candidate = _candidate(partial(text_world, declared=declared, base=variant.symbols), solved, variant.words)
    return replace(
        candidate,
        words=(*candidate.words, *_layout(variant, elsewhere), *told(declared, variant.symbols, rows)),
        elsewhere=elsewhere,
        is_network=variant.world.is_network,
        errors=variant.errors,
        near=lambda: [_of_variant(other, rows, declared) for other in variant.near()],
    )


def _layout(variant: Variant, elsewhere: Mapping[int, object]) -> tuple[str, ...]:
    """In words, how the rows on a batch are read, in a text on one example."""
    return variant.twin.words[1:] if elsewhere and variant.twin is not None else ()


def _given(declared: Declarations, model: Model, world: SpecWorld) -> Sequence[Entry]:
    """The entries of the declarations in a world; those that speak of a batch are restated where the world has one example."""
    try:
        return entries(declared, world)
    except SpecError:
        restated = for_one(declared, model) if world.model is model.single else None
        if restated is None:
            raise
        return entries(restated, world)


def _on_batches(variant: Variant, rows: Iterable[Row], declared: Declarations) -> dict[int, tuple[World, Dictionary]]:
    """The rows whose symbols only a batch of examples gives a meaning; what is a table of all examples in one of them is so in
    the others."""
    twin = variant.twin
    if twin is None:
        return {}
    letters = {row.number: index_letters([row])[0] for row in rows}
    names = {row.number: [name for name in names_of([row]) if letter_of(name) not in letters[row.number]] for row in rows}
    marked = [n for n, found in names.items() if any(not variant.knows(name) and twin.knows(name) for name in found)]
    if not marked:
        return {}
    tables = {head(name) for n in marked for name in names[n] if twin.is_table(name)}
    exactly = {_unmarked(name) for n in marked for name in names[n] if twin.has_table(name)}
    marked = [n for n in names if n in marked or any(head(a) in tables or _unmarked(a) in exactly for a in names[n])]
    read = text_world([row for row in rows if row.number in marked], declared, twin.symbols)
    return dict.fromkeys(marked, (read.world, read.symbols))


def _unmarked(name: Name) -> Name:
    """A symbol without a T above: ``A^{[1]T}`` is the table ``A^{[1]}``."""
    kept = (replace(script, items=tuple(item for item in script.items if not is_mark_above(item))) for script in name.sup)
    return replace(name, sup=tuple(script for script in kept if script.items))


def _on_one(variant: Variant, rows: Iterable[Row], declared: Declarations) -> dict[int, tuple[World, Dictionary]]:
    """The rows that speak of any one example, in a text on a batch of them."""
    single = variant.single
    declares = variant.symbols.declares_exactly
    marked = [row.number for row in rows if single is not None and speaks_of_one(row, variant.tables, declares)]
    if single is None or not marked:
        return {}
    single.symbols.above = dict.fromkeys(letters_above(row for row in rows if row.number in marked), ANY)
    read = text_world(rows, declared, single.symbols)
    return dict.fromkeys(marked, (read.world, read.symbols))


_PARTS = 12


def _candidate(make: Callable[[list[Row]], Read], rows: Iterable[Row], words: tuple[str, ...]) -> Candidate:
    """A text in parts: a new one begins where a symbol gets another definition."""
    rows = list(rows)
    parts: list[tuple[int, Read]] = []
    start, current = 0, rows
    several: set[str] = set()
    for _ in range(_PARTS):
        read = make(current)
        several |= {definition.sorted.key.name for definition in read.again}
        restart = min((d.row for d in read.again if d.row > start), default=None)
        if restart is None:
            break
        parts.append((start, make([row for row in current if row.number < restart])))
        anew = [d.sorted.key for d in read.again if d.row == restart]
        current = [_without(row, read, anew) if row.number < restart else row for row in current]
        start = restart
    parts.append((start, read))
    for _, part in parts:
        part.symbols.definitions = _defining(part, rows)
        part.world.ambiguous = frozenset(several)
    told = dict.fromkeys(word for _, part in parts for word in part.symbols.understood)
    first = parts[0][1]
    first.symbols.understood = tuple(told)
    return Candidate(first.world, first.symbols, words, tuple((n, part.world, part.symbols) for n, part in parts))


def _without(row: Row, read: Read, keys: list[Key]) -> Row:
    """An earlier row without the definitions that hold no longer."""
    old = {(d.row, d.claim) for d in read.all if d.sorted.key in keys}
    kept = tuple(claim for number, claim in enumerate(row.claims) if (row.number, number) not in old)
    return row if len(kept) == len(row.claims) else replace(row, claims=kept)


def _defining(read: Read, rows: list[Row]) -> dict[int, str]:
    """The rows that define and claim nothing besides."""
    return {
        row.number: "a definition"
        for row in rows
        if row.claims and all((row.number, number) in read.definitions for number in range(len(row.claims)))
    }
