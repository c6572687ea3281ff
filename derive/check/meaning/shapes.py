"""Axes and their sizes, inferred from use: the letters that index them, matrix products, sums, and what was declared.

Two axes that one letter indexes have the same size, and so have the inner axes of a product.  Every class of axes gets a
size of its own, so that nothing fits by accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from derive.check.meaning.defining import Findings
from derive.check.meaning.sorting import Key, Sorted, is_mark
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import (
    Big,
    Call,
    Derivative,
    Fraction,
    Group,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Root,
    Scripted,
    Sum,
    Transposed,
)
from derive.check.reading.tree import children

Dims = tuple[str, ...]
"""The axes of a value in matrix notation; each is a variable."""


@dataclass
class Classes:
    """Variables that stand for the same size."""

    parent: dict[str, str] = field(default_factory=dict)

    def find(self, variable: str) -> str:
        """The representative of a class."""
        root = variable
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        self.parent[variable] = root
        return root

    def join(self, one: str, other: str) -> None:
        """Make two variables the same; names of sizes (``size n``) stay representatives, two different ones stay apart."""
        a, b = self.find(one), self.find(other)
        if a == b or (_is_size(a) and _is_size(b)):
            return
        self.parent[b if _is_size(a) else a] = a if _is_size(a) else b


def _is_size(variable: str) -> bool:
    return variable.startswith("size ")


class Shapes:
    """The axes of all symbols of a text.

    ``ranks`` holds the number of axes of each symbol as far as it is known; ``integer`` maps symbols that are used as
    indices to the axis that they index.
    """

    def __init__(self, findings: Findings, ranks: Mapping[Key, int], sizes: Mapping[Key, tuple[str, ...]]) -> None:
        self.findings = findings
        self.ranks: dict[Key, int] = dict(ranks)
        self.classes = Classes()
        self.integer: dict[Key, str] = {}
        self._named: dict[str, str] = {}
        self._stepped = {key for key, one in findings.definitions.items() if one.sorted.above}
        self._stepped |= {key for key, names in findings.leaves.items() if any(parts.above for _, parts in names)}
        self._row = 0
        self._count = 0
        for key, named in sizes.items():
            for axis, size in enumerate(named):
                if size:
                    self.classes.join(f"size {size}", self.axis(key, axis))

    def class_size(self, key: Key) -> str:
        """The name of the size of the axis that an integer symbol indexes."""
        found = self.classes.find(self.integer[key])
        return found.removeprefix("size ") if _is_size(found) else self._named.setdefault(found, f"n_{len(self._named) + 1}")

    @staticmethod
    def axis(key: Key, number: int) -> str:
        """The variable of an axis."""
        return f"{key.name}/{number}"

    def size(self, key: Key, number: int) -> str:
        """The name of the size of an axis: a declared one, or ``n_1``, ``n_2``, ... in order of appearance."""
        found = self.classes.find(self.axis(key, number))
        if _is_size(found):
            return found.removeprefix("size ")
        return self._named.setdefault(found, f"n_{len(self._named) + 1}")

    def learn(self, rows: Iterable[Row]) -> None:
        """Go through the definitions, then through all claims."""
        for key, definition in 3 * list(self.findings.definitions.items()):  # what comes later may say what came before
            self._row = definition.row
            letters = self._fresh(definition.letters)
            for axis, letter in enumerate(definition.letters):
                self.classes.join(letters[letter], self.axis(key, axis))
            dims = self.dims(definition.right, letters) if not definition.abbreviation else None
            if dims is not None:
                self.ranks.setdefault(key, len(definition.letters) + len(dims))
                if self.ranks[key] == len(definition.letters) + len(dims):
                    for axis, variable in enumerate(dims, len(definition.letters)):
                        self.classes.join(self.axis(key, axis), variable)
        for row in rows:
            self._row = row.number
            shared: dict[str, str] = {}
            for claim in row.claims:
                left, right = self.dims(claim.left, shared), self.dims(claim.right, shared)
                if left and right and len(left) == len(right) and claim.relation == "=":
                    self._join(left, right)

    def _fresh(self, letters: Iterable[str]) -> dict[str, str]:
        self._count += 1
        return {letter: f"letter {self._row} {self._count} {letter}" for letter in letters}

    def _join(self, one: Dims, other: Dims) -> Dims:
        if len(one) == len(other):
            for a, b in zip(one, other, strict=True):
                self.classes.join(a, b)
        return one

    # ---- the axes of an expression

    def dims(self, node: Node, letters: dict[str, str]) -> Dims | None:
        """The positional axes of an expression; None where nothing can be said."""
        if isinstance(node, Number):
            return ()
        if isinstance(node, Name):
            return self._name(node, letters)
        if isinstance(node, Transposed):
            inner = self.dims(node.body, letters)
            return inner[::-1] if inner else inner
        if isinstance(node, Sum):
            return self._sum(node, letters)
        if isinstance(node, Product):
            return self._product(node, letters)
        if isinstance(node, Fraction):
            over, under = self.dims(node.over, letters), self.dims(node.under, letters)
            return over or under
        if isinstance(node, Group) and len(node.items) == 1:
            inner = self.dims(node.items[0], letters)
            return () if node.open in ("|", "norm", "\\|", "||") else inner
        if isinstance(node, Scripted):
            inner = self.dims(node.body, letters)
            marks = [item for script in node.sup for item in script.items if is_mark(item)]
            self._inside(node, letters)
            return inner[::-1] if marks and inner else () if node.sub else inner
        if isinstance(node, Root):
            return self.dims(node.body, letters)
        if isinstance(node, Big):
            return self._big(node, letters)
        if isinstance(node, Call):
            return self._call(node.head, node.args, letters)
        if isinstance(node, Derivative) and node.of is not None and len(node.by) == 1:
            of, by = self.dims(node.of, letters), self.dims(node.by[0], letters)
            return by if of == () else None
        self._inside(node, letters)
        return None

    def _sum(self, node: Sum, letters: dict[str, str]) -> Dims | None:
        terms = [self.dims(term, letters) for _, term in node.terms]
        found = [dims for dims in terms if dims]
        for dims in found[1:]:
            self._join(found[0], dims)
        if len(found) == len(terms) == 2 and [len(dims) for dims in found] == [2, 1]:
            self._bias(node.terms[0][1], found[0], found[1])
        return found[0] if found else None if None in terms else ()

    def _bias(self, product: Node, matrix: Dims, vector: Dims) -> None:
        """The vector in ``X W + b`` has an entry for each column of the weights, that in ``W X + b`` one for each row."""
        if isinstance(product, Product) and isinstance(last := product.factors[-1][1], Name):
            rows = last.base in ("X", "A", "H", "Z", "Y")
            self.classes.join(matrix[0 if rows else 1], vector[0])

    def _inside(self, node: Node, letters: dict[str, str]) -> None:
        for child in children(node):
            self.dims(child, letters)

    def _name(self, node: Name, letters: dict[str, str]) -> Dims | None:
        parts = self.findings.sorter.split(node)
        key = parts.key
        rank = self.ranks.get(key)
        for axis, index in enumerate(parts.indices):
            self._index(index, self.axis(key, axis), letters)
        exponents = [self.dims(item, letters) for item, _ in parts.rest if not is_mark(item)]
        if node.base == "e" and len(exponents) == 1:
            return exponents[0]
        if rank is None or len(parts.indices) > rank:
            return None
        if key in self._stepped and not parts.above:
            return None  # which of its layers or steps is meant, nobody says
        dims = tuple(self.axis(key, axis) for axis in range(len(parts.indices), rank))
        return dims[::-1] if any(is_mark(item) for item, _ in parts.rest) else dims

    def _index(self, index: Node, axis: str, letters: dict[str, str]) -> None:
        """A letter indexes an axis; a step from a letter (``t - 1``) does, too."""
        if isinstance(index, Sum) and len(index.terms) == 2 and isinstance(index.terms[1][1], Number):
            index = index.terms[0][1]
        letter = letter_of(index)
        if (
            isinstance(index, Name)
            and self.findings.sorter.is_last(index)
            and index.base not in letters
            and not self._is_symbol(index)
        ):
            self.classes.join(f"size {index.base}", axis)
        elif letter is not None and not (isinstance(index, Name) and index.sub and self._is_symbol(index)):
            if letter not in letters:
                letters |= self._fresh([letter])
            self.classes.join(letters[letter], axis)
        elif isinstance(index, Name):  # a class index: y_i
            parts = self.findings.sorter.split(index)
            self.integer[parts.key] = axis
            self._name(index, letters)
        elif letter is None:
            self._inside(index, letters)

    def _is_symbol(self, index: Name) -> bool:
        key = self.findings.sorter.split(index).key
        return key in self.findings.leaves or key in self.findings.definitions

    def _product(self, node: Product, letters: dict[str, str]) -> Dims | None:
        result: Dims | None = ()
        previous: Node | None = None
        factors = list(node.factors)
        skip = False
        for at, (sign, factor) in enumerate(factors):
            if skip:
                skip = False
                continue
            after = factors[at + 1] if at + 1 < len(factors) else None
            dims: Dims | None = ()
            if isinstance(factor, Name) and after and after[0] == "" and self._is_entry(factor, after[1]):
                self.dims(after[1], letters)
                skip = True
            elif isinstance(factor, Name) and after and after[0] == "" and self._is_function(factor):
                dims = self._call(factor, (after[1],), letters)
                skip = True
            else:
                dims = self.dims(factor, letters)
            if dims is None and result is not None and len(result) == 2 and self._is_open(factor) and not after:
                result = result[:-1]  # a matrix times what nothing is known of: a vector
            elif dims is None or result is None:
                result = None
            elif sign in ("odot", "circ", "*", "bullet"):
                result = self._join(dims, result) if dims and result else dims or result
            else:
                scales = sign in ("cdot", "times") and len(result) == 1 and len(dims) == 2 and not _has_mark(previous or factor)
                last = dims[1:] if scales else dims  # a vector before a matrix scales its columns: gamma * x
                result = (self._join(result, last), dims)[1] if scales else self._multiplied(result, dims, previous, factor)
            previous = factor
        return result

    def _is_open(self, factor: Node) -> bool:
        """Whether a factor is a symbol that the text defines, and of whose axes nothing is known yet."""
        if not isinstance(factor, Name):
            return False
        key = self.findings.sorter.split(factor).key
        return key in self.findings.definitions and key not in self.ranks

    def _is_entry(self, name: Name, after: Node) -> bool:
        """Whether a symbol with what follows is an entry: ``h(x_i)``, defined for each i."""
        definition = self.findings.definitions.get(self.findings.sorter.split(name).key)
        return isinstance(after, Group) and after.open == "(" and definition is not None and bool(definition.hidden)

    def _is_function(self, name: Name) -> bool:
        from derive.check.meaning.patterns import head

        top = head(name)
        found = self.findings
        known = top in found.functions or top in found.open_functions or top in found.named
        return known or top[0] in ("sigma", "softmax", "tanh", "relu", "log", "exp")

    def _multiplied(self, left: Dims, right: Dims, before: Node | None, factor: Node) -> Dims | None:
        if not left or not right:
            return left or right
        if len(left) == 1 and len(right) == 1:
            if _has_mark(factor):
                return (left[0], right[0])
            self.classes.join(left[0], right[0])
            return ()
        self.classes.join(left[-1], right[0])
        return left[:-1] + right[1:]

    def _big(self, node: Big, letters: dict[str, str]) -> Dims | None:
        bound: dict[str, str] = {}
        for item in node.under:
            target = item.left if isinstance(item, Relation) else item
            letter = letter_of(target)
            if letter is not None:
                bound |= self._fresh([letter]) if isinstance(item, (Name, Relation)) else {}
                if isinstance(item, Relation) and item.op in ("!=", "<", ">", "<=", ">=") and letter_of(item.right) in letters:
                    self.classes.join(bound[letter], letters[letter_of(item.right) or ""])
        if isinstance(node.upper, Name) and not node.upper.sup and len(bound) == 1:
            below = "".join(f"_{script.raw}" for script in node.upper.sub)
            self.classes.join(f"size {node.upper.base}{below}", next(iter(bound.values())))
        inner = {**letters, **bound}
        result = self.dims(node.body, inner)
        letters |= {letter: variable for letter, variable in inner.items() if letter not in bound}
        return () if node.kind in ("max", "min") and result is None else result

    def _call(self, name: Name, args: tuple[Node, ...], letters: dict[str, str]) -> Dims | None:
        if len(args) == 1 and isinstance(args[0], Group):
            args = args[0].items
        found = [self.dims(arg, letters) for arg in args]
        if self._is_entry(name, Group(args)):
            return ()
        if name.base in ("tr", "det", "trace"):
            return ()
        if name.base == "diag" and found[0] and len(found[0]) == 1:
            return (found[0][0], found[0][0])
        if name.base in ("max", "min") and None not in found:
            return next((dims for dims in found if dims), ())
        return found[0] if len(found) == 1 else ()


def _has_mark(node: Node) -> bool:
    """Whether a factor is transposed."""
    if isinstance(node, Transposed):
        return True
    scripts = node.sup if isinstance(node, (Name, Scripted)) else ()
    return any(is_mark(item) for script in scripts for item in script.items)


def occurrences(found: Iterable[Sorted]) -> tuple[int, int]:
    """The smallest and the largest number of indices with which a symbol stands."""
    counts = [len(parts.indices) for parts in found]
    return min(counts, default=0), max(counts, default=0)
