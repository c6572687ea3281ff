r"""Strokes in a matrix that is drawn by its columns or rows: ``| & | \\ x_1 & x_2 \\ | & |``, ``\text{---} x_1^T \text{---}``.

Input: the cells of the rows, as stretches of tokens.  Output: the same without what only says that vectors go up and down, or
from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import DOTS

Cell = tuple[int, int]

_LONG = "\u2013\u2014\u2015"
_STROKES = frozenset(("|", "vert", "mid", "lvert", "rvert", "-", *_LONG))


def without_strokes(tokens: Sequence[Token], rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows without strokes, and without the empty cells between them; as they are if there are none."""
    found = [[_between(tokens, cell) for cell in row if not _is_drawn(tokens, cell)] for row in rows]
    if found == [list(row) for row in rows]:
        return found
    full = [[cell for cell in row if cell[0] < cell[1]] for row in found]
    return [kept for kept, row in zip(full, rows, strict=True) if _says(tokens, kept) or not _draws(tokens, row)]


def _is_drawn(tokens: Sequence[Token], cell: Cell) -> bool:
    """Whether a cell is nothing but strokes."""
    return cell[0] < cell[1] and all(_is_stroke(token) for token in tokens[slice(*cell)])


def _draws(tokens: Sequence[Token], row: Sequence[Cell]) -> bool:
    return any(_is_drawn(tokens, cell) for cell in row)


def _says(tokens: Sequence[Token], row: Sequence[Cell]) -> bool:
    """Whether a row holds more than dots."""
    return any(not all(token.text in DOTS for token in tokens[slice(*cell)]) for cell in row)


def _between(tokens: Sequence[Token], cell: Cell) -> Cell:
    """A cell without the dashes at both of its ends; a single one may be a sign."""
    first, last = cell
    while first < last and _is_stroke(tokens[first]):
        first += 1
    while first < last and _is_stroke(tokens[last - 1]):
        last -= 1
    inside = tokens[slice(cell[0], first)], tokens[slice(last, cell[1])]
    return (first, last) if first < last and all(map(_is_dash, inside)) else cell


def _is_dash(tokens: Sequence[Token]) -> bool:
    """Whether tokens are a dash: some hyphens, or a long one."""
    return bool(tokens) and ((all(t.text == "-" for t in tokens) and len(tokens) > 1) or all(map(_is_long, tokens)))


def _is_stroke(token: Token) -> bool:
    return token.text in _STROKES or _is_long(token)


def _is_long(token: Token) -> bool:
    words = token.text.strip() if token.kind == "words" else token.text
    return bool(words) and not words.strip("-" + _LONG if token.kind == "words" else _LONG)
