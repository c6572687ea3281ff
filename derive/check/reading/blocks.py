"""A display: its tokens split into rows, which are then read one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from derive.check.reading.columns import is_relation, outside
from derive.check.reading.content import Chain, Content
from derive.check.reading.failures import ReadError
from derive.check.reading.joining import (
    JOINED_ROWS,
    first_visible,
    has_relation,
    is_broken,
    is_invisible,
    reached_rows,
    with_signs_in_front,
    without_repeated_signs,
)
from derive.check.reading.layout import plain
from derive.check.reading.lines import split
from derive.check.reading.macros import Macros, expand
from derive.check.reading.plainer_tokens import plainer
from derive.check.reading.rows import Place, Row, Unreadable
from derive.check.reading.segments import RowReader
from derive.check.reading.tokens import MAX_TOKENS, Token, tokens

CONTINUES = "continued in the next row"
"""The words of a row whose formula ends in a later row, which makes the claim."""


@dataclass(frozen=True)
class Block:
    """A stretch of the file that holds formulas."""

    start: int
    end: int
    inline: bool = False
    escaped: bool = False


class Text:
    """The file, and the line and column of each offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        position = text.find("\n")
        while position >= 0:
            self.starts.append(position + 1)
            position = text.find("\n", position + 1)

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch of the file."""
        line = bisect_right(self.starts, start)
        return Place(start, end, line, start - self.starts[line - 1] + 1)


def rows_of(
    text: Text, block: Block, macros: Macros, memory: dict[int, Chain], number: int, index: int, relation: str = ""
) -> list[Row]:
    """The rows of a block, read; ``number`` is the first row's number, ``index`` the block's; ``relation`` the sign with which
    the display before it ends."""
    try:
        together = plainer(plain(expand(macros, tokens(text.text, block.start, block.end, escaped=block.escaped))))
        lines = [line for line in split(together, block.end) if line.tokens]
    except ReadError as error:
        return [_row(text, number, index, block, (block.start, block.end), Content(), error)]
    if block.inline and not any(has_relation(line.tokens) or is_broken(line.tokens) for line in lines):
        if len(lines) == 1:
            _remember(lines[0].tokens, memory)
        return []
    without_repeated_signs([line.tokens for line in lines])
    with_signs_in_front([line.tokens for line in lines])
    for one in lines:
        _without_number(one.tokens)
    if relation and lines and not is_relation(lines[0].tokens[0], None):
        lines[0].tokens.insert(0, Token("sign", relation, lines[0].tokens[0].start, lines[0].tokens[0].start))
    rows: list[Row] = []
    start = 0
    failure: ReadError | None
    while start < len(lines):
        stop = reached_rows([line.tokens for line in lines[start : start + JOINED_ROWS + 1]]) + start
        here, failure = _read([line.tokens for line in lines[start:stop]], memory)
        known = failure is not None and any(_inside(failure, line.span) for line in lines[start:stop])
        for line in range(start, stop):
            last, span = line == stop - 1, lines[line].span
            failed = failure is not None and (_inside(failure, span) or (last and not known))
            content = here if last else Content(words=[CONTINUES])
            rows.append(_row(text, number + len(rows), index, block, span, content, failure if failed else None))
        start = stop
    return rows


def _without_number(line: list[Token]) -> None:
    """A row without the number that an author gives it: ``2.\\frac{\\partial o}{\\partial z} = ...``, ``3) z = ...``."""
    digits = next((at for at, token in enumerate(line) if token.kind != "digit"), len(line))
    if 0 < digits < len(line) - 1 and line[digits].text in (".", ")") and line[digits + 1].kind in ("command", "letter"):
        del line[: digits + 1]


def _inside(error: ReadError, span: tuple[int, int]) -> bool:
    return span[0] <= error.start < max(span[1], span[0] + 1)


def _read(lines: Sequence[list[Token]], memory: dict[int, Chain]) -> tuple[Content, ReadError | None]:
    """The rows of one formula, read together."""
    together = list(lines[0])
    for line in lines[1:]:
        if together and is_invisible(together[-1], "close") and is_invisible(first_visible(line), "open"):
            together.pop()
            line = line[next(i for i, t in enumerate(line) if t.kind == "open") + 1 :]
        marks = next(
            (i for i, t in enumerate(line) if not (t.kind == "quad" or (t.kind == "sign" and t.text == "&"))), len(line)
        )
        together += line[marks:]
    reader = None
    try:
        if len(together) > MAX_TOKENS:
            raise ReadError("this row is too long", together[0].start, together[0].end)
        reader = RowReader(together, memory)
        return reader.read(), None
    except ReadError as error:
        content = reader.content if reader is not None else Content()
        if not any(claim.inherited for claim in content.claims):
            _forget(together, memory, content)
        return content, error


def _forget(line: Sequence[Token], memory: dict[int, Chain], content: Content) -> None:
    """After a row that cannot be read, the rows that continue it go on from its left side, if that is known."""
    if any(is_relation(t, None) for t in line[:2] if not (t.kind == "sign" and t.text == "&")) or content.claims:
        return
    free = outside(line)
    first = next((i for i, t in enumerate(line) if free[i] and is_relation(t, line[i + 1] if i + 1 < len(line) else None)), 0)
    _remember(line[:first], memory)


def _remember(line: Sequence[Token], memory: dict[int, Chain]) -> None:
    """The expression with which a chain begins, whose first sign of equality stands in the next formula or cannot be read."""
    try:
        left = RowReader(list(line), {}).read().expressions
    except ReadError:
        left = []
    memory[0] = Chain(left[0] if len(left) == 1 else None, None)


def _row(
    text: Text, number: int, index: int, block: Block, span: tuple[int, int], content: Content, error: ReadError | None
) -> Row:
    problem = None
    if error is not None:
        place = text.place(error.start, max(error.end, error.start))
        problem = Unreadable(error.reason, place, error.advice)
    return Row(
        number,
        text.place(*span),
        text.text[span[0] : span[1]].strip(),
        () if problem else tuple(content.claims),
        () if problem else tuple(content.conditions),
        tuple(content.words),
        problem,
        block.inline,
        index,
        () if problem else tuple(content.expressions),
    )
