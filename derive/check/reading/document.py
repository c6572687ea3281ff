"""A whole file: LaTeX, Markdown, reStructuredText, or bare formulas; where its formulas are."""

from __future__ import annotations

from collections.abc import Iterator

from derive.check.reading.bare import bare
from derive.check.reading.blocks import Block, Text, rows_of
from derive.check.reading.content import Chain
from derive.check.reading.failures import ReadError
from derive.check.reading.finding import Finder
from derive.check.reading.macros import Macros
from derive.check.reading.rows import Document, Row

MAX_TEXT = 20_000_000
_BETWEEN = " \t\n$\\()"
"""What stands between a formula and the next one that may go on with its chain."""


def read(text: str, *, fragment: bool = False) -> Document:
    """The rows of a file.  ``fragment`` says that it is nothing but formula text, such as one row of a display.

    Never raises for what stands in the text: a row that cannot be read says so.  ReadError only for a text beyond all limits.
    """
    if len(text) > MAX_TEXT:
        raise ReadError(f"the text is too long: more than {MAX_TEXT} characters", 0, 0)
    lines, finder = Text(text), Finder(text)
    blocks = iter(bare(text, fragment=True)) if fragment else finder.blocks()
    rows, number = _rows(lines, finder.macros, blocks)
    if not number and not fragment and not finder.marked_up:
        rows, number = _rows(lines, finder.macros, iter(bare(text)))
    return Document(text, tuple(rows), {name: macro.latex() for name, macro in finder.macros.known.items()})


def _rows(lines: Text, macros: Macros, blocks: Iterator[Block]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    memory: dict[int, Chain] = {}
    inline: dict[int, Chain] | None = None
    end = 0
    found = 0
    for index, block in enumerate(blocks):
        found += 1
        kept = {0: memory[0]} if 0 in memory else {}
        if block.inline:
            goes_on = inline is not None and not lines.text[end : block.start].strip(_BETWEEN)
            here = dict(inline if inline is not None and goes_on else kept)
        else:
            here = kept
        rows += rows_of(lines, block, macros, here, len(rows) + 1, index)
        if block.inline:
            inline, end = here, block.end
        else:
            memory, inline, end = here, None, block.end
    return rows, found
