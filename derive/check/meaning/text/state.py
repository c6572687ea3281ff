"""What is put together while a text is read: its world, its dictionary, and what was understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from zlib import crc32

from derive.check.meaning.axes.shapes import Shapes
from derive.check.meaning.definitions.class_members import label_values
from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.index_letters import beside_bound, compared, gates, index_letters, lonely, summed
from derive.check.meaning.definitions.kronecker_deltas import all_kronecker
from derive.check.meaning.definitions.mentions import divisors, mentioned
from derive.check.meaning.definitions.sorting import Key, Sorted, Sorter
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import Entry, FunctionEntry
from derive.check.meaning.notation.patterns import Head, Item, Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.text.bias_entries import bias_entries
from derive.check.meaning.text.guesses import shape_in_words
from derive.check.meaning.text.random_functions import drawn
from derive.check.meaning.text.units import Layers
from derive.check.meaning.text.world import TextWorld
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Axis, Instance, Quantity
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Name, Node, Number, Product, Sum
from derive.check.reading.tree import walk

SIZE = re.compile(r"([A-Za-z]+)(?:_([A-Za-z0-9]+))?")
SLOTS = ("t", "l", "n", "k")


def script(text: str) -> list[Node]:
    """The items of a subscript: digits together, letters one by one."""
    return [Number(part) if part.isdigit() else Name(part) for part in re.findall(r"\d+|[A-Za-z]", text)]


class State:
    """A world and a dictionary that grow symbol by symbol."""

    open_functions = False
    """Whether all symbols that are differentiated and nowhere defined are any functions."""

    def __init__(
        self, rows: list[Row], declared: Declarations, base: Dictionary | None, entries: list[Entry], layers: Layers
    ) -> None:
        self.rows, self.declared, self.base, self.layers = rows, declared, base, layers
        self.world = TextWorld(base.world if base else None)
        self.world.vectors = {"columns": "column", "rows": "row"}.get(declared.vectors, "")
        self.symbols = base.extended(self.world) if base else Dictionary(self.world, ())
        self.symbols.add(*entries, first=True)
        self.symbols.index_letters, self.symbols.sure_letters = index_letters(rows)
        self.world.symbols = self.symbols
        self.told: list[str] = list(self.symbols.understood)
        self.done: set[tuple[int, int]] = set()
        self.found = Findings(Sorter(()))
        self.cost_key: Key | None = None
        self.rows_of: dict[Key, tuple[Key, list[tuple[Name, Sorted]]]] = {}
        """Small letters for the rows of a matrix whose shape is stated, with the ways in which they stand."""
        self.aliases: dict[Key, Key] = {}
        self.opened: set[str] = set()
        self.chains: set[str] = set()
        self.gradients: list[Definition] = []
        """Definitions that name the gradient of the cost by a quantity."""
        self.marked: dict[Head, Head] = {}
        """Names of gradients (``dq``), and of what they are taken by."""
        lefts = [claim.left for row in rows for claim in row.claims if not claim.inherited]
        self.lefts = {left.base for left in lefts if isinstance(left, Name)}
        self.names = list(mentioned(rows))
        self.kronecker = base is None and all_kronecker(rows)
        self.divisors = frozenset(divisors(rows))
        counting = {*compared(rows), *(d.name.base for d in self.declared.of_kind("index"))}
        indexing = (letter for one in self.declared.entries for letter in one.letters)  # "x_{nd}" = "X[n,d]": d counts
        bound = frozenset({*summed(rows), *beside_bound(rows), *counting} if base is None else indexing)
        labels = (lonely(rows) - self._counting_entries()) | gates(rows) if base is None else frozenset()
        others = base.world.quantities if base is not None else ()
        shown = [d.name for d in self.declared.of_kind("shape", "index")]
        self.sorter = Sorter(self.names, shown, bound, labels, others, alone=base is None)

    def _counting_entries(self) -> frozenset[str]:
        """The letters below symbols that are declared as arrays without any: ``o_i`` where ``"o" = ["n"]``."""
        arrays = {head(one.name) for one in self.declared.of_kind("shape") if one.of and not (one.name.sub or one.name.sup)}
        below = (item for name in self.names if head(name) in arrays for item, _ in items(name.sub))
        return frozenset(letter for item in below if (letter := letter_of(item)) is not None)

    def _axis(self, shapes: Shapes, key: Key, number: int, first: int = 1, kind: str = "") -> Axis:
        size = shapes.size(key, number)
        self.world.sizes.setdefault(size, int(size) if size.isdigit() else None)
        if self.base is None and not kind and shapes.starts_at_zero(key, number):
            first = 0
            size = f"{size} + 1" if shapes.ends_with_size(key, number) else size
        elif first == 0 and (kind == "time" or (self.base is None and shapes.starts_at_one(key, number))):
            size = f"{size} + 1"
        return Axis(size, first, kind)

    def _entries(
        self,
        key: Key,
        quantity: Quantity,
        names: Iterable[tuple[Name, Sorted]],
        *,
        gradient: bool = False,
        declared: bool = False,
    ) -> None:
        """A pattern for every way in which the symbol stands: with its steps above, or without."""
        ways = dict.fromkeys(tuple(bracket for _, bracket in parts.above) for _, parts in names)
        for brackets in sorted(ways, key=len, reverse=True):
            if len(brackets) > len(quantity.axes):
                continue
            letters = SLOTS[: len(brackets)]
            slots: list[Item] = [(Name(letter), bracket) for letter, bracket in zip(letters, brackets, strict=True)]
            padded = (*map(Name, letters), *(None,) * (len(quantity.axes) - len(letters)))
            pattern = Pattern(key.head, key.below, (*key.above, *slots), frozenset(letters), key.primes)
            self.symbols.add(QuantityEntry(pattern, quantity, padded, gradient, declared=declared))
        for letters in self._written(key.head):
            below = tuple((Name(letter), "") for letter in letters)
            pattern = Pattern(self.layers.origin[key.head][0], below, key.above, primes=key.primes)
            taken = letters[: len(quantity.axes)]
            filled = (*map(Name, taken), *(None,) * (len(quantity.axes) - len(taken)))
            self.symbols.add(QuantityEntry(pattern, quantity, filled, gradient, declared=declared))
        if () not in ways:
            whole = Pattern(key.head, key.below, key.above, primes=key.primes)
            self.symbols.add(QuantityEntry(whole, quantity, gradient=gradient, declared=declared))

    def _written(self, top: Head) -> Iterator[tuple[str, ...]]:
        """The letters below a symbol of one layer, as the author writes them."""
        if top in self.layers.origin:
            yield from product(*(self.layers.members[layer] for layer in self.layers.origin[top][1]))

    def _numbers(self) -> Instance:
        """Numbers for what is known so far."""
        self.world.forget()
        return self.world.instance(0)

    def _open_function(self, top: Head, kind: str, arguments: tuple[Node, ...] = ()) -> None:
        name = " ".join((*top[1], top[0]))
        self.world.functions = {**self.world.functions, name: kind}
        self.world.callables[name] = drawn(kind, crc32(name.encode()))
        self.symbols.add(FunctionEntry(Pattern(top), name, arguments=arguments), first=True)
        for letters in self._written(top):
            below = tuple((Name(letter), "") for letter in letters)
            self.symbols.add(FunctionEntry(Pattern(self.layers.origin[top][0], below), name), first=True)
        what = (
            "any differentiable function, entry by entry"
            if kind == "elementwise"
            else "any function with a number as its value"
        )
        self.told.append(f"read {name} as {what}")

    def _leaf(self, key: Key, names: list[tuple[Name, Sorted]], shapes: Shapes, declared: bool) -> None:
        if key in shapes.integer:
            self.world.classes[key.name] = shapes.class_size(key)
        if values := label_values(self.rows).get(key.head):
            self.world.labels[key.name] = values
        indices = max(len(parts.indices) for _, parts in names)
        rank = indices if key in shapes.integer else max(shapes.ranks[key], indices)
        zero = {n for _, parts in names for n, i in enumerate(parts.indices) if isinstance(i, Number) and i.text == "0"}
        zero |= {0} if key in self._read_before() else set()
        axes = tuple(self._axis(shapes, key, n, 0 if n in zero else 1) for n in range(rank))
        for one in bias_entries(self.rows, self.sorter) if self.base is None else ():
            if one.key == key:
                self.world.fixed[key.name] = one.axis, one.value
                self.done.add(one.place)
        quantity = Quantity(key.name, axes, "input" if declared else "free", key in shapes.integer)
        self.world.add(quantity)
        self.world.leaves.append(key.name)
        self._entries(key, quantity, names, declared=declared and self.base is not None)  # usage is no second meaning
        how = "declared with" if declared else "read as free, with"
        kind = "whole numbers of " if quantity.integer and axes else ""
        shape = "a whole number" if quantity.integer and not axes else shape_in_words(quantity)
        self.told.append(f"{key.name}: {how} {kind}{shape}")

    def _read_before(self) -> set[Key]:
        """What definitions of the next step read at this one only (``w^l`` in ``z^{l+1} = w^l a^l``): counted from the one
        before the first."""
        before: set[Key] = set()
        now: set[Key] = set()
        for one in self.found.definitions.values() if self.base is None else ():
            for name in walk(one.right) if one.letters else ():
                parts = self.sorter.split(name) if isinstance(name, Name) else None
                if parts is not None and parts.indices:
                    earlier = one.shifted and isinstance(parts.indices[0], Sum)
                    (before if earlier else now).add(parts.key)
        return before - now

    def _prefixed(self) -> Iterator[tuple[Name, Name]]:
        """Letters that stand before a symbol to make a gradient of it (``\\delta x``, ``dW``), and the symbols."""
        for node in nodes(self.rows):
            for (_, one), (sign, other) in pairwise(node.factors) if isinstance(node, Product) else ():
                if isinstance(one, Name) and isinstance(other, Name) and sign == "" and not (one.sub or one.sup):
                    if one.base in ("delta", "d", "Delta"):
                        yield one, other
