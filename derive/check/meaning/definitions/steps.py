"""Definitions as authors write them for layers and steps: from one step to the next, and with names that stand elsewhere only.

``z^{l+1} = W^{l+1} a^l`` defines z at every layer; in ``a^l = \\sigma(W^l a^{l-1} + b^l)`` beside ``\\sigma'(z^l)`` z is what
the function is taken of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from derive.check.meaning.definitions.findings import Definition, Findings
from derive.check.meaning.definitions.mentions import arguments_in
from derive.check.meaning.definitions.sorting import Key, Sorter
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Call, Group, Name, Node, Product


def by_entries(found: Findings, ranks: Mapping[Key, int]) -> bool:
    """Let what is defined as a whole and entry by entry be one quantity, given by its entries: these leave less to guess."""
    changed = False
    for key, one in list(found.definitions.items()):
        whole = replace(key, arity=0)
        first = found.definitions.get(whole)
        if not key.arity or first is None or one.abbreviation or first.abbreviation:
            continue
        stepped = one.letters and first.letters  # layers that read each other: their rank is not known
        entries = one if whole in ranks or not stepped else max(one, first, key=lambda each: len(each.letters))
        if ranks.get(whole, len(entries.letters) if stepped else -1) == len(entries.letters):
            del found.definitions[key]
            found.definitions[whole] = replace(entries, sorted=replace(entries.sorted, key=whole))
            changed = True
    return changed


def name_arguments(rows: Iterable[Row], found: Findings) -> None:
    """Give the argument of an activation the name under which its derivative speaks of it."""
    rows = list(rows)
    applied = [(key, one, call) for key, one in found.definitions.items() if (call := _applied(one.right)) is not None]
    for key, one, (function, inner) in applied:
        if isinstance(inner, Name) or one.abbreviation or one.arguments:
            continue
        alike = [other for other in applied if other[0] != key and other[2][0].base == function.base]
        names = {head(n): n for n in _arguments(rows, function) if _fits(n, one, found.sorter)}
        if alike or len(names) != 1:
            continue
        (name,) = names.values()
        name = replace(one.name, base=name.base, accents=name.accents, style=name.style, primes=0)
        parts = found.sorter.split(name)
        before = found.definitions.get(parts.key)
        if parts.rest or head(name) == head(one.name) or (before is not None and not before.shifted):
            continue
        found.definitions[parts.key] = Definition(one.row, one.claim, name, parts, inner)
        found.definitions[key] = replace(one, right=_with(one.right, name))
        found.leaves.pop(parts.key, None)


def _applied(node: Node) -> tuple[Name, Node] | None:
    """A function and what it is taken of, if an expression is nothing but that."""
    if isinstance(node, Call):
        arguments = arguments_in(node.args)
        return (node.head, arguments[0]) if len(arguments) == 1 else None
    if isinstance(node, Product) and len(node.factors) == 2 and node.factors[1][0] == "":
        first, second = node.factors[0][1], node.factors[1][1]
        if isinstance(first, Name) and isinstance(second, Group) and second.open in ("(", "[") and len(second.items) == 1:
            return first, second.items[0]
    return None


def _with(node: Node, name: Name) -> Node:
    if isinstance(node, Call):
        return replace(node, args=(name,))
    assert isinstance(node, Product)
    sign, group = node.factors[1]
    assert isinstance(group, Group)
    return replace(node, factors=(node.factors[0], (sign, replace(group, items=(name,)))))


def _arguments(rows: Iterable[Row], function: Name) -> Iterator[Name]:
    """The symbols of which a function or its derivative is taken."""
    for node in nodes(rows):
        found = _applied(node) if isinstance(node, Call) else None
        pairs = [found] if found else list(_pairs(node)) if isinstance(node, Product) else []
        yield from (inner for f, inner in pairs if head(f) == head(function) and isinstance(inner, Name))


def _pairs(node: Product) -> Iterator[tuple[Name, Node]]:
    factors = node.factors
    for (_, one), (sign, other) in pairwise(factors):
        if isinstance(one, Name) and sign == "" and isinstance(other, Group) and len(other.items) == 1:
            yield one, other.items[0]


def _fits(name: Name, one: Definition, sorter: Sorter) -> bool:
    """Whether a symbol stands with as many steps as what is defined, and with at most one index more."""
    parts = sorter.split(name)
    same = [bracket for _, bracket in parts.above] == [bracket for _, bracket in one.sorted.above]
    letters = all(letter_of(index) is not None for index in parts.below)
    return same and letters and not parts.key.below and len(parts.below) <= len(one.sorted.below) + 1
