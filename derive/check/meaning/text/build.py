"""A world and a dictionary from a text: its definitions, its free symbols, and what was declared about them.

Input: the rows of a text, declarations, and (if there is a specification) the world and the dictionary that they stand on.
Output: the same, with the text's own symbols.  What was understood is said, symbol by symbol; what stays open is said, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.meaning.axes.shapes import occurrences
from derive.check.meaning.definitions.called import called as defining_called
from derive.check.meaning.definitions.defining import find
from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.mentions import arguments_of, symbols_in
from derive.check.meaning.definitions.sorting import INDEX_LETTERS, Key
from derive.check.meaning.definitions.steps import by_entries, name_arguments
from derive.check.meaning.notation.declared import Declaration, Declarations
from derive.check.meaning.notation.dictionary import Dictionary
from derive.check.meaning.notation.entries import Entry, FunctionEntry, KroneckerEntry, PlainEntry
from derive.check.meaning.notation.letters import spelled
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.notation.quantity_entries import BareEntry, QuantityEntry
from derive.check.meaning.symbols import FunctionOf, GradientOf, NumberOf, Part, SizeOf
from derive.check.meaning.text.functions import Defined
from derive.check.meaning.text.guesses import ALIKE, COSTS, alike, calls, shape_in_words
from derive.check.meaning.text.ranks import Ranks
from derive.check.meaning.text.rules import Rule
from derive.check.meaning.text.units import Layers, by_units
from derive.check.meaning.text.world import TextWorld
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Axis, Quantity
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Derivative, Name, Sum
from derive.check.reading.tree import walk
from derive.errors import CannotTell

_KNOWN_FUNCTIONS = (
    "sigma", "sigm", "sigmoid", "logistic", "softmax", "tanh", "relu", "ReLU", "softplus", "exp", "log", "ln", "sin", "cos",
    "erf", "sign", "sgn", "abs", "max", "min", "argmax", "diag", "tr", "det", "vec", "prod", "mean", "sum",
    "factorial",
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A text's world and dictionary; ``definitions`` are the claims that define (row number, number of the claim)."""

    world: TextWorld
    symbols: Dictionary
    definitions: frozenset[tuple[int, int]]
    again: tuple[Definition, ...] = ()
    """Definitions of something that was defined differently before: another section of the text begins."""
    all: tuple[Definition, ...] = ()


def text_world(
    rows: Iterable[Row],
    declared: Declarations | None = None,
    base: Dictionary | None = None,
    entries: Iterable[Entry] = (),
    *,
    open_functions: bool = False,
) -> Read:
    """Read the definitions of a text.

    ``base`` is the dictionary of a specification; ``entries`` are further entries that come first;
    with ``open_functions``, symbols that are differentiated and nowhere defined are any functions.
    """
    rows, declared = list(rows), declared or Declarations()
    alone = base is None and not declared.entries and not open_functions
    spoken, layers = by_units(rows) if alone else (rows, Layers())
    builder = _Builder(spoken, declared, base, list(entries), layers)
    builder.open_functions = open_functions
    return builder.build()


class _Builder(Ranks):
    """Puts one text's world together."""

    def build(self) -> Read:
        """Everything in order: what is declared, what is open, what is defined."""
        self.marked = self._marked()
        self._declared_symbols()
        self._declared_sizes()
        declared = sorted(self.declared.of_kind("shape"), key=lambda d: len(self.sorter.split(d.name).indices))
        shaped = {self.sorter.split(d.name).key: d for d in declared}  # of x and x^{(i)} the second one
        called = defining_called(self.rows)
        functions = [spelled(name) for name in _KNOWN_FUNCTIONS if name != "sigma" or spelled(name) in called]
        functions += [head(d.name) for d in self.declared.of_kind("function")]
        if spelled("sigma") in called:
            self.symbols.add(FunctionEntry(Pattern(spelled("sigma")), "sigmoid"))
        hints = self._hints(shaped, functions)
        declared = [one for one in declared if self.sorter.split(one.name).key not in hints]
        shaped = {key: one for key, one in shaped.items() if key not in hints}
        found = find(self.rows, self.sorter, self._is_known, functions, shaped, self._numbers_by_name(), self._is_gradient)
        self.found = found
        if self.base is None:
            name_arguments(self.rows, found)
        self._shaped(found, shaped)
        self._drop_letters(found, shaped)
        self._alias(found)
        shapes = self._shapes(found, shaped, hints)
        if self.base is None and by_entries(found, shapes.ranks):
            shapes = self._shapes(found, shaped, hints)
        self._functions(found)
        self._dummies()
        dummies = {self.sorter.split(name).key for name in arguments_of(self.rows)}
        for key, names in found.leaves.items():
            if self.base is not None and key not in shaped and key not in dummies:
                continue  # a specification says what there is: other symbols are unknown
            self._leaf(key, names, shapes, key in shaped)
        for one in declared:
            if shaped[self.sorter.split(one.name).key] is not one:
                self._alone(one)
        for key, small in self.aliases.items():
            if small.name not in self.world.quantities:
                continue
            pattern = Pattern(key.head, key.below, key.above, primes=key.primes)
            self.symbols.add(QuantityEntry(pattern, self.world.quantities[small.name]))
            self.told.append(f"{key.name}: the same as {small.name}")
        self._cost_of(found)
        self._definitions(found, shapes)
        if self.open_functions:
            self._open_arrays()
        self._open_cost(found)
        self._gradients()
        self._dummies()
        self.symbols.add(KroneckerEntry(Pattern(spelled("\\delta"))))
        self.symbols.understood = tuple(dict.fromkeys(self.told))
        self.world.forget()
        costs = self.opened & {self.world.cost} if self.open_functions else self.opened
        self.world.scoped = self.open_functions
        self.world.opened, self.world.chains = frozenset(filter(None, costs)), frozenset(self.chains)
        return Read(
            self.world, self.symbols, frozenset(self.done), tuple(self._again(found)), tuple(found.definitions.values())
        )

    def _again(self, found: Findings) -> Iterator[Definition]:
        """The definitions that say something new of a symbol that was defined before."""
        for other in found.again:
            first = found.definitions.get(other.sorted.key)
            if first is None or other.abbreviation or (other.row, other.claim) in self.done:
                continue
            told_apart = alike(first.right, other.right) < ALIKE or _speaks_of_others(first, other)
            if first.letters == other.letters and told_apart and self._differs(other):
                yield other

    def _differs(self, other: Definition) -> bool:
        """Whether a second definition gives other values than the first."""
        name = other.sorted.key.name
        if name not in self.world.quantities:
            return False
        rule = Rule(name, other.letters, frozenset(), other.right)
        steps = any(r.step for r in self.world.rules if r.quantity == name)
        try:
            now = self.world.instance(0)
            found = self.world.value_of(rule, now, {other.letters[0]: 2} if steps else {})
        except (NoValue, MustLoop, SecondOrder, CannotTell):
            return True
        before = now.values.get(name, np.array(np.nan))
        before = before[2 - self.world.quantities[name].axes[0].first] if steps else before
        return found.shape != np.shape(before) or not np.allclose(found, before)

    def _drop_letters(self, found: Findings, shaped: Mapping[Key, Declaration]) -> None:
        """Letters of sums and indices, and the sizes that sums run up to, are no quantities."""
        letters, limits = set(), set()
        prefixes = {one.base for one, _ in self._prefixed()}
        for node in nodes(self.rows):
            if isinstance(node, Big):
                letters |= {letter_of(inner) for item in node.under for inner in walk(item)}
                limits |= {head(n) for n in walk(node.upper) if isinstance(n, Name)} if node.upper else set()
            if isinstance(node, Name):
                letters |= {letter_of(i) for script in (*node.sub, *node.sup) for i in script.items}
        for key in [key for key in found.leaves if key not in shaped]:
            plain = not key.below and not key.above and not key.head[1]
            if plain and key.head[0] in prefixes and not any(p.indices for _, p in found.leaves[key]):
                del found.leaves[key]  # the gradient by what follows
                continue
            bare = plain and not any(p.indices for _, p in found.leaves[key])
            if bare and (key.head in limits or (key.head[0] in INDEX_LETTERS and key.head[0] in letters)):
                del found.leaves[key]
        limits |= self._last_ones(found)
        for top in sorted(limits):
            if self.base is None and not any(key.head == top for key in (*found.leaves, *found.definitions)):
                self.world.sizes.setdefault(top[0], None)
                self.symbols.add(PlainEntry(Pattern(top), SizeOf(top[0])))

    def _last_ones(self, found: Findings) -> set[Head]:
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

    def _dummies(self) -> None:
        """A symbol that is the argument of a function on a left side may stand for any number there."""
        for name in dict.fromkeys((*arguments_of(self.rows), *self._variables())):
            if any(isinstance(reading.meaning, Part) for reading in self.symbols.lookup(name)):
                quantity = Quantity(f"any {name.base}", (), "input")
                if quantity.name in self.world.quantities:
                    continue
                self.world.add(quantity)
                self.world.leaves.append(quantity.name)
                self.symbols.add(QuantityEntry(Pattern.of(name), quantity, words=f"{name.base} as any number"))

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

    def _is_gradient(self, name: Name) -> bool:
        """Whether a specification or a declaration makes a name the gradient of a cost."""
        readings = self.symbols.lookup(name) if self.base is not None else ()
        return bool(readings) and isinstance(readings[0].meaning, GradientOf)

    def _is_function(self, name: Name) -> bool:
        readings = self.symbols.lookup(name)
        return name.base == "e" or bool(readings and isinstance(readings[0].meaning, (FunctionOf, NumberOf)))

    def _functions(self, found: Findings) -> None:
        for top, one in found.functions.items():
            name = one.name.base
            made = Defined(one.parameter, one.right, self.world, ())
            try:
                made(0, np.array([0.3, 0.7]))
            except (NoValue, MustLoop, SecondOrder) as problem:
                self.told.append(f"{name} cannot be used as a function: {problem}")
                continue
            self.world.functions = {**self.world.functions, name: "elementwise"}
            self.world.callables[name] = made
            self.symbols.add(FunctionEntry(Pattern(top), name), first=True)
            self.done.add((one.row, one.claim))
            self.told.append(f"read {name} as the function that row {one.row} defines")
        scalars = {d.name.base for d in found.definitions.values() if not d.sorted.indices and d.name.base in COSTS}
        for top, count in found.open_functions.items():
            gives_cost = any(d.name.base in scalars and calls(d.right, top) for d in found.definitions.values())
            self._open_function(top, "scalar" if count > 1 or gives_cost or top[0] in COSTS else "elementwise")

    def _alias(self, found: Findings) -> None:
        """A capital letter for the matrix of a small one with indices: ``W`` for ``w_{ij}``."""
        for key in list(found.leaves):
            other = (
                Key(key.head, tuple((item, "") for item, _ in key.above), (), key.primes)
                if key.above and not key.below
                else None
            )
            if other in found.leaves:  # W^c beside W_c
                self.aliases[key] = other
                del found.leaves[key]
        for key in list(found.leaves):
            top = key.head[0]
            small = (
                Key((top.lower(), *key.head[1:]), key.below, key.above, key.primes) if len(top) == 1 and top.isupper() else None
            )
            if small is None or occurrences(p for _, p in found.leaves[key])[1]:
                continue
            names = found.leaves.get(small) or []
            if names and occurrences(p for _, p in names)[0] >= 1 and top not in COSTS:
                self.aliases[key] = small
                del found.leaves[key]


def _speaks_of_others(first: Definition, other: Definition) -> bool:
    """Whether a second definition names arguments that the first does not know: ``E(w)`` of a vector, then ``E(W)``."""
    known = {head(name) for name in symbols_in(first.right)}
    return bool(first.arguments) and bool(other.arguments) and not any(head(name) in known for name in other.arguments)
