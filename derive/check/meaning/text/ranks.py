"""The number of axes of a text's symbols: as declared or stated, else what such a letter usually is, and how it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from derive.check.meaning.axes.shapes import Shapes
from derive.check.meaning.axes.stated import STATED
from derive.check.meaning.definitions.defining import find
from derive.check.meaning.definitions.findings import Findings
from derive.check.meaning.definitions.mentions import applied
from derive.check.meaning.definitions.recurring import recurring
from derive.check.meaning.definitions.sorting import Key, Sorted, is_mark
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.text.guesses import COSTS, guessed, looks_like_matrix
from derive.check.meaning.text.numbers_beside import numbers_beside
from derive.check.meaning.text.open_symbols import OpenArrays
from derive.check.reading import colons
from derive.check.reading.rows import nodes
from derive.check.reading.syntax import Big, Derivative, Fraction, Group, Name, Node, Product, Script, Scripted, Sum, Transposed
from derive.check.reading.tree import walk


class Ranks(OpenArrays):
    """Finds the axes."""

    def _hints(self, shaped: Mapping[Key, Declaration], functions: list[Head]) -> dict[Key, Declaration]:
        """The shapes that the text states of symbols that it defines, too, and those of the states of its recurrences: these
        stay defined."""
        stated = {key: one for key, one in shaped.items() if one.place == STATED}
        steps = {key: one for key, one in shaped.items() if key not in stated and self.sorter.split(one.name).indices}
        if not stated and not steps:
            return {}
        others = [key for key in shaped if key not in stated and key not in steps]
        found = find(self.rows, self.sorter, self._is_known, functions, others, self._numbers_by_name())
        defined = {key: one for key, one in stated.items() if key in found.definitions}
        return defined | {key: steps[key] for key in recurring(found) & set(steps)}

    def _numbers_by_name(self) -> frozenset[Head]:
        """The letters of costs that are no functions of any number: the one that is declared, those of which the text takes
        derivatives without naming their arguments, and those of arguments that are declared to be arrays."""
        if self.base is not None:
            return frozenset()
        sides = (side for row in self.rows for side in row.sides)
        over = (node.of for side in sides for node in walk(side) if isinstance(node, Derivative))
        named = frozenset(head(of) for of in over if isinstance(of, Name) and not of.primes)
        stated = frozenset((head(self.declared.cost),)) if self.declared.cost is not None else frozenset()
        return stated | frozenset(top for top in named | frozenset(self._of_arrays()) if top[0] in COSTS)

    def _of_arrays(self) -> Iterator[Head]:
        """What the text defines as something of an array: ``J(\\Sigma) = \\log |\\Sigma|``."""
        arrays = {self.sorter.split(one.name).key for one in self.declared.of_kind("shape") if one.of}
        for row in self.rows:
            for claim in row.claims:
                name, arguments = applied(claim.left)
                if name is not None and len(arguments) == 1 and isinstance(arguments[0], Name):
                    if self.sorter.split(arguments[0]).key in arrays:
                        yield head(name)

    def _shapes(self, found: Findings, shaped: Mapping[Key, Declaration], hints: Mapping[Key, Declaration]) -> Shapes:
        ranks: dict[Key, int] = {}
        sizes: dict[Key, tuple[str, ...]] = {}
        # Where vectors are bold, a plain small letter is a number.
        bold = any(n.style == "bold" and n.base.islower() for names in found.leaves.values() for n, _ in names)
        matrices = not bold and any(looks_like_matrix(key, names) for key, names in found.leaves.items())
        others = self._other_costs(found) if self.base is None else []
        for key, names in found.leaves.items():
            if key in shaped:
                slots = self.sorter.split(shaped[key].name).indices
                ranks[key] = len(slots) + len(shaped[key].of)
                sizes[key] = (*("" for _ in slots), *shaped[key].of)
            else:
                ranks[key] = 0 if key in others or self._is_divisor(key, names) else guessed(key, names, matrices)
        free = set(found.leaves) - set(shaped) - set(others) if self.base is None else set()
        for key in numbers_beside(self.rows, self.sorter) & free:
            ranks[key] = 0
        for key in set(self._entrywise()) & free:
            ranks[key] = max(ranks[key], 1)
        for key, indices in self._vectors():
            if key in free:
                ranks[key] = max(ranks[key], indices + 1)
            elif self.base is None and key in found.definitions and not found.definitions[key].letters:
                for other, own in self._added(found.definitions[key].right):
                    if other in free:
                        ranks[other] = max(ranks[other], own + 1)
        for key, one in hints.items():
            slots = self.sorter.split(one.name).indices
            ranks[key] = len(slots) + len(one.of)
            sizes[key] = (*("" for _ in slots), *one.of)
        shapes = Shapes(found, ranks, sizes)
        shapes.learn(self.rows)
        return shapes

    def _entrywise(self) -> Iterator[Key]:
        """The small letters that are multiplied entry by entry or by a colon, or added to such a product: no numbers."""
        for node in nodes(self.rows):
            names: list[Node] = []
            if isinstance(node, Product) and any(sign in ("odot", "circ") for sign, _ in node.factors):
                names = [one for _, one in node.factors]
            elif isinstance(node, Product) and len(sides := colons.sides(node)) > 1:
                names = list(sides)
            elif isinstance(node, Sum) and any(_is_entrywise(term) for _, term in node.terms):
                names = [one for _, one in node.terms]
            for name in names:
                if isinstance(name, Name) and not name.base.isupper() and not (name.sub or name.sup):
                    yield self.sorter.split(name).key

    def _vectors(self) -> Iterator[tuple[Key, int]]:
        """The small letters that are transposed, stand behind one that is, or have a norm, and the number of their indices:
        these count vectors, as in ``w_i^T x_j``; and the coefficients behind a table, ``X \\beta``."""
        for node in nodes(self.rows):
            names: list[Node] = []
            if isinstance(node, Product):
                row = False
                for (_, one), (sign, other) in pairwise(node.factors):
                    row = sign in ("", "cdot") and (_is_transposed(one) or (row and _is_greek_matrix(one)))
                    if row:
                        names += [*_columns(one), *([other] if _is_capital(one) else _columns(other))]
                    elif sign == "" and isinstance(one, Group) and _is_transposed(other) and _columns(one) == _columns(other):
                        names += _columns(one)
                    elif sign == "" and isinstance(other, Name) and other.base in _COEFFICIENTS and _is_capital(one):
                        names.append(other)
            elif isinstance(node, Group) and node.open in ("norm", "\\|", "||"):
                names = [inner for item in node.items for inner in _terms(item)]
            for name in names:
                if isinstance(name, Name) and not name.base.isupper():
                    parts = self.sorter.split(name)
                    yield parts.key, len(parts.indices) + _is_greek_matrix(name)

    def _added(self, node: Node) -> Iterator[tuple[Key, int]]:
        """The small letters that are added up, scaled or not, and the number of their indices: parts of vectors are vectors."""
        if isinstance(node, Sum):
            for _, term in node.terms:
                yield from self._added(term)
        elif isinstance(node, Big) and node.kind == "sum":
            yield from self._added(node.body)
        elif isinstance(node, Fraction):
            yield from self._added(node.over)
        elif isinstance(node, Product):
            yield from self._added(node.factors[-1][1])
        elif isinstance(node, Group) and node.open == "(" and len(node.items) == 1:
            yield from self._added(node.items[0])
        elif isinstance(node, Name) and node.base.islower() and not node.sup:
            parts = self.sorter.split(node)
            yield parts.key, len(parts.indices)

    def _is_divisor(self, key: Key, names: list[tuple[Name, Sorted]]) -> bool:
        """Whether something is divided by a symbol that never has an index."""
        return key.head in self.divisors and not any(parts.indices for _, parts in names)


_COEFFICIENTS = ("beta", "theta", "omega", "alpha")
"""Greek letters of vectors of coefficients; others in such a place scale."""
_CAPITALS = ("Lambda", "Sigma", "Omega", "Psi", "Phi", "Theta", "Gamma", "Xi")


def _is_capital(node: Node) -> bool:
    """A plain capital letter, perhaps transposed: a matrix."""
    node = node.body if isinstance(node, Transposed) else node
    return isinstance(node, Name) and len(node.base) == 1 and node.base.isupper() and not node.sub


def _is_greek_matrix(node: Node) -> bool:
    """A capital Greek letter, perhaps inverted."""
    return isinstance(node, Name) and len(node.base) > 1 and node.base.capitalize() in _CAPITALS and node.base[0].isupper()


def _columns(node: Node) -> list[Node]:
    """What a factor is a column of, transposed or not: a symbol, or the terms in a bracket."""
    if isinstance(node, Transposed) or (isinstance(node, Scripted) and not node.sub and _marks(node.sup)):
        node = node.body
    return [inner for item in node.items for inner in _terms(item)] if isinstance(node, Group) else [node]


def _marks(sup: tuple[Script, ...]) -> bool:
    return [is_mark(item) and item != Name("prime") for item, _ in items(sup)] == [True]


def _is_transposed(node: Node) -> bool:
    """A symbol or a bracket with the mark of a transpose, and nothing else above it."""
    if isinstance(node, Transposed):
        return isinstance(node.body, Name | Group)
    if isinstance(node, Scripted):
        return isinstance(node.body, Group) and not node.sub and _marks(node.sup)
    return isinstance(node, Name) and _marks(node.sup)


def _terms(node: Node) -> list[Node]:
    """The terms of a sum; else the expression itself."""
    return [term for _, term in node.terms] if isinstance(node, Sum) else [node]


def _is_entrywise(node: Node) -> bool:
    """A product of two symbols entry by entry."""
    return isinstance(node, Product) and [sign for sign, _ in node.factors[1:]] in (["odot"], ["circ"])
