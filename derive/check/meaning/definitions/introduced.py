"""Symbols that a chain introduces, and abbreviations for what is made from gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.check.meaning.definitions.findings import EQUALITY, Definition, Findings
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import Key
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Name, Node, Number
from derive.check.reading.tree import children, rewrite, rewrite_children, walk


def add_introduced(rows: list[Row], found: Findings, taken: set[Head], named: set[Head]) -> None:
    """Symbols that a chain introduces: ``a = f(W x) = f(z)`` says that z is W x."""
    for row in rows:
        for number, claim in enumerate(row.claims):
            if claim.relation not in EQUALITY or isinstance(claim.left, (Name, Derivative)):
                continue
            pairs = _differences(claim.left, claim.right)
            if not pairs or not all(_is_new(name, node, found, taken, named) for name, node in pairs):
                continue
            start = claim.head or row.claims[0].left
            if isinstance(claim.right, Name) and isinstance(start, Derivative):
                pairs = [(claim.right, start)]  # a name for the gradient with which the chain begins
            derived = any(isinstance(inner, Derivative) for _, node in pairs for inner in walk(node))
            if derived and not isinstance(claim.right, Name):
                continue
            for name, node in pairs:
                parts = found.sorter.split(name)
                inner = {other: symbol for symbol, other in pairs if symbol != name and other != node}
                inner_node = rewrite(node, inner.get)
                found.definitions[parts.key] = Definition(row.number, number, name, parts, inner_node, derived)
            _refine(claim, found, {found.sorter.split(name).key for name, _ in pairs})


def _refine(claim: Claim, found: Findings, new: set[Key]) -> None:
    """What the chain defines is computed from the symbols that it introduces: ``a = f(W x) = f(z)`` is ``f(z)``."""
    first = claim.head if isinstance(claim.head, Name) else None
    for key, definition in found.definitions.items():
        chain = definition.right == claim.left or (first is not None and definition.name == first)
        if key not in new and chain and not definition.abbreviation and not isinstance(claim.right, Name):
            found.definitions[key] = replace(definition, right=claim.right)


def _is_new(name: Name, node: Node, found: Findings, taken: set[Head], named: set[Head]) -> bool:
    """Whether nothing is known of a symbol that a chain may introduce."""
    if head(name) in taken or head(name) in named:
        return False
    parts = found.sorter.split(name)
    letters = [letter_of(index) for index in parts.indices]
    return not (parts.rest or None in letters or found.key(parts) in found.definitions or is_itself(node, name))


def spread_abbreviations(found: Findings, gradients: Callable[[Name], bool]) -> None:
    """What is made from gradients stands for an expression, too."""
    for key, definition in found.definitions.items():
        if any(map(gradients, symbols_in(definition.right))):
            found.definitions[key] = replace(definition, abbreviation=True)
    for _ in found.definitions:
        names = {key for key, definition in found.definitions.items() if definition.abbreviation}
        more = {
            key: replace(definition, abbreviation=True)
            for key, definition in found.definitions.items()
            if not definition.abbreviation and names & {found.key(found.sorter.split(n)) for n in symbols_in(definition.right)}
        }
        if not more:
            return
        found.definitions |= more


def _differences(one: Node, other: Node) -> list[tuple[Name, Node]] | None:
    """The symbols in the second expression that stand where the first one has something else; None if more is different."""
    if one == other:
        return []
    if isinstance(other, Name) and not isinstance(one, (Name, Number)):
        return [(other, one)]
    left, right = list(children(one)), list(children(other))
    if type(one) is not type(other) or len(left) != len(right) or not left or not _alike(one, other):
        return None
    found: list[tuple[Name, Node]] = []
    for a, b in zip(left, right, strict=True):
        inner = _differences(a, b)
        if inner is None:
            return None
        found += inner
    return found


def _alike(one: Node, other: Node) -> bool:
    """Whether two nodes are the same apart from the nodes inside them."""
    blank = Number("0")
    return rewrite_children(one, blank) == rewrite_children(other, blank)


def is_itself(right: Node, left: Name) -> bool:
    """Whether the right side uses the very symbol that it should define."""
    return any(node == left for node in symbols_in(right))
