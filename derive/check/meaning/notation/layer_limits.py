"""The number of units of a layer, as a text writes it where a sum ends: ``\\sum_{j=1}^{s_{l+1}} \\delta_j^{(l+1)}``.

Input: a dictionary, and the rows of a text.  Output: entries for symbols that nothing else explains, stand above a sum, and
have below them what stands above a vector (one for each example) that the sum's letter indexes: the length of that vector,
or, where that depends on the layer, the number of units of any layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from derive.check.meaning.notation.entries import Entry, PlainEntry
from derive.check.meaning.notation.forms import LAYER, pattern
from derive.check.meaning.notation.patterns import Pattern, head, items, plain
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.inventory import WIDTHS
from derive.check.meaning.symbols import GradientOf, Part, SizeOf
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Name, Node, Number, Relation
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.meaning.notation.dictionary import Dictionary


def entries(symbols: Dictionary, rows: Iterable[Row]) -> Iterator[Entry]:
    """A size for each such symbol whose uses agree."""
    found: dict[Name, set[str | None]] = {}
    for node in nodes(rows):
        end = node.upper if isinstance(node, Big) and node.kind == "sum" else None
        if isinstance(node, Big) and isinstance(end, Name) and _has_label(end) and not symbols.lookup(end):
            found.setdefault(end, set()).update(_lengths(symbols, node, end))
    for name, sizes in found.items():
        size = next(iter(sizes)) if len(sizes) == 1 else ""
        if size is None:
            any_layer = pattern(head(name), ((LAYER, ""),), (), "l")
            yield QuantityEntry(any_layer, symbols.world.quantities[WIDTHS], (LAYER,), guess=True)
        elif size:
            yield PlainEntry(Pattern.of(name), SizeOf(size), guess=True)


def _has_label(name: Name) -> bool:
    return bool(name.sub) and not name.sup and not name.primes and len(name.base) == 1


def _lengths(symbols: Dictionary, node: Big, end: Name) -> Iterator[str | None]:
    """The lengths of the vectors of that layer over which a sum runs from one; None for one that depends on the layer."""
    letter = _counted(node)
    layer = [plain(item) for item, _ in items(end.sub)]
    for name in walk(node.body):
        if not isinstance(name, Name) or letter is None:
            continue
        below, above = [plain(item) for item, _ in items(name.sub)], [plain(item) for item, _ in items(name.sup)]
        if below[-1:] == [letter] and above == layer and (len(below) == 1 or _is_of_examples(symbols, name)):
            yield from _length(symbols, name, letter, layer)


def _is_of_examples(symbols: Dictionary, name: Name) -> bool:
    """Whether a symbol is an entry of a table with a row for each example."""
    for reading in symbols.lookup(name)[:1]:
        part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
        if isinstance(part, Part):
            return any(axis.kind == "example" for axis in symbols.world.quantities[part.quantity].axes)
    return False


def _counted(node: Big) -> Node | None:
    """The letter of a sum that begins with one."""
    under = node.under[0] if len(node.under) == 1 else None
    begins = isinstance(under, Relation) and under.op == "=" and isinstance(under.left, Name) and under.right == Number("1")
    return under.left if begins and isinstance(under, Relation) else None


def _length(symbols: Dictionary, name: Name, letter: Node, layer: list[Node]) -> Iterator[str | None]:
    for reading in symbols.lookup(name)[:1]:
        part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
        if isinstance(part, Part) and letter in part.indices and not reading.rest:
            axis = symbols.world.quantities[part.quantity].axes[part.indices.index(letter)]
            if not axis.ragged:
                yield axis.size
            elif WIDTHS in symbols.world.quantities and [part.indices[0]] == layer:
                yield None
