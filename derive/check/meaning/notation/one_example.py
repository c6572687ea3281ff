"""Text on any one example of a batch: ``x``, ``y``, ``h_\\theta(x)`` beside ``x^{(i)}``, ``y^{(i)}``, ``h_\\theta(x^{(i)})``.

A specification by formulas has a table ``X`` with a row for each example.  Its small letter stands for a row; where nothing
in a formula numbers the example, any one is meant, and so it is for all that has rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from derive.check.judging.sums.binders import binders
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.filling import ANY
from derive.check.meaning.notation.forms import opened
from derive.check.meaning.notation.formula_names import examples, has_rows, numbered, rows
from derive.check.meaning.notation.letters import glyph_head
from derive.check.meaning.notation.mere_indices import mere_indices
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.one_of_batch import one_of_batch
from derive.check.meaning.specification.world import SpecWorld, spec_world
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Name, Number
from derive.model import Model
from derive.render.glyphs import glyph


def with_one_example(model: Model, declared: Declarations) -> Model:
    """A model by formulas for a batch, with that of one example beside it, unless a declaration speaks of the batch."""
    if model.single is not None or (batch := examples(world := spec_world(model))) is None:
        return model
    tables = "|".join(re.escape(name) for name, quantity in world.quantities.items() if has_rows(quantity, batch))
    of_batch = re.compile(rf"\b{batch}\b|\b(?:{tables})\b(?:\[|\.T)")
    if any(of_batch.search(one.text) for one in declared.entries):
        return model
    size = next((symbol for symbol in model.sizes if str(symbol) == batch), None)
    return replace(model, single=one_of_batch(model, size) if size is not None else None)


def small(letter: Head, taken: Collection[Head] = ()) -> Head | None:
    """The small letter of a capital one, unless it has a meaning of its own."""
    found = (letter[0].lower(), *letter[1:])
    return found if len(letter[0]) == 1 and found != letter and found not in taken else None


def small_ways(entry: QuantityEntry, batch: str | None, one: bool) -> Iterator[QuantityEntry]:
    """The rows of a table by its small letter: ``x^{(i)}`` of ``X``, and x alone for any one of them."""
    for way in (entry, *numbered(entry, ())):
        yield from rows(way, batch)
        if one and has_rows(way.quantity, batch):
            yield of_any(way, batch)


def of_any(entry: QuantityEntry, batch: str | None) -> QuantityEntry:
    """What a small letter means for any one example; a capital is the table still."""
    if entry.gradient or not entry.pattern.head[0][:1].islower() or not has_rows(entry.quantity, batch):
        return entry
    return replace(entry, indices=opened(entry.quantity, ANY), transposed=False)


def speaks_of_one(row: Row, tables: Collection[Head], declares: Callable[[Name], bool]) -> bool:
    """Whether a row speaks of an example without a number: the small letter of a table stands in it, without being declared,
    and nothing is numbered above; ``tables`` are the heads of the tables."""
    found = [name for name in nodes([row]) if isinstance(name, Name)]
    letters = {small(table) for table in tables}
    bare = [name for name in found if head(name) in letters and not name.sup]
    alone = any(not (declares(name) or declares(replace(name, sub=()))) for name in bare)
    return alone and not marks_examples_above(found) and not any(head(name) in tables for name in found)


def letters_above(rows: Iterable[Row]) -> frozenset[str]:
    """The letters in brackets above symbols."""
    names = (node for node in nodes(rows) if isinstance(node, Name))
    above = {letter_of(item) for name in names for item, bracket in items(name.sup) if bracket == "()"}
    return frozenset(letter for letter in above if letter is not None and letter in "ijmnpr")


def marks_examples_above(names: Iterable[Name]) -> bool:
    """Whether a text writes the number of an example above its symbols, in brackets: ``y^{(i)}``."""
    above = (item for name in names if head(name)[0] in ("x", "y", "X", "Y") for item in items(name.sup))
    return any(bracket == "()" and not isinstance(item, Number) for item, bracket in above)


def example_marks(names: Sequence[Name], bound: frozenset[str]) -> frozenset[str]:
    """The letter in brackets that marks the example of which a text on a single one speaks: the i of ``x^{(i)}``, where nothing
    sums over it and no other symbol than a cost has it alone below."""
    above = {letter_of(item) for name in names for item, bracket in items(name.sup) if bracket == "()"}
    letters = {letter for letter in above if letter is not None and letter in "ijmnpr"}
    indices = [items(name.sub) for name in names if name.base not in "LJECl"]
    below = {letter_of(one[0][0]) for one in indices if len(one) == 1}
    return frozenset(letters) - bound - below if len(letters) == 1 else frozenset()


def class_marks(world: SpecWorld, rows: Iterable[Row]) -> frozenset[str]:
    """The letter of the example beside the number of its class, the i of ``s_{y_i}``, in a model of a single example, where
    nothing sums over it: that of ``x_i`` and ``L_i`` is the same, and counts no entries."""
    classes = [q for q in world.quantities.values() if q.integer and q.role == "input"]
    letters = {glyph_head(glyph(q.name)) for q in classes if not q.axes} & mere_indices(rows)
    if len(letters) != len(classes):
        return frozenset()  # y_i may be an entry of the vector of the class
    found = list(nodes(rows)) if letters else []
    names = (node for node in found if isinstance(node, Name) and head(node) in letters)
    below = {letter_of(one[0][0]) for name in names if len(one := items(name.sub)) == 1}
    bound = {letter for node in found if isinstance(node, Big) for letter in binders(node)}
    return frozenset(letter for letter in below - bound if letter is not None and letter in "ijmnpr")
