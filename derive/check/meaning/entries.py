"""Entries of a dictionary: a pattern, and what it stands for.

A quantity takes the indices that its pattern binds, and fills the axes that are left with the further indices of the
name, in the order of the axes.  A name with fewer indices than axes means a part of the quantity: a row (or, less
likely, a column).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from derive.check.meaning.patterns import Item, Match, Pattern, is_index
from derive.check.meaning.sorting import INDEX_LETTERS
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
from derive.check.reading.syntax import Group, Name, Node, Number, Product, Relation, Script, Scripted, Sum, Words

__all__ = ["Entry", "FormulaEntry", "FunctionEntry", "KroneckerEntry", "PlainEntry", "QuantityEntry", "StackEntry"]


@dataclass(frozen=True)
class Entry:
    """A pattern; subclasses say what it stands for.  ``words`` tells how it was read, where that is worth telling."""

    pattern: Pattern
    words: str = field(default="", kw_only=True)
    declared: bool = field(default=False, kw_only=True)
    """Whether the specification says so, and not usage."""

    def readings(self, name: Name) -> Iterator[Reading]:
        """The meanings of a name that the pattern matches (none if it doesn't)."""
        match = self.pattern.match(name)
        if match is not None and name.primes >= self.pattern.primes:
            yield from self._meanings(name, match)

    def doubt(self, name: Name, reading: Reading) -> int:
        """How doubtful a reading is: one that leaves an exponent over is (a number in the place of an example's letter is an
        exponent, rather); a symbol that is written exactly so is not (``n_1``, where ``n`` is a vector, too)."""
        if (reading.rest and not all(_is_mark(node) for node in reading.rest)) or self._is_list_of_costs(reading):
            return 3
        match = self.pattern.match(name) if "n" in self.pattern.letters else None
        example = match.letters.get("n") if match is not None else None
        if isinstance(example, Number) or _is_mark(example):
            return 3
        if self.words or self._counts_layers(reading):
            return 2
        if self._is_cost(reading):
            return 0
        exact = not self.pattern.letters and bool(self.pattern.below or self.pattern.above)
        numbered = all(isinstance(item, Number) for item, _ in self.pattern.below)
        return 0 if exact and not reading.rest and (numbered or not isinstance(reading.meaning, SizeOf)) else 1

    def _is_list_of_costs(self, reading: Reading) -> bool:
        """Whether the costs of all examples would be meant: the letter alone is their sum or mean."""
        return False

    def _is_cost(self, reading: Reading) -> bool:
        """Whether the cost is meant."""
        return False

    def _counts_layers(self, reading: Reading) -> bool:
        """Whether an index below counts layers."""
        return False

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        raise NotImplementedError

    def _reading(self, meaning: Meaning, match: Match) -> Reading:
        return Reading(meaning, left_over(match), self.words)


def _is_mark(node: Node | None) -> bool:
    """Whether a superscript is a mark of transposition or the like, and no exponent."""
    return isinstance(node, Name) and node.base in ("T", "top", "intercal", "t", "prime")


def left_over(match: Match) -> tuple[Node, ...]:
    """The scripts above that a meaning has not used up; a number in brackets keeps them: it is no exponent."""
    return tuple(
        Group((node,), bracket[0], bracket[1]) if bracket and isinstance(node, Number) else node
        for node, bracket in match.above
    )


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
    gates: tuple[tuple[str, int], ...] = ()
    """Letters that name the numbers of an index: the gates of a recurrent unit."""
    sure: bool = False
    """Whether the letter is the cost's in the notation of the page, and nothing else's."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if name.primes != self.pattern.primes or _is_another_vector(name, match):
            return
        slots = [put(i, match.letters) if i is not None else None for i in self.indices or (None,) * len(self.quantity.axes)]
        for filled, words in placed(slots, self._numbered(match.below), self.quantity, self.transposed):
            yield self._with(self._part(tuple(filled)), match, words)

    def _is_list_of_costs(self, reading: Reading) -> bool:
        return self.quantity.role == "cost" and isinstance(reading.meaning, Part) and None in reading.meaning.indices

    def _is_cost(self, reading: Reading) -> bool:
        what = reading.meaning
        return self.sure and isinstance(what, Part) and None not in what.indices and not reading.rest

    def _counts_layers(self, reading: Reading) -> bool:
        axes = self.quantity.axes
        return bool(axes) and axes[0].kind == "layer" and not self.pattern.letters and self.pattern.head[0] == "delta"

    def _numbered(self, below: tuple[Item, ...]) -> tuple[Item, ...]:
        """The indices with the number of a gate in the place of its letter."""
        numbers = dict(self.gates)
        if not numbers:
            return below
        named = [(item.text if isinstance(item, Words) else "", item, bracket) for item, bracket in below]
        return tuple((Number(str(numbers[t])) if t in numbers else item, bracket) for t, item, bracket in named)

    def _part(self, indices: tuple[Node | None, ...]) -> Part:
        return Part(self.quantity.name, indices, self.transposed and sum(i is None for i in indices) > 1)

    def _with(self, part: Part, match: Match, words: str) -> Reading:
        meaning: Meaning = GradientOf(part, self.of) if self.gradient else part
        told = "; ".join(w for w in (self.words, words) if w)
        return Reading(meaning, left_over(match), told)


@dataclass(frozen=True)
class BareEntry(QuantityEntry):
    """A quantity whose symbol with a script in brackets, ``x^{(i)}``, is another one."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if not any(bracket for _, bracket in match.above):
            yield from super()._meanings(name, match)


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
        if name.primes != self.pattern.primes:
            return
        further = {letter: item[0] for letter, item in zip(self.open, match.below, strict=False)}
        node = put(self.node, {**match.letters, **further})
        beyond = match.below[len(self.open) :]
        if beyond:  # an entry of something that was defined as a whole
            indices = tuple(item for item, _ in beyond)
            node = Scripted(Group((node,)), sub=(Script(indices, ""),))
        yield self._reading(Formula(node), match)


@dataclass(frozen=True)
class KroneckerEntry(Entry):
    """``\\delta_{ij}`` with two indices below and none above, or ``\\delta^i_j`` with two letters that count entries."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        compared = any(isinstance(node, Relation) for node, _ in match.below)  # delta_{ij != y_i} is the author's own
        if len(match.below) == 2 and not match.above and not name.primes and not compared:
            yield Reading(Kronecker(match.below[0][0], match.below[1][0]))
        if len(match.below) == len(match.above) == 1 and not name.primes:
            (below, _), (above, bracket) = match.below[0], match.above[0]
            letters = letter_of(below), letter_of(above)
            if not bracket and len(set(letters)) == 2 and all(letter is not None and letter in _ENTRY for letter in letters):
                yield Reading(Kronecker(above, below))


_ENTRY = frozenset("ijkmnpqrs")
"""Letters that count entries, and hardly ever layers or steps."""


def _is_another_vector(name: Name, match: Match) -> bool:
    """A bold letter with a number below is not an entry (entries are not bold), but a vector of that name."""
    return name.style == "bold" and name.base.islower() and len(match.below) == 1 and isinstance(match.below[0][0], Number)


def placed(
    slots: list[Node | None], below: tuple[Item, ...], quantity: Quantity, transposed: bool
) -> Iterator[tuple[list[Node | None], str]]:
    """The open slots filled with indices: in the order of the axes; too few indices fill the first axes, or the last ones."""
    open_axes = [axis for axis, index in enumerate(slots) if index is None]
    below = _digits(below, len(open_axes))
    if len(below) > len(open_axes) or not all(is_index(node) for node, _ in below):
        return
    nodes = [node for node, _ in below]
    if transposed:
        open_axes.reverse()
    yield _filled(slots, open_axes[: len(nodes)], nodes), ""
    if 0 < len(nodes) < len(open_axes):
        words = f"an index below {quantity.name} counts its columns"
        yield _filled(slots, open_axes[-len(nodes) :], nodes), words


def _digits(below: tuple[Item, ...], axes: int) -> tuple[Item, ...]:
    """``w_{12}`` of a matrix has two indices of one digit each."""
    if len(below) == 1 and axes > 1:
        node, bracket = below[0]
        if isinstance(node, Number) and node.text.isdigit() and len(node.text) == axes:
            return tuple((Number(digit, span=node.span), bracket) for digit in node.text)
        if isinstance(node, Words) and node.text.isalpha() and node.text.islower() and len(node.text) == axes > 2:
            return tuple((Name(letter, span=node.span), bracket) for letter in node.text)  # no word, but M_{cikuv}
        if isinstance(node, Product) and len(node.factors) == axes and all(sign == "" for sign, _ in node.factors):
            return tuple((factor, bracket) for _, factor in node.factors)  # x_{N1}
    return below


ALL = (Name(":"),)
"""What leaves an axis open in the place of its index: ``S_{i,:}``."""


def _filled(slots: list[Node | None], axes: list[int], nodes: list[Node]) -> list[Node | None]:
    filled = list(slots)
    for axis, node in zip(axes, nodes, strict=True):
        filled[axis] = None if node in ALL else node
    return filled


def number_of(node: Node | None) -> int | None:
    """The whole number that an index is, if it is one."""
    if isinstance(node, Number) and node.text.isdigit():
        return int(node.text)
    if isinstance(node, Sum):
        terms = [(sign, number_of(term)) for sign, term in node.terms]
        return None if any(n is None for _, n in terms) else sum(sign * (n or 0) for sign, n in terms)
    return None


def index_letter(name: Name) -> IndexLetter | None:
    """The letter that a name is as an index, if it can be one."""
    letter = letter_of(name)
    if letter is None or (name.sub and name.base not in INDEX_LETTERS):
        return None
    # A d in front of a symbol makes a gradient of it.
    return IndexLetter(letter) if name.base.islower() and name.base != "d" else None
