"""The syntax tree of a formula: what stands where, nothing about what it means.

Every node knows its place (line and column in its text) and how deep it is, so that hostile nesting is refused while it
is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from sympy import Expr


@dataclass(frozen=True)
class Node:
    """A node, with the place where it starts and the depth of what is inside."""

    line: int
    column: int
    depth: int = field(default=1, init=False, compare=False, repr=False)

    def children(self) -> Iterator[Node]:
        for entry in fields(self):
            value = getattr(self, entry.name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Node):
                    yield item

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children():
            yield from child.walk()


@dataclass(frozen=True)
class Number(Node):
    """An exact number; ``whole`` if it is written as an integer (``1``, not ``1.0``)."""

    value: Expr
    whole: bool = True


@dataclass(frozen=True)
class Name(Node):
    """The name of a quantity, an index or a size."""

    name: str


@dataclass(frozen=True)
class Chain(Node):
    """Operands joined by operators of one rank: ``+ -``, or ``* / @``.  Flat, because people write long sums."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Negative(Node):
    """A minus sign."""

    operand: Node


@dataclass(frozen=True)
class Power(Node):
    """``base ** exponent``."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Comparison(Node):
    """``left < right`` and the like."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Slice(Node):
    """A part of an axis, ``start:stop``; the whole one without either."""

    start: Node | None = None
    stop: Node | None = None


@dataclass(frozen=True)
class Subscript(Node):
    """``name[i, j]``."""

    name: str
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Take(Node):
    """An entry of something computed: ``log_softmax(z)[arange(N), y]``."""

    base: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Keyword(Node):
    """``axis=1`` inside a call."""

    name: str
    value: Node


@dataclass(frozen=True)
class Call(Node):
    """A call by name; ``x.T`` and ``x.sum()`` are calls, too."""

    function: str
    arguments: tuple[Node, ...]
    keywords: tuple[Keyword, ...] = ()

    def keyword(self, name: str) -> Node | None:
        return next((keyword.value for keyword in self.keywords if keyword.name == name), None)


@dataclass(frozen=True)
class Group(Node):
    """``(0, 1)``: several axes."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Statement(Node):
    """``name = value`` or ``name[i, j] = value`` (``indices`` is None without brackets)."""

    name: str
    indices: tuple[Node, ...] | None
    value: Node
    text: str = ""
