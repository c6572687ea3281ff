r"""Letters that say how far one index is from another, ``h_{t-\tau}`` beside ``h_t``: nothing else tells their range.

Such a letter stands for any number of steps; a row about it is judged for a few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.judging.sums.uses import Range
from derive.check.reading.syntax import Big, Group, Name, Node, Number, Relation, Script, Sum
from derive.check.reading.tree import children, walk

_STEPS = Range(1, 2)
"""The numbers of steps for which a row is judged."""


def steps(letter: str, nodes: Iterable[Node]) -> Range | None:
    """The range of a letter that everywhere is added to another one, in indices and limits; None for any other letter."""
    nodes = tuple(nodes)
    everywhere = sum(_is(inner, letter) for node in nodes for inner in walk(node))
    moved = sum(_is(term, letter) for place in _places(nodes) for term in _beside(place))
    inside = any(isinstance(inner, Script) and _names(inner, letter) for node in nodes for inner in walk(node))
    return _STEPS if inside and everywhere == moved else None


def moves(nodes: Iterable[Node]) -> bool:
    """Whether some index is a sum of letters: near the edge of an array it leads beyond it, ``y_{i-m}``."""
    return any(True for place in _places(tuple(nodes)) for _ in _beside(place))


def _is(node: Node, letter: str) -> bool:
    return isinstance(node, Name) and node.base == letter


def _names(node: Node, letter: str) -> bool:
    return any(_is(inner, letter) for inner in walk(node))


def _places(nodes: Iterable[Node]) -> Iterator[Node]:
    """Indices, and the limits of sums and products."""
    for node in (inner for one in nodes for inner in walk(one)):
        if isinstance(node, Script):
            yield from node.items
        elif isinstance(node, Big):
            yield from (item.right if isinstance(item, Relation) else item for item in node.under)
            yield from (node.upper,) if node.upper is not None else ()


def _beside(place: Node) -> Iterator[Node]:
    """The letters of an index that is a sum of letters and numbers, if there are two."""
    while isinstance(place, Group) and len(place.items) == 1:
        place = place.items[0]
    terms = [term for _, term in place.terms] if isinstance(place, Sum) else []
    letters = [term for term in terms if isinstance(term, Name) and not list(children(term))]
    if len(letters) > 1 and all(isinstance(term, (Name, Number)) for term in terms):
        yield from letters
