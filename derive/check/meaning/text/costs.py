"""The cost of a text: which symbol it is, and what it is a function of where nothing defines it."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.notation.entries import FormulaEntry
from derive.check.meaning.notation.patterns import Head, Pattern, head
from derive.check.meaning.notation.quantity_entries import MODEL, QuantityEntry
from derive.check.meaning.notation.resolve import in_latex
from derive.check.meaning.symbols import Part
from derive.check.meaning.text.chains import chained
from derive.check.meaning.text.declared import DeclaredSymbols
from derive.check.meaning.text.guesses import COSTS, above
from derive.check.meaning.text.random_functions import drawn
from derive.check.meaning.text.rules import Rule, in_order
from derive.check.meaning.world import Quantity
from derive.check.reading.rows import nodes
from derive.check.reading.syntax import Derivative, Matrix, Name, Product, Sum

_LAYERS = ("l", "ell")
"""Letters of steps that are layers: the cost is computed from the last one."""
_USUAL = frozenset({"L", "J", "E", "C", "ell", "loss", "Loss", "cost", "Cost", "MSE"})


class Costs(DeclaredSymbols):
    """Finds the cost."""

    def _cost_of(self, found: Findings) -> None:
        """The quantity that is differentiated most, and by which nothing is."""
        if self.declared.cost is not None:
            self.cost_key = self.sorter.split(self.declared.cost).key
            return
        over: Counter[Key] = Counter()
        below: set[Key] = set()
        for node in nodes(self.rows):
            if isinstance(node, Derivative):
                below.update(self.sorter.split(by).key for by in node.by if isinstance(by, Name))
                if isinstance(node.of, Name):
                    over[self.sorter.split(node.of).key] += 1
        likely = [k for k, _ in over.most_common() if k.head[0] in COSTS or k.head[2] == "cal"]
        given = self._declared_numbers()
        leaves = [k for k in found.leaves if k not in given]
        named = [k for k in (*found.definitions, *leaves) if k.head[0] in COSTS or k.head[2] == "cal"]
        named.sort(key=lambda key: self._oddness(key, found))
        self.cost_key = next((key for key in (*likely, *named) if key not in below), None)

    def _declared_numbers(self) -> set[Key]:
        """Symbols that are declared to be given, ``"C" = []``: no letter makes a cost of them in a text without gradients."""
        if self.marked or any(True for _ in self.declared.of_kind("gradient")):
            return set()
        return {self.sorter.split(one.name).key for one in self.declared.of_kind("shape")}

    def _oddness(self, key: Key, found: Findings) -> tuple[bool, bool, bool]:
        """How unlikely a letter is the cost's: one with indices, one that others are computed from, or a rarer letter."""
        made = found.definitions.get(key)
        indexed = any(parts.indices for _, parts in found.leaves.get(key, [])) if made is None else bool(made.letters)
        read = any(
            found.key(found.sorter.split(name)) == key
            for other, definition in found.definitions.items()
            if other != key
            for name in symbols_in(definition.right)
        )
        return indexed, read, key.head[0] not in _USUAL and key.head[2] != "cal"

    def _marked(self) -> dict[Head, Head]:
        """Names such as ``dq`` or ``dW`` where the text has a symbol ``q`` or ``W``: the gradients by these."""
        if self.base is not None:
            return {}
        plain = {head(name) for name in self.names}
        found = {}
        for base, accents, style in plain:
            bare = (base.removeprefix("d"), accents, style)
            if base.startswith("d") and bare[0] and bare in plain and (len(base) == 2 or bare[0] in self.lefts):
                found[base, accents, style] = bare
        return found

    def _gradients(self) -> None:
        """Symbols for gradients: ``dq``, and those that were declared."""
        for top, bare in self.marked.items():
            readings = self.symbols.lookup(Name(bare[0], bare[1], bare[2]))
            for reading in readings[:1]:
                if isinstance(reading.meaning, Part):
                    quantity = self.world.quantities[reading.meaning.quantity]
                    self.symbols.add(QuantityEntry(Pattern(top), quantity, gradient=True))
                    self.told.append(f"read {' '.join((*top[1], top[0]))} as the gradient by {quantity.name}")

        if self.base is not None or self.world.cost is None:
            return
        for made in self.gradients:
            self._named_gradient(made)
        for one in self.declared.of_kind("gradient"):
            slope = Derivative(Name(self.world.cost, style=MODEL), (in_latex(one),))
            node = Sum(((-1, slope),)) if one.number < 0 else slope
            self.symbols.add(FormulaEntry(Pattern.of(one.name, one.letters), node), first=True)

    def _named_gradient(self, made: Definition) -> None:
        """The symbol for a gradient by a quantity stands for it with any indices; for that by anything else it abbreviates."""
        assert isinstance(made.right, Derivative)
        by = made.right.by[0]
        assert isinstance(by, Name)
        readings = self.symbols.lookup(by)
        meaning = readings[0].meaning if readings else None
        if isinstance(meaning, Part):
            quantity = self.world.quantities[meaning.quantity]
            self._entries(made.sorted.key, quantity, [(made.name, made.sorted)], gradient=True)
            self.told.append(f"read {made.sorted.key.name} as the gradient by {quantity.name} (row {made.row})")
        else:
            self.symbols.add(FormulaEntry(Pattern.of(made.name, frozenset(made.letters)), made.right))

    def _open_cost(self, found: Findings) -> None:
        """The name of the cost; one that nothing defines is any function of what nothing else uses."""
        key = self.cost_key
        if key is None and self.world.cost is None and (self.marked or self._states_gradients()):
            key = Key(("cost", (), ""))
            self.world.add(Quantity(key.name))
            self.world.leaves.append(key.name)
        if self.base is None:
            for other in self._other_costs(found):
                self._open(other)
            if not self.open_functions:
                self._chained(found)
        if key is None or self.world.cost is not None:
            return
        self._open(key)
        if key.name in self.world.quantities:
            self.world.cost = key.name
            quantity = self.world.quantities[key.name]
            self.world.add(Quantity(quantity.name, quantity.axes, "cost"))
            self.told.append(f"read {key.name} as the cost")

    def _open(self, key: Key) -> None:
        """A number that nothing defines, and of which derivatives are taken: any function of what lies below it."""
        if key.name not in self.world.leaves or self.world.quantities[key.name].axes:
            return
        tops = self._tops(key)
        self.world.leaves.remove(key.name)
        function = drawn("scalar", crc32(key.name.encode()))
        of_last = any(rule.quantity in tops and rule.step in _LAYERS for rule in self.world.rules)
        rule = Rule(key.name, (), frozenset(tops), function=function, inputs=tuple(tops), of_last=of_last)
        self.world.groups.append([rule])
        self.world.add(Quantity(key.name, (), "cost"))
        self.opened.add(key.name)
        self.told.append(f"read {key.name} as any function of {', '.join(tops)}{' in the last layer' if of_last else ''}")

    def _chained(self, found: Findings) -> None:
        """Symbols of which the text says only by what they are differentiated: any function of that."""
        world = self.world
        free = {name for name in world.leaves if world.quantities[name].role == "free" and not world.quantities[name].integer}
        for one in chained(self.rows, found, self.cost_key):
            name, inputs = one.key.name, tuple(key.name for key in one.inputs if key.name in world.quantities)
            if name not in free or len(inputs) < len(one.inputs) or name in self.opened:
                continue
            axes = world.quantities[name].axes
            same = one.by_entries and all(world.quantities[other].axes == axes for other in inputs)
            kind = "elementwise" if same else "array" if axes else "scalar"
            world.leaves.remove(name)
            world.add(Quantity(name, axes, "intermediate"))
            world.groups.append([Rule(name, (), frozenset(inputs), function=drawn(kind, crc32(name.encode())), inputs=inputs)])
            self.chains.add(name)
            self.told.append(f"read {name} as any function of {', '.join(inputs)}")
        world.groups = in_order(world.groups)

    def _other_costs(self, found: Findings) -> list[Key]:
        """Further capital letters that are differentiated by what the text defines, and that nothing defines themselves."""
        over: dict[Key, None] = {}
        for node in nodes(self.rows):
            if isinstance(node, Derivative) and isinstance(node.of, Name) and node.by and isinstance(node.by[0], Name):
                of, by = self.sorter.split(node.of), self.sorter.split(node.by[0])
                if not of.indices and by.key in found.definitions and of.key.head[0].isupper():
                    over[of.key] = None
        return [key for key in over if key != self.cost_key and key in found.leaves]

    def _tops(self, key: Key) -> list[str]:
        """What a cost that nothing defines is a function of: what it is differentiated by, as far down as possible."""
        quantities = self.world.quantities
        by = [name for name in self._differentiated(key) if name in quantities and name != key.name]
        stacked = {r.quantity for r in self.world.rules if isinstance(r.node, Matrix)}
        by = [name for name in by if name not in stacked] or by
        measured = {name for name in by if (of := self.world.another_name(name)) and of in by}
        by = [name for name in by if name not in measured]
        now = {rule.quantity: rule.reads - (rule.lagged - set(self.world.leaves)) for rule in self.world.rules}
        tops = [n for n in by if not any(o != n and n in above(o, now) for o in by)]
        used = {name for rule in self.world.rules for name in rule.reads}
        tops = tops or [rule.quantity for rule in self.world.rules if rule.quantity not in used]
        tops = tops or [name for name in self.world.leaves if name != key.name]
        return [name for name in tops if not quantities[name].integer]

    def _differentiated(self, cost: Key) -> list[str]:
        """The quantities by which a cost is differentiated, or of which a prefix makes a gradient."""
        found: dict[str, None] = {}
        for node in nodes(self.rows):
            if isinstance(node, Derivative) and isinstance(node.of, Name) and self.sorter.split(node.of).key == cost:
                found.update({self.sorter.split(by).key.name: None for by in node.by if isinstance(by, Name)})
        found.update({self.sorter.split(other).key.name: None for one, other in self._prefixed() if one.base != "Delta"})
        found.update({self.sorter.split(Name(bare[0], bare[1], bare[2])).key.name: None for bare in self.marked.values()})
        return list(found)

    def _states_gradients(self) -> bool:
        """Whether a row says what ``dW`` or ``\\delta x`` is."""
        starts = [claim.left.factors for row in self.rows for claim in row.claims if isinstance(claim.left, Product)]
        pairs = [(one, other) for ((_, one), (sign, other)) in (s for s in starts if len(s) == 2) if sign == ""]
        return self.base is None and any(
            isinstance(one, Name) and one.base in ("d", "delta") and not (one.sub or one.sup) and isinstance(other, Name)
            for one, other in pairs
        )
