"""Definitions in the order of dependence: each becomes a quantity of the world, or an abbreviation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from derive.check.judging.problems import MustLoop, NoValue, SecondOrder
from derive.check.meaning.axes.shapes import Shapes
from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.notation.entries import FormulaEntry
from derive.check.meaning.notation.patterns import Pattern
from derive.check.meaning.symbols import Entries, Formula, Part
from derive.check.meaning.text.costs import Costs
from derive.check.meaning.text.guesses import lagged, shape_in_words, within_a_step
from derive.check.meaning.text.order import groups
from derive.check.meaning.text.rules import Rule
from derive.check.meaning.trees import free_letters, letter_of
from derive.check.meaning.world import Axis, Instance, Quantity
from derive.check.reading.syntax import Derivative, Group, Name, Node, Number, Scripted
from derive.check.reading.tree import rewrite, walk
from derive.errors import CannotTell

_DEPTH = 6
"""Abbreviations within abbreviations are followed so far."""


class Definitions(Costs):
    """Puts what the text defines into the world."""

    def _definitions(self, found: Findings, shapes: Shapes) -> None:
        keys = {key.name: key for key in found.definitions}
        reads = {key.name: self._reads(d) for key, d in found.definitions.items() if not d.abbreviation}
        endless = self._endless(found)
        for key, definition in found.definitions.items():
            if definition.abbreviation and key in endless:
                self.told.append(f"row {definition.row}: {key.name} is defined by itself, at another step")
            elif definition.abbreviation:
                self._abbreviation(key, definition)
        waiting: list[Definition] = []
        for group in groups(self._after_wholes(reads, keys)):
            made = [found.definitions[keys[name]] for name in group]
            recurrent = len(group) > 1 or group[0] in reads[group[0]]
            if recurrent:
                self._recurrence(made, reads, shapes)
            else:
                others = [d for d in found.again if d.sorted.key == made[0].sorted.key]
                if not self._plain(made[0], reads[group[0]], shapes):
                    defined = any(self._otherwise(other, shapes) for other in others)
                    waiting += [] if defined else others
        for other in waiting:  # what a later definition reads is known by now
            if other.sorted.key.name not in self.world.quantities:
                self._otherwise(other, shapes)

    def _endless(self, found: Findings) -> set[Key]:
        """The abbreviations that lead back to themselves (an error by the error of the next step): they have no end."""
        uses = {
            key: {found.key(found.sorter.split(name)) for name in symbols_in(definition.right)}
            for key, definition in found.definitions.items()
            if definition.abbreviation
        }
        reach = {key: set(found) for key, found in uses.items()}
        for _ in uses:
            reach = {key: seen | {k for other in seen for k in uses.get(other, ())} for key, seen in reach.items()}
        return {key for key, seen in reach.items() if key in seen}

    def _reads(self, definition: Definition) -> frozenset[str]:
        return frozenset(self._read_in(definition.right, _DEPTH))

    def _read_in(self, node: Node, depth: int) -> Iterator[str]:
        """The quantities that an expression mentions, and those behind its abbreviations."""
        for name in symbols_in(node):
            yield self.found.key(self.sorter.split(name)).name
            for reading in self.symbols.lookup(name):
                if isinstance(reading.meaning, Part):
                    yield reading.meaning.quantity
                elif isinstance(reading.meaning, Formula) and depth:
                    yield from self._read_in(reading.meaning.node, depth - 1)

    def _abbreviation(self, key: Key, definition: Definition) -> None:
        if self._names_gradient(definition):
            self.gradients.append(definition)
            self.done.add((definition.row, definition.claim))
            return
        letters = frozenset(definition.letters)
        pattern = Pattern.of(definition.name, letters)
        self.symbols.add(FormulaEntry(pattern, definition.right))
        counted = tuple(letter for item, _ in pattern.below if (letter := letter_of(item)) is not None and letter in letters)
        if counted and len(counted) == len(pattern.below):
            above = letters - set(counted)  # the layer or the step
            self.symbols.add(FormulaEntry(Pattern(pattern.head, (), pattern.above, above), Entries(definition.right, counted)))
        for written in self._written(key.head):
            below = tuple((Name(letter), "") for letter in written)
            self.symbols.add(FormulaEntry(Pattern(self.layers.origin[key.head][0], below, pattern.above), definition.right))
        self.done.add((definition.row, definition.claim))
        self.told.append(f"read {key.name} as an abbreviation (row {definition.row})")

    def _names_gradient(self, definition: Definition) -> bool:
        """Whether a row names the gradient of the cost by a quantity: ``\\delta^l_j = \\partial C / \\partial z^l_j``."""
        right = definition.right
        if self.base is not None or not isinstance(right, Derivative) or len(right.by) != 1:
            return False
        if not isinstance(right.of, Name) or not isinstance(right.by[0], Name) or definition.arguments:
            return False
        of, by = self.sorter.split(right.of), self.sorter.split(right.by[0])
        plain = not (by.rest or of.rest or of.indices) and of.key == self.cost_key
        places = [bracket for _, bracket in by.above] == [bracket for _, bracket in definition.sorted.above]
        return plain and places and by.indices == definition.sorted.indices and len(by.above) <= len(definition.letters)

    def _otherwise(self, definition: Definition, shapes: Shapes) -> bool:
        """Another definition, where the first one has no value."""
        if definition.abbreviation:
            key = definition.sorted.key
            if any(self.found.key(self.sorter.split(name)) == key for name in symbols_in(definition.right)):
                return False
            self._abbreviation(key, definition)
            return True
        return self._plain(definition, self._reads(definition), shapes)

    def _plain(self, definition: Definition, reads: frozenset[str], shapes: Shapes) -> bool:
        """One definition; whether it has a value."""
        key = definition.sorted.key
        known = self._known_axes(definition)
        axes = tuple(known.get(letter) or self._axis(shapes, key, n) for n, letter in enumerate(definition.letters))
        rule = Rule(key.name, definition.letters, reads, definition.right)
        provisional = Quantity(key.name, axes)
        before = self.world.quantities
        self.world.add(provisional)
        try:
            now = self._numbers()
            array = self.world.value_of(rule, now)
        except (NoValue, MustLoop, SecondOrder, CannotTell) as problem:
            self.world.quantities = before
            self.told.append(f"row {definition.row}: the definition of {key.name} has no value: {problem}")
            return False
        if array.ndim > len(axes) and key == self.cost_key and (shorter := self._as_number(definition)) is not None:
            self.world.quantities = before
            return self._plain(shorter, reads, shapes)
        if self._are_entries(definition, array.shape, now):
            self.world.quantities = before
            del self.found.definitions[key]
            return True
        for number in range(len(axes), array.ndim):
            axes = (*axes, self._positional(shapes, key, number, array.shape[number], now))
        quantity = Quantity(key.name, axes)
        self.world.add(quantity)
        self.world.groups.append([rule])
        self._finish(definition, quantity)
        return True

    def _as_number(self, definition: Definition) -> Definition | None:
        """A cost that is no number, with the squared lengths of vectors in the place of their squares; None if it has none."""
        right = rewrite(definition.right, _length)
        if right == definition.right:
            return None
        self.told.append(f"{definition.sorted.key.name}: the square of a vector as its squared length")
        return replace(definition, right=right)

    def _after_wholes(self, reads: Mapping[str, frozenset[str]], keys: Mapping[str, Key]) -> Mapping[str, frozenset[str]]:
        """What each definition waits for: that of ``M_{ij}`` for that of M, too, unless M is made of them."""
        wholes = {name: replace(keys[name], arity=0).name for name in reads if keys[name].arity}
        later = {name: whole for name, whole in wholes.items() if whole in reads and name not in reads[whole]}
        return {name: seen | {later[name]} if name in later else seen for name, seen in reads.items()}

    def _are_entries(self, definition: Definition, shape: tuple[int, ...], now: Instance) -> bool:
        """Whether ``M_{ij} = ...`` says what the entries are of an M that was defined as a whole, which is a claim: as many, as
        far as its right side tells."""
        key = definition.sorted.key
        whole = self.found.definitions.get(replace(key, arity=0)) if key.arity else None
        array = now.values.get(whole.sorted.key.name) if whole is not None and whole.row < definition.row else None
        if array is None or array.ndim != len(shape):
            return False
        said = free_letters(definition.right)
        letters = (*definition.letters, *[""] * len(shape))
        told = [pair for letter, *pair in zip(letters, shape, array.shape, strict=False) if not letter or letter in said]
        return bool(told) and all(one == other for one, other in told)

    def _known_axes(self, definition: Definition) -> dict[str, Axis]:
        """The axes that a definition's letters index, beside a specification: ``u_i = x_i - \\mu`` has one entry for each of
        those of x."""
        found: dict[str, Axis] = {}
        for node in walk(definition.right) if self.base is not None else ():
            readings = self.symbols.lookup(node) if isinstance(node, Name) and (node.sub or node.sup) else ()
            part = readings[0].meaning if readings else None
            quantity = self.world.quantities.get(part.quantity) if isinstance(part, Part) else None
            for axis, index in zip(quantity.axes, part.indices, strict=False) if quantity and isinstance(part, Part) else ():
                letter = letter_of(index) if index is not None else None
                if letter in definition.letters and letter is not None and axis.kind in ("", "example", "time"):
                    found.setdefault(letter, self._steps if axis.kind == "time" and self._steps is not None else axis)
        return found

    @property
    def _steps(self) -> Axis | None:
        """The axis of the steps of a specification, without the state before the first one."""
        quantities = self.base.world.quantities.values() if self.base is not None else ()
        return next((axis for one in quantities for axis in one.axes if axis.kind == "time" and axis.first == 1), None)

    def _positional(self, shapes: Shapes, key: Key, number: int, length: int, now: Instance) -> Axis:
        size = shapes.size(key, number)
        axis = self._axis(shapes, key, number)
        if now.sizes.get(axis.size) == length:
            return axis
        fitting = [name for name, value in now.sizes.items() if value == length]
        size = fitting[0] if fitting else str(length)
        self.world.sizes.setdefault(size, length)
        return Axis(size)

    def _finish(self, definition: Definition, quantity: Quantity) -> None:
        self._entries(definition.sorted.key, quantity, [(definition.name, definition.sorted)])
        self.done.add((definition.row, definition.claim))
        self.world.settled.add(quantity.name)
        self.told.append(f"{quantity.name}: defined in row {definition.row}, {shape_in_words(quantity)}")

    def _counted(self, definition: Definition) -> int | None:
        """The number of axes of what is defined entry by entry, a step and an entry at least, and never has more indices;
        beside a specification such layers are the specification's, whatever their letters."""
        if self.base is not None:
            return None
        parts = [self.sorter.split(name) for name in self.names]
        most = max((len(one.indices) for one in parts if one.key == definition.sorted.key), default=0)
        return most if most == len(definition.letters) > 1 else None

    def _recurrence(self, made: list[Definition], reads: Mapping[str, frozenset[str]], shapes: Shapes) -> None:
        names = {d.sorted.key.name for d in made}
        before, entries = self.world.quantities, self.symbols.snapshot()
        earlier = {name for d in made for name in lagged(d, self.sorter) if name in names}
        rules = []
        for d in made:
            key = d.sorted.key
            rank = shapes.ranks.get(key) or self._counted(d)
            if not d.letters or rank is None:
                self.told.append(f"row {d.row}: {key.name} refers to itself, and not to an earlier step")
                self.world.quantities = before
                return
            first = 0 if key.name in earlier else 1
            axes = tuple(self._axis(shapes, key, n, first if n == 0 else 1, "time" if n == 0 else "") for n in range(rank))
            self.world.add(Quantity(key.name, axes))
            rules.append(
                Rule(key.name, d.letters, reads[key.name], d.right, step=d.letters[0], lagged=frozenset(lagged(d, self.sorter)))
            )
        rules = within_a_step(rules, made, self.sorter)
        for d in made:
            self._entries(d.sorted.key, self.world.quantities[d.sorted.key.name], [(d.name, d.sorted)])
        self.world.groups.append(rules)
        try:
            self._numbers()
        except (NoValue, MustLoop, SecondOrder, CannotTell, KeyError) as problem:
            self.world.groups.pop()
            self.world.quantities = before
            self.symbols.restore(entries)
            self.told.append(f"rows {', '.join(str(d.row) for d in made)}: the recurrence has no value: {problem}")
            return
        for d in made:
            self._finish(d, self.world.quantities[d.sorted.key.name])


def _length(node: Node) -> Node | None:
    """The squared length of what stands in brackets, for its square."""
    if not isinstance(node, Scripted) or not isinstance(node.body, Group) or node.body.open != "(" or len(node.sup) != 1:
        return None
    return replace(node, body=replace(node.body, open="norm", close="norm")) if node.sup[0].items == (Number("2"),) else None
