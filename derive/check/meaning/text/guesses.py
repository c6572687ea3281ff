"""What usually is meant where a text does not say: the number of axes of a symbol, steps, sameness of two expressions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from derive.check.meaning.axes.shapes import occurrences
from derive.check.meaning.definitions.findings import Definition
from derive.check.meaning.definitions.sorting import Key, Sorted, Sorter
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.text.order import groups
from derive.check.meaning.text.rules import Rule
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import CLASS, Name, Node, Sum
from derive.check.reading.tree import walk

COSTS = frozenset(
    {"L", "J", "E", "C", "ell", "l", "loss", "Loss", "cost", "Cost", "H", "D"}
    | {"MSE", "SSE", "RSS", "MAE", "CE", "BCE", "FL", "NLL", "KL"}
)
"""Letters of costs."""
ALIKE = 0.6
"""A second definition that shares more than this with the first is a slip, or the same again."""


def alike(one: Node, other: Node) -> float:
    """The share of the nodes that two expressions have in common."""
    first, second = (
        Counter(repr(type(n)) + getattr(n, "base", getattr(n, "text", "")) for n in walk(node)) for node in (one, other)
    )
    return sum((first & second).values()) / max(sum(first.values()), sum(second.values()))


def above(name: str, reads: Mapping[str, frozenset[str]]) -> set[str]:
    """All that a quantity is computed from within a step, itself included."""
    found, todo = {name}, [name]
    while todo:
        for other in reads.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def looks_like_matrix(key: Key, names: list[tuple[Name, Sorted]]) -> bool:
    """Whether a symbol is a capital letter that never has an index, but that of a layer above (and no cost)."""
    top = key.head[0]
    return len(top) == 1 and top.isupper() and top not in COSTS and not any(parts.below for _, parts in names)


def guessed(key: Key, names: list[tuple[Name, Sorted]], matrices: bool) -> int:
    """The number of axes of a free symbol: what its indices say, else what such a letter usually is."""
    low, high = occurrences(parts for _, parts in names)
    steps = max(len(parts.above) + sum(letter_of(i) in ("t", "tau") for i in parts.below) for _, parts in names)
    top = key.head[0]
    if CLASS in key.head[1]:
        return 0
    bold = any(name.style == "bold" for name, _ in names)
    usual = 2 if looks_like_matrix(key, names) else 1 if (bold or matrices) and len(top) == 1 and top.islower() else 0
    if top in COSTS and not bold:
        usual = 0
    if low == 0 and high:
        return high
    if steps:
        return steps + max(high - steps, usual)
    return high + usual if high and bold else max(high, usual)


def shape_in_words(quantity: Quantity) -> str:
    """The shape of a quantity, for the list of what was understood."""
    if not quantity.axes:
        return "a number"
    return (
        "shape (" + ", ".join(axis.size.split("/")[-1] if "letter" in axis.size else axis.size for axis in quantity.axes) + ")"
    )


def calls(node: Node, top: Head) -> bool:
    """Whether a symbol stands in an expression."""
    return any(isinstance(inner, Name) and head(inner) == top for inner in walk(node))


def lagged(definition: Definition, sorter: Sorter) -> set[str]:
    """The symbols of which a definition reads an earlier step."""
    found = set()
    for node in walk(definition.right):
        if isinstance(node, Name):
            parts = sorter.split(node)
            if parts.indices and isinstance(parts.indices[0], Sum):
                found.add(parts.key.name)
    return found


def within_a_step(rules: list[Rule], made: list[Definition], sorter: Sorter) -> list[Rule]:
    """The rules in the order in which they are evaluated in one step: earlier steps do not count."""
    lags = {d.sorted.key.name: lagged(d, sorter) for d in made}
    now = {rule.quantity: frozenset(rule.reads - lags[rule.quantity]) for rule in rules}
    order = [name for group in groups(now) for name in group]
    return sorted(rules, key=lambda rule: order.index(rule.quantity))
