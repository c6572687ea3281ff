"""Symbols that nothing defines: which of them are quantities, and which only letters, sizes, or other ways to write one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from derive.check.meaning.axes.averages import averaged
from derive.check.meaning.axes.shapes import Shapes, occurrences
from derive.check.meaning.definitions.findings import Findings
from derive.check.meaning.definitions.mentions import applied, arguments_of, symbols_in
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.entries import PlainEntry
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.notation.quantity_entries import BareEntry, QuantityEntry
from derive.check.meaning.symbols import FunctionOf, NumberOf, Part, SizeOf
from derive.check.meaning.text.guesses import COSTS, shape_in_words
from derive.check.meaning.text.ranks import Ranks
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import ANY_NUMBER, Axis, Quantity
from derive.check.reading.rows import nodes
from derive.check.reading.syntax import Big, Derivative, Name, Product, Sum
from derive.check.reading.tree import walk

MOST_INDICES = 8
"""An array with more axes than these has too many entries, however short they are."""


class Leaves(Ranks):
    """What a text takes as given."""

    def _leaves(self, found: Findings, shapes: Shapes, declared: list[Declaration], shaped: Mapping[Key, Declaration]) -> None:
        """A quantity for each; ``shaped`` are the declared ones (of several of one name the last)."""
        dummies = {self.sorter.split(name).key for name in arguments_of(self.rows)}
        for key, names in found.leaves.items():
            if self.base is not None and key not in shaped and key not in dummies:
                continue  # a specification says what there is: other symbols are unknown
            if max(len(parts.indices) for _, parts in names) > MOST_INDICES:
                self.told.append(f"{key.name}: nothing has so many indices")
                continue
            self._leaf(key, names, shapes, key in shaped)
        for one in declared:
            if shaped[self.sorter.split(one.name).key] is not one:
                self._alone(one)
        self._same_ones()

    def _drop_letters(self, found: Findings, shaped: Mapping[Key, Declaration]) -> None:
        """Letters of sums and indices, and the sizes that sums run up to, are no quantities."""
        letters, limits = self._counting()
        prefixes = {one.base for one, _ in self._prefixed()}
        for key in [key for key in found.leaves if key not in shaped]:
            plain = not key.below and not key.above and not key.head[1]
            indexed = any(p.indices for _, p in found.leaves[key])
            is_prefix = key.head[0] in prefixes  # the gradient by what follows
            counts = key.head in limits or (self.sorter.may_count(key.head[0]) and key.head[0] in letters)
            if plain and not indexed and (is_prefix or counts):
                del found.leaves[key]
        for top in sorted(limits | self._last_ones()):
            if self.base is None and not any(key.head == top for key in (*found.leaves, *found.definitions)):
                self.world.sizes.setdefault(top[0], None)
                self.symbols.add(PlainEntry(Pattern(top), SizeOf(top[0])))

    def _counting(self) -> tuple[set[str | None], set[Head]]:
        """The letters that count, and the symbols up to which sums run."""
        letters: set[str | None] = set()
        limits: set[Head] = set()
        for node in nodes(self.rows):
            if isinstance(node, Big):
                letters |= {letter_of(inner) for item in node.under for inner in walk(item)}
                limits |= {head(n) for n in walk(node.upper) if isinstance(n, Name)} if node.upper else set()
            if isinstance(node, Name):
                letters |= {letter_of(i) for script in (*node.sub, *node.sup) for i in script.items}
        divided = {head(count) for node in nodes(self.rows) for count, _ in averaged(node)} if self.base is None else set()
        return letters, limits | {top for top in divided if top[0] not in letters}

    def _last_ones(self) -> set[Head]:
        """Capital letters that stand as an index where other symbols have a letter: ``a^L`` beside ``a^l``."""
        last = set()
        for name in self.names:
            parts = self.sorter.split(name)
            for index in parts.indices:
                if isinstance(index, Sum) and isinstance(index.terms[0][1], Name):
                    index = index.terms[0][1]
                if isinstance(index, Name) and self.sorter.is_last(index):
                    last.add(head(index))
        return last

    def _alias(self, found: Findings, shaped: Mapping[Key, Declaration]) -> None:
        """Two ways to write one symbol: ``W^c`` beside ``W_c``, a capital letter for the matrix of ``w_{ij}``; ``w_k`` for the
        rows of a matrix W whose shape is stated."""
        for key in list(found.leaves):
            below = tuple((item, "") for item, _ in key.above)
            other = Key(key.head, below, (), key.primes) if key.above and not key.below else None
            if other in found.leaves:
                self.aliases[key] = other
                del found.leaves[key]
        for key in list(found.leaves):
            top = key.head[0]
            if len(top) != 1 or not top.isupper() or occurrences(p for _, p in found.leaves[key])[1]:
                continue
            small = Key((top.lower(), *key.head[1:]), key.below, key.above, key.primes)
            names = found.leaves.get(small) or []
            counts = occurrences(p for _, p in names)
            if not names or counts[0] < 1 or top in COSTS:
                continue
            rows = key in shaped and len(shaped[key].of) == 2 and small not in shaped
            if rows and counts == (1, 1) and self._is_applied(key):
                self.rows_of[small] = (key, found.leaves.pop(small))
            else:
                self.aliases[key] = small
                del found.leaves[key]

    def _is_applied(self, key: Key) -> bool:
        """Whether a matrix stands somewhere in front of a factor as it is: then its rows are what it has many of."""
        pairs = (pair for node in nodes(self.rows) if isinstance(node, Product) for pair in pairwise(node.factors))
        names = (one for (_, one), (sign, _) in pairs if sign in ("", "cdot") and isinstance(one, Name))
        return any(parts.key == key and not parts.rest for parts in map(self.sorter.split, names))

    def _same_ones(self) -> None:
        """The other ways to write what has become a quantity."""
        for small, (key, names) in self.rows_of.items():
            self._entries(small, self.world.quantities[key.name], names)
            self.told.append(f"{small.name}: the rows of {key.name}")
        for key, small in self.aliases.items():
            if small.name in self.world.quantities:
                pattern = Pattern(key.head, key.below, key.above, primes=key.primes)
                self.symbols.add(QuantityEntry(pattern, self.world.quantities[small.name]))
                self.told.append(f"{key.name}: the same as {small.name}")

    def _dummies(self) -> None:
        """A symbol that is the argument of a function on a left side may stand for any number there."""
        arrays = set(self._only_of_costs())
        for name in dict.fromkeys((*arguments_of(self.rows), *self._variables())):
            if name not in arrays and any(isinstance(reading.meaning, Part) for reading in self.symbols.lookup(name)):
                quantity = Quantity(f"{ANY_NUMBER}{name.base}", (), "input")
                if quantity.name in self.world.quantities:
                    continue
                self.world.add(quantity)
                self.world.leaves.append(quantity.name)
                shaped = self.base is not None and any(one.name == name for one in self.declared.of_kind("shape"))
                pattern = Pattern.of(self.symbols.known_as(name))
                self.symbols.add(QuantityEntry(pattern, quantity, words=f"{name.base} as any number", declared=shaped))

    def _only_of_costs(self) -> Iterator[Name]:
        """What is declared to be an array, and is the argument of costs alone: ``J(\\Sigma)`` says nothing of any number."""
        numbers = self._numbers_by_name()
        lefts = [applied(claim.left) for row in self.rows for claim in row.claims]
        for one in self.declared.of_kind("shape"):
            called = {head(name) for name, arguments in lefts if name is not None and arguments == (one.name,)}
            if one.of and called and called <= numbers:
                yield one.name

    def _variables(self) -> Iterator[Name]:
        """The bare symbol by which a row differentiates that speaks of nothing but functions of it."""
        for row in self.rows:
            for claim in row.claims:
                if not isinstance(claim.left, Derivative) or len(claim.left.by) != 1:
                    continue
                (by,) = claim.left.by
                names = {name for side in claim.sides for name in symbols_in(side)} - {by}
                if isinstance(by, Name) and not by.sub and not by.sup and all(map(self._is_function, names)):
                    yield by

    def _is_function(self, name: Name) -> bool:
        readings = self.symbols.lookup(name)
        return name.base == "e" or bool(readings and isinstance(readings[0].meaning, (FunctionOf, NumberOf)))

    def _alone(self, one: Declaration) -> None:
        """A symbol that is declared without the index that it has elsewhere: x beside ``x^{(i)}``."""
        axes = []
        for size in one.of:
            self.world.sizes.setdefault(size, int(size) if size.isdigit() else None)
            axes.append(Axis(size))
        quantity = Quantity(f"{one.name.base} alone", tuple(axes), "input")
        self.world.add(quantity)
        self.world.leaves.append(quantity.name)
        self.symbols.drop(Pattern.of(one.name))
        self.symbols.add(BareEntry(Pattern.of(one.name), quantity), first=True)
        self.told.append(f"{one.name.base} without an index: declared with {shape_in_words(quantity)}")
