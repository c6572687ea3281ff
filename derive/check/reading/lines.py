"""A display's tokens split into rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.check.reading.columns import is_relation, outside
from derive.check.reading.joining import is_invisible
from derive.check.reading.tables import CASES, LINES, after_break, is_break
from derive.check.reading.tokens import Token


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
    content, end = _system(content, end)
    rows: list[Line] = [Line([], end)]
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


def _system(content: Sequence[Token], end: int) -> tuple[Sequence[Token], int]:
    """The rows of a display that is one table of equations, perhaps behind a brace: without the brace and the environment; and
    where they end."""
    inner = [i for i, t in enumerate(content) if not (t.kind == "quad" or (t.kind == "sign" and t.text in ",."))]
    if len(inner) < 4:
        return content, end
    first, last = inner[0], inner[-1]
    if content[first].kind == "open" and is_invisible(content[last], "close"):
        first, last = inner[1], inner[-2]
    begin, finish = content[first], content[last]
    table = begin.kind == "begin" and begin.text.rstrip("*") in LINES | CASES | {"array"}
    if not table or finish.kind != "end" or finish.text != begin.text:
        return content, end
    inside = _unwrapped(content[first + 1 : last])
    while inside and (is_break(inside[-1]) or inside[-1].kind == "quad"):
        inside = inside[:-1]
    nested, ends = _system(inside, finish.start)
    if nested is not inside:
        return nested, min(end, ends)
    alone = sum(t.text == begin.text and t.kind == "begin" for t in inside) == 0
    relations = sum(is_relation(t, None) for t, free in zip(inside, outside(inside), strict=True) if free)
    rows = 1 + sum(is_break(t) for t in inside)
    return (inside, min(end, finish.start)) if alone and relations >= rows else (content, end)


def _unwrapped(table: Sequence[Token]) -> Sequence[Token]:
    """A table without the braces around whole cells, ``{a = b} & {\\text{by (2)}} \\\\``, which hide nothing."""
    opened: list[int] = []
    dropped: set[int] = set()
    for at, token in enumerate(table):
        if token.kind != "sign" or token.text not in "{}":
            continue
        if token.text == "{":
            opened.append(at)
        elif opened:
            start = opened.pop()
            divides = any(one.kind == "command" and one.text == "over" for one in table[start:at])
            if not (opened or divides) and _is_edge(table, start - 1, -1) and _is_edge(table, at + 1, 1):
                dropped |= {start, at}
    return [token for at, token in enumerate(table) if at not in dropped]


def _is_edge(table: Sequence[Token], at: int, step: int) -> bool:
    """Whether nothing but space stands between here and the border of a cell."""
    while 0 <= at < len(table) and table[at].kind == "quad":
        at += step
    return not 0 <= at < len(table) or is_break(table[at]) or (table[at].kind == "sign" and table[at].text == "&")


def _trimmed(row: list[Token]) -> list[Token]:
    """The row, or nothing if only alignment marks, spaces and full stops stand in it."""
    dots = sum(t.text == "." for t in row) >= 3
    return [] if not dots and all(t.kind == "quad" or (t.kind == "sign" and t.text in "&,.{}") for t in row) else row
