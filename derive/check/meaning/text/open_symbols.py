"""Symbols that a text differentiates by others and nowhere defines: any smooth functions of these.

A chain rule such as ``dE/dx = sum_j dE/dy_j dy_j/dx`` holds for any ``y`` of ``x`` and any ``E`` of ``y``; a row about them
can be confirmed so, and (since the function is unknown) not much more.
"""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from derive.check.meaning.text.one_hot import OneHots
from derive.check.meaning.text.order import groups
from derive.check.meaning.text.random_functions import ToArray
from derive.check.meaning.text.rules import Rule
from derive.check.meaning.world import Quantity
from derive.check.reading.rows import nodes
from derive.check.reading.syntax import Derivative, Name


class OpenArrays(OneHots):
    """Makes functions of free symbols."""

    def _open_arrays(self) -> None:
        """Every free array that is differentiated becomes a function of the quantities by which it is."""
        pairs = {(of, by) for of, by in self._slopes() if not self._is_made_of(by, of)}
        free = {of for of, _ in pairs if of in self.world.leaves and not self.world.quantities[of].integer}
        free -= {self.cost_key.name} if self.cost_key is not None else set()
        reads = {of: frozenset(by for one, by in pairs if one == of) for of in free}
        order = groups(reads)
        if any(len(group) > 1 for group in order):
            return  # each by the other: nothing can be said
        reach: dict[str, set[str]] = {}
        rules: list[Rule] = []
        for (name,) in order:
            reach[name] = set(reads[name]).union(*(reach.get(by, set()) for by in reads[name]))
            tops = [by for by in sorted(reads[name]) if not any(by in reach.get(o, ()) for o in reads[name])]
            if any(top not in self.world.leaves and top not in {rule.quantity for rule in rules} for top in tops):
                continue
            seed = crc32(name.encode())
            rules.append(Rule(name, (), frozenset(tops), function=ToArray(seed), inputs=tuple(tops)))
            self.told.append(f"read {name} as any function of {', '.join(tops)}")
        for rule in rules:
            quantity = self.world.quantities[rule.quantity]
            self.world.leaves.remove(rule.quantity)
            self.world.add(Quantity(quantity.name, quantity.axes, "open"))
        self.world.groups[:0] = [[rule] for rule in rules]
        self.opened |= {rule.quantity for rule in rules}

    def _is_made_of(self, name: str, other: str) -> bool:
        """Whether a definition of one quantity mentions another, itself or by what it mentions."""
        sources = {rule.quantity: {*rule.inputs, *rule.reads} for rule in self.world.rules}
        seen: set[str] = set()
        todo = [name]
        while todo:
            for source in sources.get(todo.pop(), ()):
                if source == other:
                    return True
                if source not in seen:
                    seen.add(source)
                    todo.append(source)
        return False

    def _slopes(self) -> Iterator[tuple[str, str]]:
        """The quantities that the text differentiates, with those by which it does."""
        for node in nodes(self.rows):
            if not isinstance(node, Derivative) or not isinstance(node.of, Name) or len(node.by) != 1:
                continue
            if isinstance(node.by[0], Name):
                of, by = (self.found.key(self.sorter.split(name)).name for name in (node.of, node.by[0]))
                if of != by and of in self.world.quantities and by in self.world.quantities:
                    yield of, by
