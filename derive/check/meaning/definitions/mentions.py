"""The symbols that rows mention: which ones, which are called like functions, and with what arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import CLASS, Big, Call, Fraction, Group, Name, Node, Product, Root, Scripted
from derive.check.reading.tree import children, walk


def arguments_of(rows: Iterable[Row]) -> Iterator[Name]:
    """Bare symbols that stand alone in the brackets of a function on a left side: ``z`` in ``f'(z) = ...``."""
    for row in rows:
        for claim in row.claims:
            name, arguments = applied(claim.left)
            if name is not None and len(arguments) == 1 and isinstance(arguments[0], Name):
                if not arguments[0].sub and not arguments[0].sup:
                    yield arguments[0]


def applied(left: Node) -> tuple[Name | None, tuple[Node, ...]]:
    """A name, and what stands in brackets after it."""
    if isinstance(left, Name):
        return left, ()
    if isinstance(left, Call):
        return left.head, arguments_in(left.args)
    if isinstance(left, Product) and len(left.factors) == 2 and left.factors[1][0] == "":
        first, second = left.factors[0][1], left.factors[1][1]
        if isinstance(first, Name) and isinstance(second, Group) and second.open == "(":
            return first, second.items
    return None, ()


def arguments_in(args: tuple[Node, ...]) -> tuple[Node, ...]:
    """The arguments of a call, without the bracket around them."""
    if len(args) == 1 and isinstance(args[0], Group):
        return args[0].items
    return args


def mentioned(rows: Iterable[Row]) -> Iterator[Name]:
    """All symbols of all claims, but the letters that indices and sums use."""
    for row in rows:
        for side in row.sides:
            yield from symbols_in(side)


def _is_class(index: Name) -> bool:
    """Whether an index is a quantity, ``y_i``, and no letter with a number, ``i_1``."""
    return CLASS in index.accents or (bool(index.sub) and not (index.base in INDEX_LETTERS and letter_of(index)))


def symbols_in(node: Node) -> Iterator[Name]:
    """The symbols of an expression: letters that count something are none."""
    if isinstance(node, Name):
        yield node
        for script in node.sub:
            for item in script.items:
                yield from (inner for inner in walk(item) if isinstance(inner, Name) and _is_class(inner))
        for script in node.sup if node.base in ("e", "exp") else ():
            for item in script.items:
                yield from symbols_in(item)
        return
    if isinstance(node, Scripted):
        yield from symbols_in(node.body)
        for script in node.sup:
            for item in script.items:
                yield from symbols_in(item)
        return
    if isinstance(node, Big):
        bound = {letter for item in node.under for inner in walk(item) if (letter := letter_of(inner)) is not None}
        yield from (name for name in symbols_in(node.body) if letter_of(name) not in bound)
        return
    if isinstance(node, Call):
        for argument in node.args:
            yield from symbols_in(argument)
        return
    for child in children(node):
        yield from symbols_in(child)


def divisors(rows: Iterable[Row]) -> Iterator[Head]:
    """The capital letters by which something is divided, and the symbols by whose root it is: numbers, and no matrices."""
    for node in nodes(rows):
        under = node.under if isinstance(node, Fraction) else None
        factors = [factor for _, factor in under.factors] if isinstance(under, Product) else [under]
        roots = (one.body for one in factors if isinstance(one, Root))
        yield from (head(one) for one in roots if isinstance(one, Name))
        yield from (head(one) for one in factors if isinstance(one, Name) and one.base.isupper() and not one.sub)
