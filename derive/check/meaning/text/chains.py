"""Symbols of which a text says only by what they are differentiated: the chain rule holds whatever functions they are.

Input: the rows, and what was found in them.  Output: for each such symbol what it is directly a function of, and whether
each of its entries is a function of the same entry of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.check.meaning.definitions.findings import Findings
from derive.check.meaning.definitions.sorting import Key, Sorted
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Derivative, Name
from derive.check.reading.tree import walk


@dataclass(frozen=True)
class Chained:
    """A symbol as any function of others; ``by_entries``: each entry of the same entry of these."""

    key: Key
    inputs: tuple[Key, ...]
    by_entries: bool


def chained(rows: Iterable[Row], found: Findings, cost: Key | None) -> list[Chained]:
    """The symbols that are differentiated by others, and that nothing defines."""
    pairs: dict[Key, dict[Key, bool]] = {}
    for of, by in _pairs(rows, found):
        steps = any(index_of != index_by for index_of, index_by in zip(of.above, by.above, strict=False))
        if of.key in found.leaves and of.key not in (cost, by.key) and not of.rest and not by.rest and not steps:
            same = bool(of.indices) and of.indices == by.indices
            known = pairs.setdefault(of.key, {})
            known[by.key] = known.get(by.key, True) and same
    reads = {key: set(inputs) for key, inputs in pairs.items()}
    for key, one in found.definitions.items():
        if not one.abbreviation:
            reads.setdefault(key, set()).update(
                found.key(found.sorter.split(n)) for n in walk(one.right) if isinstance(n, Name)
            )
    return [
        Chained(key, tuple(direct), all(inputs[one] for one in direct))
        for key, inputs in pairs.items()
        if not _reaches(key, key, reads) and (direct := [one for one in inputs if not _through(one, inputs, reads)])
    ]


def _pairs(rows: Iterable[Row], found: Findings) -> Iterator[tuple[Sorted, Sorted]]:
    for node in nodes(rows):
        if isinstance(node, Derivative) and isinstance(node.of, Name) and len(node.by) == 1:
            if isinstance(node.by[0], Name):
                yield found.sorter.split(node.of), found.sorter.split(node.by[0])


def _reaches(start: Key, target: Key, reads: dict[Key, set[Key]]) -> bool:
    """Whether one symbol is computed from another in one or more steps."""
    seen: set[Key] = set()
    todo = list(reads.get(start, ()))
    while todo:
        key = todo.pop()
        if key == target:
            return True
        if key not in seen:
            seen.add(key)
            todo += reads.get(key, ())
    return False


def _through(one: Key, inputs: Iterable[Key], reads: dict[Key, set[Key]]) -> bool:
    """Whether another input depends on this one: then the way may lead through that."""
    return any(other != one and _reaches(other, one, reads) for other in inputs)
