"""A printed piece of a formula: its text, what binds it, how wide and how tall it is, and where a line may break.

Both back ends build formulas from pieces.  A piece is a row of chunks; a line may be broken before every chunk but the
first.  Fractions and scripts are single chunks; sums of terms and products keep the break points of their parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum


class Level(IntEnum):
    """What holds a piece together, from loose to tight."""

    RELATION = 0
    TERMS = 1
    SIGNED = 2
    SUM = 3
    PRODUCT = 4
    POWER = 5
    ATOM = 6


@dataclass(frozen=True)
class Chunk:
    """A part of a formula that stays on one line; ``width`` is in em.

    A line may be broken before it at a price: ``depth`` counts the brackets around the place.  ``lead`` is printed if
    it starts a new line
    (a sign of multiplication between two factors).
    """

    text: str
    width: float
    depth: int = 0
    lead: str = ""


@dataclass(frozen=True)
class Piece:
    """A printed formula or part of one.

    ``height`` counts storeys (0 a letter, 1 with a script, 2 a fraction or a sum with limits), ``scripted`` says that a
    superscript is taken.
    """

    chunks: tuple[Chunk, ...]
    level: Level = Level.ATOM
    height: int = 0
    scripted: bool = False

    @property
    def text(self) -> str:
        return "".join(chunk.text for chunk in self.chunks)

    @property
    def width(self) -> float:
        return sum(chunk.width for chunk in self.chunks)

    def with_level(self, level: Level) -> Piece:
        return replace(self, level=level)

    def solid(self) -> Piece:
        """The same piece without break points."""
        return replace(self, chunks=(Chunk(self.text, self.width),))

    def nested(self) -> Piece:
        """The same piece inside brackets: its break points are less welcome."""
        return replace(self, chunks=tuple(replace(chunk, depth=chunk.depth + 1) for chunk in self.chunks))

    def lines(self, width: float, deepest: int = 99) -> list[str]:
        """The piece cut into lines of at most ``width`` em where that is possible, at the shallowest points that do."""
        depths = sorted({chunk.depth for chunk in self.chunks if chunk.depth <= deepest})
        for depth in depths:
            blocks = self.blocks(depth)
            if all(block.width <= width for block in blocks) or depth == depths[-1]:
                return _filled(blocks, width)
        return [self.text]

    def blocks(self, depth: int) -> list[Chunk]:
        """The chunks between break points of at most this depth."""
        blocks: list[Chunk] = []
        for chunk in self.chunks:
            if blocks and chunk.depth > depth:
                last = blocks.pop()
                blocks.append(replace(last, text=last.text + chunk.text, width=last.width + chunk.width))
            else:
                blocks.append(chunk)
        return blocks


def piece(text: str, width: float, level: Level = Level.ATOM, height: int = 0, scripted: bool = False) -> Piece:
    """A piece of one chunk."""
    return Piece((Chunk(text, width),), level, height, scripted)


def _filled(blocks: Sequence[Chunk], width: float) -> list[str]:
    rows: list[list[Chunk]] = [[]]
    for block in blocks:
        if rows[-1] and sum(c.width for c in rows[-1]) + block.width > width:
            rows.append([])
        rows[-1].append(block)
    return [(row[0].lead if number else "") + "".join(c.text for c in row).strip() for number, row in enumerate(rows)]


def join(parts: Sequence[Piece], level: Level) -> Piece:
    """The parts one after the other; the seams are no break points, the parts' own break points stay."""
    chunks: list[Chunk] = []
    for part in parts:
        first, *rest = part.chunks
        if chunks:
            last = chunks.pop()
            first = replace(last, text=last.text + first.text, width=last.width + first.width)
        chunks += [first, *rest]
    return Piece(tuple(chunks), level, max((p.height for p in parts), default=0))


def breakable(parts: Sequence[Piece], level: Level) -> Piece:
    """The parts one after the other, with a break point before each."""
    return Piece(tuple(c for part in parts for c in part.chunks), level, max((p.height for p in parts), default=0))
