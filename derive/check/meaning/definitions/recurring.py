"""Which definitions are recurrences: a state that is computed, at last, from its own earlier step.

Input: what a text defines.  Output: the symbols that no shape in a table makes inputs: ``h_t = f(h_{t-1}, x_t)`` says what
h is, whoever declares its shape.  A symbol that depends on itself within one step is not defined by its equation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.check.meaning.definitions.findings import Findings
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.definitions.sorting import Key
from derive.check.reading.syntax import Sum

Graph = Mapping[Key, frozenset[tuple[Key, bool]]]


def recurring(found: Findings) -> frozenset[Key]:
    """The symbols whose definitions lead back to an earlier step of themselves, and to no same step."""
    graph = {key: frozenset(_uses(found, key)) for key in found.definitions}
    at_once = {key: frozenset((other, False) for other, earlier in uses if not earlier) for key, uses in graph.items()}
    return frozenset(key for key in graph if key in _reached(graph, key) and key not in _reached(at_once, key))


def _uses(found: Findings, key: Key) -> Iterator[tuple[Key, bool]]:
    """What a definition is computed from, and whether at an earlier step."""
    for name in symbols_in(found.definitions[key].right):
        parts = found.sorter.split(name)
        yield found.key(parts), any(isinstance(index, Sum) for index in parts.indices)


def _reached(graph: Graph, start: Key) -> frozenset[Key]:
    waiting, reached = [start], set[Key]()
    while waiting:
        for other, _ in graph.get(waiting.pop(), frozenset()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return frozenset(reached)
