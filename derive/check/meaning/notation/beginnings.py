"""From what number a text counts entries: from one, unless it names a zero or is declared to.

Formulas of a specification count from zero where they shift an index or pick a class; a text about them seldom does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from derive.check.meaning.notation.counting import ahead, counted_from_zero, counts_entries, formula_of, numbers_of
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.filling import number_of
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.notation.plausibility import names_of
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.symbols import GradientOf, Part, SizeOf
from derive.check.meaning.world import Axis
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Name, Node, Number, Product, Relation, Sum
from derive.check.reading.tree import walk
from derive.frontends import syntax as plain

if TYPE_CHECKING:
    from derive.check.meaning.notation.dictionary import Dictionary


def counts_from_one(symbols: Dictionary, declared: Iterable[Declaration], rows: Iterable[Row]) -> bool:
    """Whether a text counts entries from one that the formulas of its model count from zero: it names some by their numbers,
    none by a zero, and takes no class for a number."""
    world = symbols.world.specification
    if not isinstance(world, SpecWorld):
        return False
    axes = [axis for quantity in world.quantities.values() for axis in quantity.axes if counts_entries(axis)]
    if not any(axis.first == 0 for axis in axes):
        return False
    rows, own = list(rows), [one for one in declared if numbers_of(one, world)]
    more = {ahead(one, world) for one in own} - {None}
    numbers = {*_named(symbols, rows, frozenset(one.name for one in own)), *_starts(rows)}
    same = 0 in more and any(0 in numbers_of(one, world) for one in own)
    if same or 0 in numbers or not (numbers or more):
        return False
    classes = frozenset(name for name, quantity in world.quantities.items() if quantity.integer)
    return not classes or not (_reckons(symbols, rows, classes) or any(_takes(one, classes) for one in declared))


def counts_from_zero(symbols: Dictionary, declared: Iterable[Declaration], rows: Iterable[Row]) -> bool:
    """Whether a text counts entries from zero that the model counts from one: it names some by a zero, ``\\beta_0 x_{i0}``, and
    no sum runs from one to the number of all of them."""
    world = symbols.world.specification
    if not isinstance(world, SpecWorld) or world.is_network:
        return False
    axes = [axis for quantity in world.quantities.values() for axis in quantity.axes if counts_entries(axis)]
    if any(axis.first == 0 for axis in axes) or any(numbers_of(one, world) for one in declared):
        return False
    rows = list(rows)
    zeros = {axis.size for number, axis in _named_axes(symbols, rows, frozenset()) if number == 0}
    return bool(zeros) and zeros.isdisjoint(_ends(symbols, rows))


def _ends(symbols: Dictionary, rows: Iterable[Row]) -> Iterator[str]:
    """The sizes with which sums end that begin with one."""
    for node in nodes(rows):
        if isinstance(node, Big) and isinstance(node.upper, Name) and any(_begin(item) == 1 for item in node.under):
            meanings = (reading.meaning for reading in symbols.lookup(node.upper)[:1])
            yield from (meaning.size for meaning in meanings if isinstance(meaning, SizeOf))


def told(declared: Declarations, symbols: Dictionary, rows: Iterable[Row]) -> tuple[str, ...]:
    """In words, from what number the entries are counted, where a text or a declaration names some by their numbers."""
    world = symbols.world.specification
    if not isinstance(world, SpecWorld):
        return ()
    numbered = [one for one in counted_from_zero(declared.entries, world) if numbers_of(one, world)]
    if declared.first is None and not numbered and not set(_named(symbols, rows, frozenset())):
        return ()
    firsts = {axis.first for quantity in world.quantities.values() for axis in quantity.axes if counts_entries(axis)}
    if len(firsts) != 1:
        return ()
    first = firsts.pop()
    brackets = first - 1 if any(one.from_zero for one in numbered) and first else first
    words = f"entries are counted from {first} in the text"
    if numbered:
        words += " and in [notation]" if brackets == first else f", from {brackets} in [notation]"
    return (words,)


def _named(symbols: Dictionary, rows: Iterable[Row], declared: frozenset[Name]) -> Iterator[int]:
    """The numbers by which a text names entries."""
    return (number for number, _ in _named_axes(symbols, rows, declared))


def _named_axes(symbols: Dictionary, rows: Iterable[Row], declared: frozenset[Name]) -> Iterator[tuple[int, Axis]]:
    """The numbers by which a text names entries, with what they count: those among a symbol's own scripts, if the symbol is not
    declared so."""
    for name in names_of(rows):
        if name in declared:
            continue
        own = [node.text for item, _ in (*items(name.sub), *items(name.sup)) for node in walk(item) if isinstance(node, Number)]
        for reading in symbols.lookup(name)[:1] if own else ():
            part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
            quantity = symbols.world.quantities.get(part.quantity) if isinstance(part, Part) else None
            if quantity is not None and isinstance(part, Part):
                for axis, index in zip(quantity.axes, part.indices, strict=False):
                    number = number_of(index)
                    if number is not None and counts_entries(axis) and any(str(number) in text for text in own):
                        yield number, axis


def _starts(rows: Iterable[Row]) -> Iterator[int]:
    """The numbers with which sums begin whose end is named."""
    for node in nodes(rows):
        if isinstance(node, Big) and node.kind == "sum" and node.upper is not None:
            yield from (number for item in node.under if (number := _begin(item)) is not None)


def _begin(item: Node) -> int | None:
    """The number with which a sum begins, if it is zero or one."""
    begins = isinstance(item, Relation) and item.op == "=" and isinstance(item.right, Number) and item.right.text in "01"
    return int(item.right.text) if begins and isinstance(item, Relation) and isinstance(item.right, Number) else None


def _reckons(symbols: Dictionary, rows: Iterable[Row], classes: frozenset[str]) -> bool:
    """Whether a text compares a class with a number, or computes with it."""

    def is_class(node: Node) -> bool:
        readings = symbols.lookup(node) if isinstance(node, Name) else ()
        part = readings[0].meaning if readings else None
        return isinstance(part, Part) and part.quantity in classes

    for node in nodes(rows):
        parts: tuple[Node, ...] = ()
        if isinstance(node, Relation):
            parts = (node.left, node.right) if isinstance(node.left, Number) or isinstance(node.right, Number) else ()
        elif isinstance(node, Sum):
            parts = tuple(term for _, term in node.terms)
        elif isinstance(node, Product):
            parts = tuple(factor for _, factor in node.factors)
        if any(map(is_class, parts)):
            return True
    return False


def _takes(one: Declaration, classes: frozenset[str]) -> bool:
    """Whether a declaration computes with a class: ``"y^{(i)}" = "2*k[i] - 1"``."""
    node = formula_of(one)
    return any(
        isinstance(part, plain.Chain) and any(getattr(operand, "name", "") in classes for operand in part.operands)
        for part in (node.walk() if node is not None else ())
    )
