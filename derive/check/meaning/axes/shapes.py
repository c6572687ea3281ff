"""Axes and their sizes, inferred from use: the letters that index them, matrix products, sums, and what was declared.

Two axes that one letter indexes have the same size, and so have the inner axes of a product.  Every class of axes gets a
size of its own, so that nothing fits by accident.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from derive.check.meaning.axes.averages import averaged
from derive.check.meaning.axes.classes import is_size
from derive.check.meaning.axes.expressions import Expressions, axis
from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.sorting import Key, Sorted
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Name


class Shapes:
    """The axes of all symbols of a text."""

    def __init__(self, findings: Findings, ranks: Mapping[Key, int], sizes: Mapping[Key, tuple[str, ...]]) -> None:
        self.findings = findings
        self.expressions = Expressions(findings, ranks)
        self.ranks, self.integer, self.classes = self.expressions.ranks, self.expressions.integer, self.expressions.classes
        self._named: dict[str, str] = {}
        for key, named in sizes.items():
            for number, size in enumerate(named):
                if size:
                    self.classes.join(f"size {size}", axis(key, number))

    def class_size(self, key: Key) -> str:
        """The name of the size of the axis that an integer symbol indexes."""
        return self._name(self.integer[key])

    def size(self, key: Key, number: int) -> str:
        """The name of the size of an axis: a declared one, or ``n_1``, ``n_2``, ... in order of appearance."""
        return self._name(axis(key, number))

    def starts_at_zero(self, key: Key, number: int) -> bool:
        """Whether sums count the entries along an axis from zero."""
        return self._is_among(self.expressions.from_zero | self.expressions.inclusive, key, number)

    def ends_with_size(self, key: Key, number: int) -> bool:
        """Whether sums from zero reach the size of an axis: it has one entry more."""
        return self._is_among(self.expressions.inclusive, key, number)

    def starts_at_one(self, key: Key, number: int) -> bool:
        """Whether sums run along an axis from one to its size: an entry 0 comes in addition."""
        return self._is_among(self.expressions.from_one, key, number)

    def _is_among(self, variables: set[str], key: Key, number: int) -> bool:
        return self.classes.find(axis(key, number)) in {self.classes.find(one) for one in variables}

    def _name(self, variable: str) -> str:
        found = self.classes.find(variable)
        return found.removeprefix("size ") if is_size(found) else self._named.setdefault(found, f"n_{len(self._named) + 1}")

    def learn(self, rows: Iterable[Row]) -> None:
        """Go through the definitions, then through all claims."""
        rows = list(rows)
        self.expressions.counted = {big: count.base for node in nodes(rows) for count, big in averaged(node)}
        for key, definition in 3 * list(self.findings.definitions.items()):  # what comes later may say what came before
            self._define(key, definition)
        for row in rows:
            before, square = dict(self.classes.parent), self._square()
            shared: dict[str, str] = {}
            for claim in row.claims:
                left, right = (self.expressions.dims(side, shared) for side in claim.sides)
                if left and right and len(left) == len(right) and claim.relation == "=":
                    self.expressions.join(left, right)
            if self._shared(self._square() - square, row):  # what others leave open, no claim makes square: it may be wrong
                self.classes.parent = before

    def _square(self) -> frozenset[Key]:
        """The matrices that nothing defines whose axes have one size."""
        given = [key for key in self.findings.leaves if self.ranks.get(key) == 2]
        return frozenset(key for key in given if self.classes.find(axis(key, 0)) == self.classes.find(axis(key, 1)))

    def _shared(self, matrices: frozenset[Key], row: Row) -> bool:
        """Whether one of them stands outside a row, too."""
        own = Counter(node for node in nodes([row]) if isinstance(node, Name))
        return any(Counter(name for name, _ in self.findings.leaves[key]) - own for key in matrices)

    def _define(self, key: Key, definition: Definition) -> None:
        letters = self.expressions.fresh(definition.letters)
        for number, letter in enumerate(definition.letters):
            self.classes.join(letters[letter], axis(key, number))
        dims = self.expressions.dims(definition.right, letters) if not definition.abbreviation else None
        if dims is None:
            return
        rank = len(definition.letters) + len(dims)
        if self.ranks.setdefault(key, rank) == rank:
            for number, variable in enumerate(dims, len(definition.letters)):
                self.classes.join(axis(key, number), variable)


def occurrences(found: Iterable[Sorted]) -> tuple[int, int]:
    """The smallest and the largest number of indices with which a symbol stands."""
    counts = [len(parts.indices) for parts in found]
    return min(counts, default=0), max(counts, default=0)
