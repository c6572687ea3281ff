"""What a slip is: a kind, a place, and words for a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derive.check.reading.syntax import Node
from derive.check.slips.context import Context
from derive.check.slips.tree import Path, put

KINDS: dict[str, str] = {
    "sign": "the sign of a term",
    "factor": "a numerical factor: 2, 1/2",
    "prime": "a prime lost or added",
    "transpose": "a transpose lost or added",
    "order": "factors in the wrong order",
    "index": "indices swapped, or one index for another",
    "shift": "an index or a time off by one",
    "layer": "a wrong layer",
    "quantity": "one quantity for another (a for z)",
    "product": "a Hadamard product for a matrix product, or the reverse",
    "sum": "a sum lost or added, or a product for a sum",
    "limits": "wrong limits or a wrong index of a sum",
    "mean": "a factor 1/N lost or added",
    "jacobian": "the Jacobian of softmax taken as a diagonal",
    "term": "a term lost or added",
    "lost factor": "a factor lost or added",
    "function": "a logarithm or another function lost or added",
    "power": "a square lost or added, or a wrong exponent",
    "variable": "a wrong variable in a derivative",
    "derivative": "a derivative lost or added",
}
"""The kinds of slips, in words."""


@dataclass(frozen=True)
class Phrase:
    """Words with formulas in their places, put together only when somebody reads them."""

    template: str
    parts: tuple[Phrase | Node | str, ...]

    def __str__(self) -> str:
        return self.template.format(*(show(part) if isinstance(part, Node) else str(part) for part in self.parts))


def say(template: str, *parts: Phrase | Node | str) -> Phrase:
    """A phrase; each ``{}`` stands for a part."""
    return Phrase(template, parts)


@dataclass(frozen=True)
class Change:
    """What a kind of slip does to one piece: the new piece, what is wrong with the old one, and the cost.

    The cheapest change that repairs a line explains it. ``write`` says what to write instead if that is not the new
    piece as it stands.
    """

    new: Node
    wrong: Phrase | str
    cost: float
    write: Phrase | None = None


Rule = Callable[[Node, Context], Iterator[Change]]
"""One kind of slip: all that it can make of a piece."""


@dataclass(frozen=True)
class Edit:
    """A change at its place in a tree; ``span`` are the offsets of the old piece in the author's file."""

    kind: str
    path: Path
    span: tuple[int, int]
    change: Change

    def apply(self, root: Node) -> Node:
        """The whole tree with the change made."""
        return put(root, self.path, self.change.new)

    @property
    def words(self) -> str:
        """A sentence on the repair; formulas stand between dollars."""
        return f"{self.change.wrong}: with {self.change.write or show(self.change.new)} it holds."


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    """``first``, ``second`` ...; ``11th`` beyond ten."""
    return _ORDINALS[number] if number < len(_ORDINALS) else f"{number + 1}th"


def show(node: Node) -> str:
    """A piece as a formula inside a sentence."""
    from derive.check.reading.printer import latex

    return f"${latex(node)}$"
