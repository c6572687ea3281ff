"""The symbols of a text that stand before a bracket: functions, and with how many arguments."""

from __future__ import annotations

from collections.abc import Iterable

from derive.check.meaning.definitions.mentions import arguments_in
from derive.check.meaning.definitions.sorting import is_mark
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Call, Group, Name, Node, Product, Scripted
from derive.check.reading.tree import children


def called(rows: Iterable[Row], taken: Iterable[Head] = ()) -> dict[Head, int]:
    """Heads that stand before a bracket wherever they stand (or have primes there), with the number of arguments."""
    found = _Callers(frozenset(taken))
    for row in rows:
        for side in row.sides:
            found.look(side)
    sizes = {top: max(counts) for top, counts in found.counts.items() if top not in found.taken}
    return {top: size for top, size in sizes.items() if top in found.primed or top not in found.alone or size > 1}


class _Callers:
    """``counts`` has the numbers of arguments of each head; ``alone`` are those that stand without, ``primed`` have primes."""

    def __init__(self, taken: frozenset[Head]) -> None:
        self.taken = taken
        self.counts: dict[Head, list[int]] = {}
        self.alone: set[Head] = set()
        self.primed: set[Head] = set()

    def look(self, node: Node) -> None:
        """Add what an expression says."""
        if isinstance(node, Product):
            self._product(node)
        elif isinstance(node, Call):
            if head(node.head) not in self.taken:
                self.counts.setdefault(head(node.head), []).append(len(arguments_in(node.args)))
            for argument in node.args:
                self.look(argument)
        elif isinstance(node, Name):
            self._stands_alone(node)
        else:
            for child in children(node):
                self.look(child)

    def _product(self, node: Product) -> None:
        """Names before a bracket, and what all other factors (brackets among them) say."""
        for at, (_, factor) in enumerate(node.factors):
            if not isinstance(factor, Name):
                self.look(factor)
                continue
            sign, group = node.factors[at + 1] if at + 1 < len(node.factors) else ("end", None)
            group = group.body if isinstance(group, Scripted) else group
            if sign == "" and isinstance(group, Group) and group.open in ("(", "[") and _can_be_called(factor):
                self.counts.setdefault(head(factor), []).append(len(group.items))
                if factor.primes:
                    self.primed.add(head(factor))
            else:
                self._stands_alone(factor)

    def _stands_alone(self, name: Name) -> None:
        """A letter without brackets, which may be that of a number; with a prime it is the slope of a function."""
        if not name.primes:
            self.alone.add(head(name))


def _can_be_called(name: Name) -> bool:
    """A function has nothing in brackets above it, and no capital letter that is transposed is one: ``X^T (y - p)``."""
    turned = [is_mark(item) and item != Name("prime") for item, _ in items(name.sup)] == [True]
    return not any(script.bracket for script in name.sup) and not (turned and len(name.base) == 1 and name.base.isupper())
