"""Labels that take two values only: the text says so, ``y \\in \\{-1, 1\\}``, or tells cases apart, ``if $t = 1$``.

Input: a text.  Output: its symbols with their two values, and numbers of a world with these in their place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from derive.check.meaning.world import Array, Instance, World
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Cases, Group, Indicator, Name, Node, Number, Relation, Sum
from derive.check.reading.tree import walk

Values = tuple[float, float]
"""The lower and the higher value."""
_PAIRS: tuple[Values, ...] = ((0.0, 1.0), (-1.0, 1.0))
"""What a text means that compares a label with one of two numbers."""
_WHEN = re.compile(
    r"(?:\b(?:when(?:ever)?|if|where|for|case|class|label|with|lorsque|quand|si|wenn|falls|f\u00fcr|cuando|quando|se|para|pour"
    r"|\u0435\u0441\u043b\u0438|\u043f\u0440\u0438)\b|[\u5f53\u7576\u82e5\u5bf9\u5c0d(]|\u5982\u679c)[^$.\n]{0,24}[$\\(\s]*$",
    re.IGNORECASE,
)
_BEFORE = 40


def stated_values(document: Document) -> Mapping[Name, Values]:
    """The symbols that a text lets take two values only."""
    compared: defaultdict[Name, set[float]] = defaultdict(set)
    for name, number in _cases(document):
        compared[name].add(number)
    found = {name: pair for name, numbers in compared.items() for pair in _PAIRS[::-1] if numbers <= {*pair}}
    return {**found, **dict(_listed(document))}


def compares(node: Node, names: Mapping[Name, Values]) -> bool:
    """Whether an expression or a condition tells the values of such symbols apart."""
    return any(isinstance(one, Relation) and one.op in ("=", "!=") and one.left in names for one in walk(node))


def of_two_values(world: World, instance: Instance, values: Mapping[str, Values], high: bool = False) -> Instance | None:
    """The instance with labels that take one of two values: the lower one where they are negative (or small, if none is); a
    single number the higher one if ``high``; of targets that sum to one one is one, the largest."""
    found: Instance | None = None
    for name, (low, above) in sorted(values.items()):
        array = np.real((found or instance).values[name])
        found = world.replaced(found or instance, name, np.where(_is_low(array, (low, above), high), low, above))
    return found


def _is_low(array: Array, values: Values, high: bool) -> Array:
    if array.size == 1:
        return np.full(array.shape, not high)
    if values == (0.0, 1.0) and np.allclose(array.sum(axis=-1), 1):
        return array < array.max(axis=-1, keepdims=True)
    return array < (0 if np.any(array < 0) else np.median(array))


def _listed(document: Document) -> Iterator[tuple[Name, Values]]:
    """``y \\in \\{-1, +1\\}``."""
    for row in document.rows:
        pairs = [(claim.left, claim.right) for claim in row.claims if claim.relation == "in"]
        pairs += [(each.left, each.right) for each in row.conditions if isinstance(each, Relation) and each.op == "in"]
        for left, right in pairs:
            numbers = [_number(item) for item in right.items] if isinstance(right, Group) and right.open == "\\{" else []
            known = sorted(number for number in numbers if number is not None)
            if isinstance(left, Name) and len(known) == len(numbers) == 2:
                yield left, (known[0], known[1])


def _cases(document: Document) -> Iterator[tuple[Name, float]]:
    """The symbols that conditions compare with numbers: those of rows, of branches, and of the prose."""
    stated: list[Node] = [condition for row in document.rows for condition in row.conditions]
    stated += [node.condition for node in nodes(document.rows) if isinstance(node, Indicator)]
    cases = (node for node in nodes(document.rows) if isinstance(node, Cases))
    stated += [condition for node in cases for _, condition in node.branches if condition is not None]
    stated += [
        Relation(claim.relation, claim.left, claim.right)
        for row in document.rows
        if _is_case(row, document)
        for claim in row.claims
    ]
    for condition in (node for each in stated for node in walk(each)):
        number = _number(condition.right) if isinstance(condition, Relation) and condition.op == "=" else None
        if number is not None and isinstance(condition, Relation) and isinstance(condition.left, Name):
            yield condition.left, number


def _is_case(row: Row, document: Document) -> bool:
    """Whether an inline formula stands behind a word such as *if*."""
    return row.inline and _WHEN.search(document.text, max(0, row.place.start - _BEFORE), row.place.start) is not None


def _number(node: Node) -> float | None:
    """The number that stands there, perhaps with a sign."""
    if isinstance(node, Sum) and len(node.terms) == 1:
        sign, node = node.terms[0]
        return sign * float(node.text) if isinstance(node, Number) else None
    return float(node.text) if isinstance(node, Number) else None
