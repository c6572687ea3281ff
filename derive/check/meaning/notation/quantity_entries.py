"""Entries for quantities, whole and in part, and for the gradients by them.

A quantity takes the indices that its pattern binds, and fills the axes that are left with the further indices of the
name, in the order of the axes.  A name with fewer indices than axes means a part of the quantity: a row (or, less
likely, a column).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.entries import Entry, is_mark_above, left_over
from derive.check.meaning.notation.filling import ALL, number_of, of_example, placed
from derive.check.meaning.notation.patterns import Item, Match
from derive.check.meaning.symbols import (
    GradientOf,
    Meaning,
    Part,
    Reading,
)
from derive.check.meaning.trees import letter_of, put
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node, Number, Words
from derive.check.reading.vocabulary import TRANSPOSE_MARKS

MODEL = "model"
"""The style of a name that is a quantity of the model, whatever it is called in the text."""
LAST_LAYER = "L"
"""The model's own name for the number of its layers."""
_COUNTING = INDEX_LETTERS - {"l"}
"""Letters that may count the entries of a vector; l counts layers."""


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
    negative: bool = False
    """Whether the negative gradient is meant."""

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if name.primes != self.pattern.primes or self._is_another_vector(name, match) or self._is_no_cost(name):
            return
        if (digits := self._digits(match)) is not None:
            yield self._with(self._part(digits), match, "")
        put_in = [put(i, match.letters) if i is not None else None for i in self.indices or (None,) * len(self.quantity.axes)]
        slots = [None if node in ALL else node for node in put_in]
        if self.declared:
            slots, above = of_example(slots, match.above, self.quantity)
            match = replace(match, above=above)
        for filled, words in placed(slots, self._numbered(match.below), self.quantity, self.transposed):
            yield self._with(self._part(tuple(filled)), match, words)
        if (letter := self._letter_above(slots, match)) is not None:
            told = f"a letter above {name.base} is an index"
            yield self._with(self._part((letter,)), Match(match.letters), told)
        if not (match.below or match.above) and (last := self._of_last_layer(slots)) is not None:
            yield self._with(last, match, f"{name.base} is that of the last layer")

    def guesses(self, name: Name) -> bool:
        """Whether the letter that is declared to be the step stands further on: where ``h_t`` is the step t of h, ``h_{a,t}``
        may be another symbol than the entry t of its step a."""
        match = self.pattern.match(name) if self.declared and self.quantity.axes and self.indices else None
        step = letter_of(self.indices[0]) if match is not None and self.indices[0] is not None else None
        if match is None or step is None or self.quantity.axes[0].kind != "time":
            return super().guesses(name)
        return letter_of(match.letters.get(step, Name(step))) != step and any(
            letter_of(item) == step for item, _ in match.below
        )

    def _is_another_vector(self, name: Name, match: Match) -> bool:
        """A bold letter with a number below is not an entry (entries are not bold), but a vector of that name; there may be one
        for each step, or for each example."""
        bold = name.style == "bold" and name.base.islower()
        several = len(self.quantity.axes) > 1 and self.quantity.axes[0].kind in ("time", "example")
        return bold and not several and len(match.below) == 1 and isinstance(match.below[0][0], Number)

    def _is_no_cost(self, name: Name) -> bool:
        """Whether a bold letter with scripts would be the cost by usage, or one that the model does not call so:
        ``\\mathbf{E}^{(L)}`` is an array, ``\\mathbf{J}`` a Jacobian."""
        named = name.base == self.quantity.name and not (name.sub or name.sup)
        return self.quantity.role == "cost" and not self.declared and name.style == "bold" and not named

    def _letter_above(self, slots: list[Node | None], match: Match) -> Node | None:
        """The letter above a vector, which rather is an index than an exponent: ``\\sum_i y^i \\ln p^i``."""
        if slots != [None] or match.below or len(match.above) != 1 or self.quantity.axes[0].kind:
            return None
        node, bracket = match.above[0]
        letter = letter_of(node)
        return None if bracket or letter not in _COUNTING or is_mark_above(node) else node

    def _of_last_layer(self, slots: list[Node | None]) -> Part | None:
        """The last layer's part of what all layers have, where no layer is named: ``\\nabla_a C`` of the output."""
        axes = self.quantity.axes
        if not axes or axes[0].kind != "layer" or slots[0] is not None or self.quantity.role != "intermediate":
            return None
        return self._part((Name(LAST_LAYER, style=MODEL), *slots[1:]))

    def _digits(self, match: Match) -> tuple[Node, ...] | None:
        """The indices of ``x_{21}`` where only ``x_n`` is declared, the row of a table: a digit for each axis."""
        first, *rest = self.indices or (None,)
        number = match.letters.get(letter_of(first) or "") if first is not None else None
        if any(index is not None for index in rest) or not rest or not isinstance(number, Number) or match.below:
            return None
        return tuple(map(Number, number.text)) if number.text.isdigit() and len(number.text) == len(rest) + 1 else None

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
        return Part(self.quantity.name, indices, self._turns(indices))

    def _turns(self, indices: tuple[Node | None, ...]) -> bool:
        """Whether what is left open is transposed: a matrix, or a gradient that lies as a row; NumPy's ``x.T`` of a vector is x
        itself."""
        left = sum(index is None for index in indices)
        is_vector = sum(axis.kind != "layer" for axis in self.quantity.axes) == 1
        return self.transposed and (left > 1 or (self.gradient and left == 1 and is_vector))

    def _with(self, part: Part, match: Match, words: str) -> Reading:
        meaning: Meaning = GradientOf(part, self.of, self.negative) if self.gradient else part
        told = "; ".join(w for w in (self.words, words) if w)
        return Reading(meaning, left_over(match), told)


@dataclass(frozen=True)
class CountedEntry(QuantityEntry):
    """A quantity that the specification calls by its letter with an index, ``Li``."""

    def doubt(self, name: Name, reading: Reading) -> int:
        """What is written as in the specification is as plausible as it can be."""
        return min(super().doubt(name, reading), 1) - 1


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

    def _meanings(self, name: Name, match: Match) -> Iterator[Reading]:
        if not any(isinstance(layer, Name) and layer.base in TRANSPOSE_MARKS for layer in match.letters.values()):  # W_2^T
            yield from super()._meanings(name, match)

    def _part(self, indices: tuple[Node | None, ...]) -> Part:
        layer = max(self.members, default=None) if indices[0] == Name(LAST_LAYER, style=MODEL) else number_of(indices[0])
        if layer is None or layer not in self.members:
            return super()._part(indices)
        return Part(self.members[layer].name, indices[1:], self._turns(indices[1:]))

    def without_layer(self, name: Name) -> Iterator[Reading]:
        """The meanings of the letter alone, where the pattern has the layer and no other script."""
        scripts = (*self.pattern.below, *self.pattern.above)
        slots: list[Node | None] = [None] * len(self.quantity.axes)
        layered = len(scripts) == 1 and self.indices[:1] == (scripts[0][0],) and not any(self.indices[1:])
        if layered and (last := self._of_last_layer(slots)) is not None:
            yield Reading(Part(self.quantity.name, tuple(slots), self.transposed))
            yield Reading(last, (), f"{name.base} is that of the last layer")


def counts_units(entry: Entry) -> bool:
    """Whether an entry is the number of units of each layer."""
    return isinstance(entry, QuantityEntry) and entry.quantity.role == "size"
