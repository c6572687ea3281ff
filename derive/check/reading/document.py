"""A whole file: LaTeX, Markdown, reStructuredText, or bare formulas; where its formulas are."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.reading import told_signs
from derive.check.reading.bare import bare
from derive.check.reading.blocks import Block, Text, rows_of
from derive.check.reading.content import Chain
from derive.check.reading.failures import ReadError
from derive.check.reading.finding import Finder
from derive.check.reading.macros import Macros
from derive.check.reading.rows import Document, Row
from derive.check.reading.sides import OPEN_END

MAX_TEXT = 20_000_000
_BETWEEN = " \t\n$\\()[]"
"""What stands between a formula and the next one that may go on with its chain."""


def read(text: str, *, fragment: bool = False) -> Document:
    """The rows of a file.  ``fragment`` says that it is nothing but formula text, such as one row of a display.

    Never raises for what stands in the text: a row that cannot be read says so.  ReadError only for a text beyond all limits.
    """
    if len(text) > MAX_TEXT:
        raise ReadError(f"the text is too long: more than {MAX_TEXT} characters", 0, 0)
    lines, finder = Text(text), Finder(text)
    told_signs.learn(text, finder.macros)
    blocks = iter(bare(text, fragment=True)) if fragment else finder.blocks()
    rows, number = _rows(lines, finder.macros, blocks)
    if not number and not fragment and not finder.marked_up:
        rows, number = _rows(lines, finder.macros, iter(bare(text)))
    return Document(text, tuple(rows), finder.macros)


def _rows(lines: Text, macros: Macros, blocks: Iterator[Block]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    memory: dict[int, Chain] = {}
    inline: dict[int, Chain] | None = None
    end = 0
    found = end_of_last = 0
    for index, block in enumerate(blocks):
        found += 1
        kept = {0: memory[0]} if 0 in memory else {}
        if block.inline:
            goes_on = inline is not None and not lines.text[end : block.start].strip(_BETWEEN)
            here = dict(inline if inline is not None and goes_on else kept)
        else:
            here = kept
        relation = _open_end(rows) if not block.inline and not lines.text[end_of_last : block.start].strip(_BETWEEN) else ""
        rows += rows_of(lines, block, macros, here, len(rows) + 1, index, relation)
        end_of_last = block.end
        if block.inline:
            inline, end = here, block.end
        else:
            memory, inline, end = here, None, block.end
    return rows, found


def _open_end(rows: list[Row]) -> str:
    """The equals sign with which the last row ends, a display of its own."""
    words = f"{OPEN_END} ="
    return "=" if rows and not rows[-1].inline and words in rows[-1].words else ""
