"""Probabilities as authors write them: ``p(x \\mid y = 1)`` is one symbol, and no function p of a statement.

Input: a document, the letters that are declared.  Output: the document with each probability as a symbol of its own, its
index letters below it; ``p (1 - p)`` is a product.  ``p(y = 1)`` is what ``p(y) = ...`` says for that value, where the text
defines the latter alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.trees import letter_of
from derive.check.reading.printer import latex
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Group, Name, Node, Product, Relation, Script, Sum
from derive.check.reading.tree import rewrite, walk

_LETTERS = {"p": ("mid", "="), "P": ("mid", "="), "Pr": ("mid", "="), "q": ("mid", "="), "f": ("mid",)}
"""Letters of probabilities and densities, and what in their brackets marks them as such."""


@dataclass(frozen=True)
class _Probability:
    """A letter with what stands in its brackets."""

    name: Name
    inside: Group


def as_symbols(document: Document, declared: Iterable[Name] = ()) -> Document:
    """The document with probabilities as symbols; letters with a declared meaning are left alone."""
    taken = {head(name) for name in declared}
    found = [each for row in document.rows for node in row.sides for each in _probabilities(node)]
    letters = {head(each.name) for each in found if _is_probability(each)} - taken
    if not letters:
        return document
    defined = dict(_definitions(document.rows, letters))
    return document.mapped(lambda row: _row(row, letters, defined))


def _probabilities(node: Node) -> Iterator[_Probability]:
    for inner in walk(node):
        if isinstance(inner, Product):
            for (_, one), (sign, other) in zip(inner.factors, inner.factors[1:], strict=False):
                if isinstance(one, Name) and isinstance(other, Group) and sign == "" and other.open == "(":
                    yield _Probability(one, other)


def _is_probability(each: _Probability) -> bool:
    """Whether a bar of a condition or a statement stands inside."""
    marks = _LETTERS.get(each.name.base, ())
    return any(isinstance(item, Relation) and item.op in marks for item in each.inside.items)


def _is_factor(each: _Probability) -> bool:
    """Whether brackets hold no statement, but a number and the letter itself: ``p_i (1 - p_i)`` is a product."""
    inside = list(walk(each.inside))
    again = any(isinstance(node, Name) and head(node) == head(each.name) for node in inside)
    return again and not _is_probability(each) and any(isinstance(node, Sum) for node in each.inside.items)


def _definitions(rows: Iterable[Row], letters: set[Head]) -> Iterator[tuple[str, Node]]:
    """What the text says of each probability, the last thing first (so that the first one stays)."""
    for row in reversed(list(rows)):
        for claim in row.claims:
            if claim.relation in ("=", ":=") and not claim.inherited and isinstance(claim.left, Product):
                factors = claim.left.factors
                for each in _probabilities(claim.left):
                    if len(factors) == 2 and head(each.name) in letters:
                        yield _spelled(each.name, each.inside), claim.right


def _row(row: Row, letters: set[Head], defined: dict[str, Node]) -> Row:
    def changed(node: Node) -> Node:
        return rewrite(node, lambda inner: _replaced(inner, letters, defined))

    def claimed(claim: Claim) -> Claim:
        first = changed(claim.head) if claim.head is not None else None
        return replace(claim, left=changed(claim.left), right=changed(claim.right), head=first)

    return replace(row, claims=tuple(map(claimed, row.claims)), expressions=tuple(map(changed, row.expressions)))


def _replaced(node: Node, letters: set[Head], defined: dict[str, Node]) -> Node | None:
    if not isinstance(node, Product):
        return None
    made: list[tuple[str, Node]] = []
    for sign, factor in node.factors:
        before = made[-1][1] if made else None
        each = _Probability(before, factor) if isinstance(before, Name) and isinstance(factor, Group) else None
        called = sign == "" and each is not None and each.inside.open == "(" and head(each.name) in letters
        if each is not None and called and not _is_factor(each):
            symbol = _symbol(each.name, each.inside, letters, defined)
            made[-1] = (made[-1][0], symbol)
        else:
            made.append((sign, factor))
    if len(made) == len(node.factors):
        return None
    rest = tuple((sign, factor if isinstance(factor, Name) else rewrite(factor, lambda n: _replaced(n, letters, defined)))
                 for sign, factor in made)  # fmt: skip
    return rest[0][1] if len(rest) == 1 else replace(node, factors=rest)


def _symbol(name: Name, inside: Group, letters: set[Head], defined: dict[str, Node]) -> Node:
    key = _spelled(name, inside)
    events = {item.left: item.right for item in inside.items if isinstance(item, Relation) and item.op == "="}
    if key not in defined and events and all(isinstance(left, Name) for left in events):
        general = replace(inside, items=tuple(_without_value(item) for item in inside.items))
        value = defined.get(_spelled(name, general))
        if value is not None:
            put = rewrite(value, lambda inner: events.get(inner))
            return Group((rewrite(put, lambda n: _replaced(n, letters, defined)),), span=inside.span)
    indices = dict.fromkeys(letter for node in walk(inside) if isinstance(node, Name) for letter in _indices(node))
    below = tuple(Script((Name(letter),), letter) for letter in indices)
    return Name(_spelled(name, inside), sub=below, span=(name.span[0], inside.span[1]))


def _without_value(item: Node) -> Node:
    return item.left if isinstance(item, Relation) and item.op == "=" else item


def _indices(name: Name) -> Iterator[str]:
    """The index letters in the scripts of a name."""
    for item, _ in (*items(name.sub), *items(name.sup)):
        letter = letter_of(item)
        if letter is not None and letter in INDEX_LETTERS:
            yield letter


def _spelled(name: Name, inside: Group) -> str:
    """A probability in short, whatever its index letters are called."""

    def blank(node: Node) -> Node | None:
        if isinstance(node, Name) and any(True for _ in _indices(node)):
            return replace(node, sub=(), sup=())
        return None

    return latex(name) + "(" + ", ".join(latex(rewrite(item, blank)) for item in inside.items) + ")"
