"""Rows: the lines of a derivation, each with what it claims and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from derive.check.reading.macros import Macros
from derive.check.reading.syntax import Node
from derive.check.reading.tree import walk


@dataclass(frozen=True)
class Place:
    """A place in the author's file: offsets, and the line and column (from one) of the first character."""

    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True)
class Unreadable:
    """Why a row cannot be read, and where: ``place`` is as narrow as the reader can make it."""

    reason: str
    place: Place
    hint: str = ""


@dataclass(frozen=True)
class Claim:
    """Two sides with a relation between them: ``= := <- += approx propto <= < in sim ->``.

    ``inherited`` says that the left side stands in an earlier row (``&= ...``): then ``left`` is what the relation
    continues, which is the last expression of the chain before it, and ``head`` the first one of the chain.
    """

    left: Node
    relation: str
    right: Node
    inherited: bool = False
    head: Node | None = None

    @property
    def sides(self) -> tuple[Node, Node]:
        """Both sides."""
        return self.left, self.right

    @property
    def compared(self) -> Node:
        """What the right side is compared with: the head of the chain that a row continues, else the left side."""
        return self.head if self.inherited and self.head is not None else self.left


@dataclass(frozen=True)
class Row:
    """One row of a display, or one inline formula that contains a relation.

    ``claims`` holds the equations in reading order (a chain ``a = b = c`` gives two; several equations side by side in
    a row give theirs one after the other). ``conditions`` holds what trails: ``if i = j``, ``for k = 1, ..., n``,
    ``\\in \\mathbb{R}^{n}``. ``words`` is the text that stands in the row (reasons, "where", "and"). A row without claims is
    text, or cannot be read: then ``problem`` says why. ``expressions`` holds formulas without relation. A list such as
    ``k = 1, \\dots, n`` has a Group without brackets (``open == ""``) on its right side. Where a formula is broken over several
    rows, the last one makes the claim and the others say so in their words.
    """

    number: int
    place: Place
    latex: str
    claims: tuple[Claim, ...] = ()
    conditions: tuple[Node, ...] = ()
    words: tuple[str, ...] = ()
    problem: Unreadable | None = None
    inline: bool = False
    block: int = 0
    expressions: tuple[Node, ...] = ()

    @property
    def sides(self) -> tuple[Node, ...]:
        """The sides of all claims, from left to right."""
        return tuple(side for claim in self.claims for side in claim.sides)

    def rewritten(self, change: Callable[[Node], Node]) -> Row:
        """The row with every side of its claims changed, and the heads of its chains; itself where nothing changes."""

        def claimed(claim: Claim) -> Claim:
            head = change(claim.head) if claim.head is not None else None
            return replace(claim, left=change(claim.left), right=change(claim.right), head=head)

        return self.mapped(claimed)

    def mapped(self, change: Callable[[Claim], Claim]) -> Row:
        """The row with every claim changed; itself where nothing changes."""
        claims = tuple(map(change, self.claims))
        return self if claims == self.claims else replace(self, claims=claims)


@dataclass(frozen=True)
class Document:
    """A file (or a part of one) that has been read: its rows in order, the macros that it defines, and its text."""

    text: str
    rows: tuple[Row, ...]
    macros: Macros = field(default_factory=Macros)
    elsewhere: tuple[Row, ...] = ()
    """The rows of other parts of the text, which have their own model, and the same author."""

    def mapped(self, change: Callable[[Row], Row]) -> Document:
        """The document with every row changed; itself where none is."""
        rows = tuple(map(change, self.rows))
        return self if all(new is old for new, old in zip(rows, self.rows, strict=True)) else replace(self, rows=rows)


def nodes(rows: Iterable[Row]) -> Iterator[Node]:
    """Everything that stands in the claims of rows, from left to right."""
    return (node for row in rows for side in row.sides for node in walk(side))
