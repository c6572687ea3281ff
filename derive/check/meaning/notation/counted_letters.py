"""The number of what a sum adds up, by another letter than the specification's: ``\\frac1m \\sum_{i=1}^m x_i``.

Input: a dictionary, and the rows of a text.  Output: sizes for letters that nothing else explains and that stand below a line
in front of a sum, or below the sum itself: as many as the axis has that the sum's letter indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from derive.check.meaning.notation.entries import PlainEntry
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.symbols import GradientOf, IndexLetter, Part, SizeOf
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Fraction, Name, Node, Product, Relation
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.meaning.notation.dictionary import Dictionary


def entries(symbols: Dictionary, rows: Iterable[Row]) -> Iterator[PlainEntry]:
    """A size for each such letter whose uses agree."""
    rows = list(rows)
    found: dict[Name, set[str]] = {}
    for big, numbers in _sums(nodes(rows)):
        for name in (one for one in numbers if isinstance(one, Name) and _is_unknown(symbols, one)):
            found.setdefault(name, set()).update(_sizes(symbols, big))
    running = {letter for node in nodes(rows) if isinstance(node, Big) for letter in _letters(node)}
    for name, sizes in found.items():
        if len(sizes) == 1 and name.base not in running:
            yield PlainEntry(Pattern.of(name), SizeOf(sizes.pop()), guess=True)


def _sums(found: Iterable[Node]) -> Iterator[tuple[Big, tuple[Node, ...]]]:
    """Sums with what may be the number of their terms."""
    for node in found:
        if isinstance(node, Fraction) and isinstance(node.over, Big):
            yield node.over, (node.under,)
        elif isinstance(node, Product) and isinstance(last := node.factors[-1][1], Big):
            yield last, tuple(factor.under for _, factor in node.factors if isinstance(factor, Fraction))


def _is_unknown(symbols: Dictionary, name: Name) -> bool:
    bare = not (name.sub or name.sup or name.primes or name.accents) and len(name.base) == 1
    return bare and all(isinstance(reading.meaning, IndexLetter) for reading in symbols.lookup(name))


def _letters(big: Big) -> Iterator[str]:
    """The letters of a sum."""
    for item in big.under:
        letter = letter_of(item.left if isinstance(item, Relation) else item)
        if letter is not None:
            yield letter


def _sizes(symbols: Dictionary, big: Big) -> Iterator[str]:
    """The lengths of the axes that the letter of a sum indexes."""
    letters: set[str | None] = set(_letters(big))
    for name in (node for node in walk(big.body) if isinstance(node, Name) and len(letters) == 1):
        for reading in symbols.lookup(name)[:1]:
            part = reading.meaning.part if isinstance(reading.meaning, GradientOf) else reading.meaning
            if isinstance(part, Part):
                axes = symbols.world.quantities[part.quantity].axes
                pairs = zip(axes, part.indices, strict=False)
                yield from (axis.size for axis, index in pairs if index is not None and letter_of(index) in letters)
