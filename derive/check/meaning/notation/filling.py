"""Indices below a symbol fill the axes that are open."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.meaning.notation.patterns import Item, is_index
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node, Number, Product, Sum, Words

ANY = Name("example")
"""The index of an example that a text does not number; what is said of it holds for all."""


def placed(
    slots: list[Node | None], below: tuple[Item, ...], quantity: Quantity, transposed: bool
) -> Iterator[tuple[list[Node | None], str]]:
    """The open slots filled with indices: in the order of the axes; too few indices fill the first axes, or the last ones."""
    open_axes = [axis for axis, index in enumerate(slots) if index is None]
    below = _digits(below, len(open_axes))
    if len(below) > len(open_axes) or not all(is_index(node) for node, _ in below):
        return
    nodes = [node for node, _ in below]
    single = [axis for axis in open_axes if quantity.axes[axis].size == "1"]
    if nodes and single and len(nodes) == len(open_axes) - len(single):  # x_i of a table with one row
        slots = [Number(str(quantity.axes[at].first)) if at in single else slot for at, slot in enumerate(slots)]
        open_axes = [axis for axis in open_axes if axis not in single]
    if transposed:
        open_axes.reverse()
    yield _filled(slots, open_axes[: len(nodes)], nodes), ""
    if 0 < len(nodes) < len(open_axes):
        words = f"an index below {quantity.name} counts its columns"
        yield _filled(slots, open_axes[-len(nodes) :], nodes), words


def of_example(
    slots: list[Node | None], above: tuple[Item, ...], quantity: Quantity
) -> tuple[list[Node | None], tuple[Item, ...]]:
    """The slots with the example that a letter in brackets above a table numbers, ``Z^{[2](i)}``, and what is left above."""
    at = next((at for at, item in enumerate(above) if is_example(item)), None)
    kinds = [axis.kind for axis in quantity.axes]
    place = kinds.index("example") if kinds[:1] == ["example"] or kinds[:2] == ["layer", "example"] else None
    if at is None or place is None or slots[place] is not None:
        return slots, above
    return [*slots[:place], above[at][0], *slots[place + 1 :]], above[:at] + above[at + 1 :]


def is_example(item: Item) -> bool:
    """Whether a script is the number of an example, a letter in brackets."""
    node, bracket = item
    return bracket == "()" and letter_of(node) in _EXAMPLES


_EXAMPLES = frozenset("ijmnpqrs")
"""Letters that number examples, and hardly ever layers or steps."""


def _digits(below: tuple[Item, ...], axes: int) -> tuple[Item, ...]:
    """``w_{12}`` of a matrix has two indices of one digit each."""
    if len(below) == 1 and axes > 1:
        node, bracket = below[0]
        if isinstance(node, Number) and node.text.isdigit() and len(node.text) == axes:
            return tuple((Number(digit, span=node.span), bracket) for digit in node.text)
        if isinstance(node, Words) and node.text.isalpha() and node.text.islower() and len(node.text) == axes > 2:
            return tuple((Name(letter, span=node.span), bracket) for letter in node.text)  # no word, but M_{cikuv}
        if isinstance(node, Product) and len(node.factors) == axes and all(sign == "" for sign, _ in node.factors):
            return tuple((factor, bracket) for _, factor in node.factors)  # x_{N1}
    return below


ALL = (Name(":"),)
"""What leaves an axis open in the place of its index: ``S_{i,:}``."""


def _filled(slots: list[Node | None], axes: list[int], nodes: list[Node]) -> list[Node | None]:
    filled = list(slots)
    for axis, node in zip(axes, nodes, strict=True):
        filled[axis] = None if node in ALL else node
    return filled


def number_of(node: Node | None) -> int | None:
    """The whole number that an index is, if it is one."""
    if isinstance(node, Number) and node.text.isdigit():
        return int(node.text)
    if isinstance(node, Sum):
        terms = [(sign, number_of(term)) for sign, term in node.terms]
        return None if any(n is None for _, n in terms) else sum(sign * (n or 0) for sign, n in terms)
    return None
