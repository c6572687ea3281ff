"""Entries of a dictionary: a pattern, and what it stands for.

A quantity takes the indices that its pattern binds, and fills the axes that are left with the further indices of the name, in the
order of the axes.  A name with fewer indices than axes means a part of the quantity: a row (or, less likely, a column).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from derive.check.meaning.patterns import Item, Match, Pattern, is_index
from derive.check.meaning.symbols import (
    Formula,
    FunctionOf,
    GradientOf,
    IndexLetter,
    Kronecker,
    Meaning,
    NumberOf,
    Part,
    Reading,
    SizeOf,
)
from derive.check.meaning.trees import letter_of, put
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node, Number

__all__ = ["Entry", "FormulaEntry", "FunctionEntry", "KroneckerEntry", "PlainEntry", "QuantityEntry", "StackEntry"]


@dataclass(frozen=True)
class Entry:
    """A pattern; subclasses say what it stands for.  ``words`` tells how it was read, where that is worth telling."""

    pattern: Pattern
    words: str = field(default="", kw_only=True)

    def readings(self, name: Name) -> Iterator[Reading]:
        """The meanings of a name that the pattern matches (none if it doesn't)."""
        match = self.pattern.match(name)
        if match is not None and name.primes >= self.pattern.primes:
            yield from self._meanings(name, match)

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        raise NotImplementedError

    def _reading(self, meaning: Meaning, match: Match) -> Reading:
        return Reading(meaning, tuple(node for node, _ in match.above), self.words)


@dataclass(frozen=True)
class PlainEntry(Entry):
    """A symbol whose meaning has no open places: a size, an index with its range, a number."""

    meaning: SizeOf | IndexLetter | NumberOf

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if not match.below and not name.primes:
            yield self._reading(self.meaning, match)


@dataclass(frozen=True)
class QuantityEntry(Entry):
    """A quantity, or the gradient by it; ``indices`` holds index expressions with the pattern's letters, None for open axes."""

    quantity: Quantity
    indices: tuple[Node | None, ...] = ()
    gradient: bool = False
    of: str | None = None
    transposed: bool = False

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if name.primes != self.pattern.primes:
            return
        slots = [put(i, match.letters) if i is not None else None for i in self.indices or (None,) * len(self.quantity.axes)]
        for filled, words in placed(slots, match.below, self.quantity, self.transposed):
            yield self._with(self._part(tuple(filled)), match, words)

    def _part(self, indices: tuple[Node | None, ...]) -> Part:
        return Part(self.quantity.name, indices, self.transposed and sum(i is None for i in indices) > 1)

    def _with(self, part: Part, match: Match, words: str) -> Reading:
        meaning: Meaning = GradientOf(part, self.of) if self.gradient else part
        told = "; ".join(w for w in (self.words, words) if w)
        return Reading(meaning, tuple(node for node, _ in match.above), told)


@dataclass(frozen=True)
class StackEntry(QuantityEntry):
    """A quantity with the layer as its first axis, whose layers have names of their own: a number names one of them."""

    members: Mapping[int, Quantity] = field(default_factory=dict)

    def _part(self, indices: tuple[Node | None, ...]) -> Part:
        layer = number_of(indices[0])
        if layer is None or layer not in self.members:
            return super()._part(indices)
        return Part(self.members[layer].name, indices[1:], self.transposed and sum(i is None for i in indices) > 1)


@dataclass(frozen=True)
class FunctionEntry(Entry):
    """A function by name; a number above may be an exponent: ``\\sigma^2``."""

    function: str

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if match.below or len(match.above) > 1:
            return
        power = match.above[0][0] if match.above else None
        yield Reading(FunctionOf(self.function, name.primes, power), (), self.words)


@dataclass(frozen=True)
class FormulaEntry(Entry):
    """An abbreviation for an expression, in which the pattern's letters are replaced; ``axes`` indices may follow."""

    node: Node
    open: tuple[str, ...] = ()

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if name.primes != self.pattern.primes or len(match.below) != len(self.open):
            return
        further = {letter: item[0] for letter, item in zip(self.open, match.below, strict=True)}
        yield self._reading(Formula(put(self.node, {**match.letters, **further})), match)


@dataclass(frozen=True)
class KroneckerEntry(Entry):
    """``\\delta_{ij}`` with two indices below and none above."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if len(match.below) == 2 and not match.above and not name.primes:
            yield Reading(Kronecker(match.below[0][0], match.below[1][0]))


def placed(
    slots: list[Node | None], below: tuple[Item, ...], quantity: Quantity, transposed: bool
) -> Iterator[tuple[list[Node | None], str]]:
    """The open slots filled with indices: in the order of the axes; too few indices fill the first axes, or the last ones."""
    open_axes = [axis for axis, index in enumerate(slots) if index is None]
    if len(below) > len(open_axes) or not all(is_index(node) for node, _ in below):
        return
    nodes = [node for node, _ in below]
    if transposed:
        open_axes.reverse()
    yield _filled(slots, open_axes[: len(nodes)], nodes), ""
    if 0 < len(nodes) < len(open_axes):
        words = f"an index below {quantity.name} counts its columns"
        yield _filled(slots, open_axes[-len(nodes) :], nodes), words


def _filled(slots: list[Node | None], axes: list[int], nodes: list[Node]) -> list[Node | None]:
    filled = list(slots)
    for axis, node in zip(axes, nodes, strict=True):
        filled[axis] = node
    return filled


def number_of(node: Node | None) -> int | None:
    """The whole number that an index is, if it is one."""
    if isinstance(node, Number) and node.text.isdigit():
        return int(node.text)
    return None


def index_letter(name: Name) -> IndexLetter | None:
    """The letter that a name is as an index, if it can be one."""
    letter = letter_of(name)
    return IndexLetter(letter) if letter is not None else None
