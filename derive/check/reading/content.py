"""What a row holds, and what rows before it leave to continue from."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Node
from derive.check.reading.tokens import Token


@dataclass
class Chain:
    """The first and the last expression of a chain of equations; None where they could not be read."""

    head: Node | None
    last: Node | None


@dataclass
class Content:
    """What a row holds."""

    claims: list[Claim] = field(default_factory=list)
    conditions: list[Node] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    expressions: list[Node] = field(default_factory=list)


@dataclass
class Piece:
    """One chain as it stands: ``lefts`` (none where it continues another), then a side for each operator."""

    lefts: list[Node]
    operators: list[str]
    sides: list[Node]
    first: Token
    pair: int
    """The pair of columns in which it stands."""
    marked: bool = False
    """Whether an alignment mark stands beside its first relation: then it is no condition."""
