"""The axes of an expression, as far as they can be told from how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derive.check.meaning.axes import products as expression_products
from derive.check.meaning.axes.classes import Classes
from derive.check.meaning.definitions.findings import Findings
from derive.check.meaning.definitions.sorting import Key, is_mark
from derive.check.meaning.trees import letter_of
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


def axis(key: Key, number: int) -> str:
    """The variable of an axis."""
    return f"{key.name}/{number}"


class Expressions:
    """Goes through expressions: their axes become variables, and variables that must agree become one class.

    ``ranks`` holds the number of axes of each symbol as far as it is known; ``integer`` maps symbols that are used as
    indices to the axis that they index.
    """

    def __init__(self, findings: Findings, ranks: Mapping[Key, int]) -> None:
        self.findings = findings
        self.ranks: dict[Key, int] = dict(ranks)
        self.classes = Classes()
        self.integer: dict[Key, str] = {}
        self.counted: dict[Node, str] = {}
        """Sums without limits, and the letters that say how far they run."""
        self.limits: set[Name] = set()
        """The numbers that sums run up to."""
        self.from_zero: set[str] = set()
        """Variables of axes that a sum runs along from zero, ``\\sum_{k=0}^{K-1}``."""
        self.inclusive: set[str] = set()
        """Those where it reaches the size itself: ``\\sum_{k=0}^K``."""
        self.from_one: set[str] = set()
        """Those where it runs from one to the size."""
        self._stepped = {key for key, one in findings.definitions.items() if one.sorted.above}
        self._stepped |= {key for key, names in findings.leaves.items() if any(parts.above for _, parts in names)}
        self._count = 0

    def fresh(self, letters: Iterable[str]) -> dict[str, str]:
        """New variables for letters: each row has letters of its own."""
        self._count += 1
        return {letter: f"letter {self._count} {letter}" for letter in letters}

    def join(self, one: Dims, other: Dims) -> Dims:
        """Make the axes of two values the same, if they have as many."""
        if len(one) == len(other):
            for a, b in zip(one, other, strict=True):
                self.classes.join(a, b)
        return one

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
            return expression_products.product(self, node, letters)
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
            return self.call(node.head, node.args, letters)
        if isinstance(node, Derivative) and node.of is not None and len(node.by) == 1:
            of, by = self.dims(node.of, letters), self.dims(node.by[0], letters)
            return by if of == () else None
        self._inside(node, letters)
        return None

    def _sum(self, node: Sum, letters: dict[str, str]) -> Dims | None:
        terms = [self.dims(term, letters) for _, term in node.terms]
        found = [dims for dims in terms if dims]
        for dims in found[1:]:
            self.join(found[0], dims)
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
        for number, index in enumerate(parts.indices):
            self._index(index, axis(key, number), letters)
        exponents = [self.dims(item, letters) for item, _ in parts.rest if not is_mark(item)]
        if node.base == "e" and len(exponents) == 1:
            return exponents[0]
        if rank is None and node in self.limits:
            return ()
        if rank is None or len(parts.indices) > rank:
            return None
        if key in self._stepped and not parts.above:
            return None  # which of its layers or steps is meant, nobody says
        dims = tuple(axis(key, number) for number in range(len(parts.indices), rank))
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
                letters |= self.fresh([letter])
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

    def _big(self, node: Big, letters: dict[str, str]) -> Dims | None:
        bound: dict[str, str] = {}
        for item in node.under:
            target = item.left if isinstance(item, Relation) else item
            letter = letter_of(target)
            if letter is not None:
                bound |= self.fresh([letter]) if isinstance(item, (Name, Relation)) else {}
                if isinstance(item, Relation) and item.op in ("!=", "<", ">", "<=", ">=") and letter_of(item.right) in letters:
                    self.classes.join(bound[letter], letters[letter_of(item.right) or ""])
        if isinstance(node.upper, Name) and not node.upper.sup and len(bound) == 1:
            below = "".join(f"_{script.raw}" for script in node.upper.sub)
            self.limits.add(node.upper)
            self.classes.join(f"size {node.upper.base}{below}", next(iter(bound.values())))
            self.from_one |= {*bound.values()} if _starts_at(node, "1") else set()
            self.inclusive |= {*bound.values()} if _starts_at(node, "0") else set()
        elif len(bound) == 1 and (size := _size_from_zero(node)):
            self.classes.join(f"size {size}", next(iter(bound.values())))
            self.from_zero |= {*bound.values()}
        elif node in self.counted and len(bound) == 1:
            self.classes.join(f"size {self.counted[node]}", next(iter(bound.values())))
        inner = {**letters, **bound}
        result = self.dims(node.body, inner)
        letters |= {letter: variable for letter, variable in inner.items() if letter not in bound}
        return () if node.kind in ("max", "min") and result is None else result

    def call(self, name: Name, args: tuple[Node, ...], letters: dict[str, str]) -> Dims | None:
        """The axes of a function\'s value: those of its only argument, mostly."""
        if len(args) == 1 and isinstance(args[0], Group):
            args = args[0].items
        found = [self.dims(arg, letters) for arg in args]
        if expression_products.is_entry(self, name, Group(args)):
            return ()
        if name.base in ("tr", "det", "trace"):
            return ()
        if name.base == "diag" and found[0] and len(found[0]) == 1:
            return (found[0][0], found[0][0])
        if name.base in ("max", "min") and None not in found:
            return next((dims for dims in found if dims), ())
        return found[0] if len(found) == 1 else ()


def _size_from_zero(node: Big) -> str:
    """The m of a sum from zero to ``m - 1``; nothing for other sums."""
    if not _starts_at(node, "0") or not isinstance(node.upper, Sum) or [sign for sign, _ in node.upper.terms] != [1, -1]:
        return ""
    (_, size), (_, one) = node.upper.terms
    return size.base if one == Number("1") and isinstance(size, Name) and size == Name(size.base) else ""


def _starts_at(node: Big, number: str) -> bool:
    """Whether a sum has one letter, which starts at a number."""
    item = node.under[0] if len(node.under) == 1 else None
    return isinstance(item, Relation) and item.op == "=" and item.right == Number(number)
