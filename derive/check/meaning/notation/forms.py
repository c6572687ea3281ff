"""The forms in which symbols are written: a letter, what stands below and above it, and the brackets around that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.check.meaning.notation.patterns import Head, Item, Pattern
from derive.check.meaning.world import Quantity
from derive.check.reading.syntax import Name, Node, Number, Sum

BRACKETS = ("", "()", "[]")
LAYER, EXAMPLE, TIME = Name("l"), Name("n"), Name("t")


def example_axis(quantity: Quantity) -> int | None:
    """The axis of the examples: the first one, or the second one where the first is a time."""
    return next((at for at, axis in enumerate(quantity.axes[:2]) if axis.kind == "example"), None)


def pattern(letter: Head, below: Sequence[Item], above: Sequence[Item], letters: Iterable[str] = ()) -> Pattern:
    """A letter with what stands below and above it, some of that letters for any index."""
    return Pattern(letter, tuple(below), tuple(above), frozenset(letters))


def opened(quantity: Quantity, first: Node) -> tuple[Node | None, ...]:
    """Indices with the first axis taken."""
    return (first, *(None,) * (len(quantity.axes) - 1))


def shifted(letter: Node, by: int) -> Node:
    """A letter some steps ahead: ``l + 1``."""
    return Sum(((1, letter), (1 if by > 0 else -1, Number(str(abs(by)))))) if by else letter


def item(text: str) -> Node:
    """A number or a name."""
    return Number(text) if text.isdigit() else Name(text)


def items(text: str) -> tuple[Item, ...]:
    """The items of a subscript that derive prints: ``q``, ``max``, ``h1``."""
    return tuple((item(part), "") for part in text.split(",") if part)
