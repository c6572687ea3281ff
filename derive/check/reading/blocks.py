"""A display: its tokens split into rows, which are then read one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from derive.check.reading.columns import is_relation, outside
from derive.check.reading.content import Chain, Content
from derive.check.reading.failures import ReadError
from derive.check.reading.layout import plain
from derive.check.reading.macros import Macros, expand
from derive.check.reading.rows import Place, Row, Unreadable
from derive.check.reading.segments import RowReader
from derive.check.reading.tables import CASES, LINES, after_break, is_break
from derive.check.reading.tokens import MAX_TOKENS, Token, tokens
from derive.check.reading.vocabulary import PRODUCTS

_JOINED_ROWS = 30
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
        line = bisect_right(self.starts, start)
        return Place(start, end, line, start - self.starts[line - 1] + 1)


def rows_of(text: Text, block: Block, macros: Macros, memory: dict[int, Chain], number: int, index: int) -> list[Row]:
    """The rows of a block, read; ``number`` is the first row's number, ``index`` the block's."""
    try:
        together = plain(expand(macros, tokens(text.text, block.start, block.end, escaped=block.escaped)))
        lines = [line for line in split(together, block.end) if line.tokens]
    except ReadError as error:
        return [_row(text, number, index, block, (block.start, block.end), Content(), error)]
    if block.inline and not any(_has_relation(line.tokens) or _is_broken(line.tokens) for line in lines):
        return []
    rows: list[Row] = []
    start = 0
    failure: ReadError | None
    while start < len(lines):
        stop = _joined([line.tokens for line in lines[start : start + _JOINED_ROWS + 1]]) + start
        here, failure = _read([line.tokens for line in lines[start:stop]], memory)
        known = failure is not None and any(_inside(failure, line.span) for line in lines[start:stop])
        for line in range(start, stop):
            last, span = line == stop - 1, lines[line].span
            failed = failure is not None and (_inside(failure, span) or (last and not known))
            content = here if last else Content(words=[CONTINUES])
            rows.append(_row(text, number + len(rows), index, block, span, content, failure if failed else None))
        start = stop
    return rows


def _inside(error: ReadError, span: tuple[int, int]) -> bool:
    return span[0] <= error.start < max(span[1], span[0] + 1)


def _read(lines: Sequence[list[Token]], memory: dict[int, Chain]) -> tuple[Content, ReadError | None]:
    """The rows of one formula, read together."""
    together = list(lines[0])
    for line in lines[1:]:
        if together and _invisible(together[-1], "close") and _invisible(_first(line), "open"):
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


def _first(line: Sequence[Token]) -> Token | None:
    """The first token that is neither space nor alignment."""
    return next((t for t in line if not (t.kind == "quad" or (t.kind == "sign" and t.text in "&{}"))), None)


def _invisible(token: Token | None, kind: str) -> bool:
    """Whether a token is ``\\left.`` or ``\\right.``."""
    return token is not None and token.kind == kind and token.text == "."


def _forget(line: Sequence[Token], memory: dict[int, Chain], content: Content) -> None:
    """After a row that cannot be read, the rows that continue it go on from its left side, if that is known."""
    if any(is_relation(t, None) for t in line[:2] if not (t.kind == "sign" and t.text == "&")) or content.claims:
        return
    free = outside(line)
    first = next((i for i, t in enumerate(line) if free[i] and is_relation(t, line[i + 1] if i + 1 < len(line) else None)), 0)
    try:
        left = RowReader(line[:first], {}).read().expressions
    except ReadError:
        left = []
    memory[0] = Chain(left[0] if len(left) == 1 else None, None)


@dataclass
class Line:
    """A row's tokens, and where it ends in the file."""

    tokens: list[Token]
    end: int

    @property
    def span(self) -> tuple[int, int]:
        return self.tokens[0].start, max(self.end, self.tokens[0].end)


def split(content: Sequence[Token], end: int) -> list[Line]:
    """Tokens to rows: broken outside braces and inner environments; displays inside displays are opened."""
    rows: list[Line] = [Line([], end)]
    content = _system(content)
    closed = not sum((t.text == "{") - (t.text == "}") for t in content if t.kind == "sign")
    depth, index = 0, 0
    while index < len(content):
        token = content[index]
        if token.kind in ("begin", "end") and token.text.rstrip("*") in LINES and not depth:
            rows[-1].end = min(rows[-1].end, token.start) if rows[-1].tokens else end
            index += 1
            continue
        depth += (token.kind == "begin") - (token.kind == "end")
        depth += (closed and token.kind == "sign") * ((token.text == "{") - (token.text == "}"))
        depth = max(depth, 0)
        if not depth and is_break(token):
            rows[-1].end = min(rows[-1].end, token.start)
            rows.append(Line([], end))
            index = after_break(content, index, len(content)) if token.text == "\\" else index + 1
            continue
        rows[-1].tokens.append(token)
        index += 1
    for row in rows:
        row.tokens = _trimmed(row.tokens)
    return rows


def _system(content: Sequence[Token]) -> Sequence[Token]:
    """The rows of a display that is one table of equations, perhaps behind a brace: without the brace and the environment."""
    inner = [i for i, t in enumerate(content) if not (t.kind == "quad" or (t.kind == "sign" and t.text in ",."))]
    if len(inner) < 4:
        return content
    first, last = inner[0], inner[-1]
    if content[first].kind == "open" and _invisible(content[last], "close"):
        first, last = inner[1], inner[-2]
    begin, finish = content[first], content[last]
    table = begin.kind == "begin" and begin.text.rstrip("*") in LINES | CASES | {"array"}
    if not table or finish.kind != "end" or finish.text != begin.text:
        return content
    inside = content[first + 1 : last]
    alone = sum(t.text == begin.text and t.kind == "begin" for t in inside) == 0
    relations = sum(is_relation(t, None) for t, free in zip(inside, outside(inside), strict=True) if free)
    rows = 1 + sum(is_break(t) for t in inside)
    return inside if alone and relations >= rows else content


def _trimmed(row: list[Token]) -> list[Token]:
    """The row, or nothing if only alignment marks, spaces and full stops stand in it."""
    dots = sum(t.text == "." for t in row) >= 3
    return [] if not dots and all(t.kind == "quad" or (t.kind == "sign" and t.text in "&,.{}") for t in row) else row


def _has_relation(line: Sequence[Token]) -> bool:
    free = outside(line)
    return any(free[i] and is_relation(token, line[i + 1] if i + 1 < len(line) else None) for i, token in enumerate(line))


def _joined(lines: Sequence[list[Token]]) -> int:
    """How many rows the formula of the first row reaches over: sums go on in the next row, brackets stay open."""
    stop = 1
    while stop < len(lines) and stop < _JOINED_ROWS and _belongs(lines[stop - 1], lines[stop]):
        stop += 1
    balance = _balance(lines[0])
    if stop == 1 and balance > 0:
        total, reach = balance, 1
        while reach < len(lines) and reach < _JOINED_ROWS and total > 0:
            total += _balance(lines[reach])
            reach += 1
        stop = reach if total == 0 else stop
    return stop


def _belongs(line: Sequence[Token], following: Sequence[Token]) -> bool:
    """Whether a row goes on with the formula of the row before."""
    broken = _invisible(line[-1], "close") and _invisible(_first(following), "open")
    return broken or _unfinished(line) or _goes_on(following)


def _unfinished(line: Sequence[Token]) -> bool:
    """Whether a row ends with a sign that wants more."""
    visible = [t for t in line if not (t.kind == "quad" or (t.kind == "sign" and t.text in "&{}"))]
    last = visible[-1] if visible else None
    if last is None:
        return False
    operator = (last.kind == "sign" and last.text in "+-*/=") or (last.kind == "command" and last.text in PRODUCTS)
    return operator and not (len(visible) > 1 and visible[-2].text in ("^", "_"))


def _goes_on(line: Sequence[Token]) -> bool:
    """Whether a row begins with a sign that joins it to the row before."""
    visible = [t for t in line if not (t.kind == "quad" or (t.kind == "sign" and t.text in "{}"))]
    marks = 0
    while marks < len(visible) and visible[marks].text == "&" and visible[marks].kind == "sign":
        marks += 1
    if marks >= len(visible):
        return False
    first = visible[marks]
    following = visible[marks + 1] if marks + 1 < len(visible) else None
    if is_relation(first, following):
        return False
    if (first.kind == "command" and first.text in PRODUCTS) or (first.kind == "sign" and first.text in "*/"):
        return True
    if first.kind != "sign" or first.text not in "+-":
        return False
    return first.text == "+" or marks > 0 or not _has_relation(line)


def _is_broken(line: Sequence[Token]) -> bool:
    """Whether a relation is lost behind a bracket that stays open: to be reported, not passed over as a mere expression."""
    braces = sum((token.text == "{") - (token.text == "}") for token in line if token.kind == "sign")
    return (_balance(line) > 0 or braces > 0) and any(is_relation(token, None) for token in line)


def _balance(line: Sequence[Token]) -> int:
    return sum((t.kind == "open") - (t.kind == "close") for t in line)


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
