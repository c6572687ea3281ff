"""Matrices and cases, and lines of formulas inside formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.reading.macros import group_end
from derive.check.reading.strokes import without_strokes
from derive.check.reading.syntax import Both, Cases, Dots, Group, Matrix, Node, Relation, Words
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import word_set
from derive.check.reading.wording import CONDITION, JOINING, OTHERWISE, first_word, is_name, is_otherwise

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

Bounds = tuple[int, int]
MATRICES = word_set("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array psmallmatrix bsmallmatrix subarray")
CASES = word_set("cases dcases rcases drcases numcases")
LINES = word_set("aligned split gathered alignedat align alignat gather multline multlined eqnarray flalign equation")
PLAIN = word_set("cases matrix pmatrix substack")
_BREAKS = frozenset(("\\", "cr", "newline", "tabularnewline"))


def is_break(token: Token) -> bool:
    """Whether a token ends a row."""
    return token.kind == "command" and token.text in _BREAKS


def after_break(tokens: Sequence[Token], index: int, end: int) -> int:
    """The position after a row break, its star, ``cr`` of a doubled break, and its extra space in brackets."""
    index += 1
    if index < end and tokens[index].text == "*" and not tokens[index].gap:
        index += 1
    if index + 1 < end and tokens[index].text == "c" and tokens[index + 1].text == "r" and not tokens[index].gap:
        index += 2
    if index < end and tokens[index].text == "[" and tokens[index].kind == "open":
        closing = index
        while closing < min(end, index + 12) and tokens[closing].text != "]":
            closing += 1
        inside = tokens[index + 1 : closing]
        unit = "".join(t.text for t in inside if t.kind == "letter")
        if (
            closing < end
            and tokens[closing].text == "]"
            and unit in ("pt", "em", "ex", "cm", "mm", "in", "jot", "bp", "mu", "px")
        ) or (
            inside
            and inside[-1].kind == "command"
            and "skip" in inside[-1].text + "skip"
            and len(inside) <= 4
            and _length(inside)
        ):
            index = closing + 1
    return index


def _length(inside: Sequence[Token]) -> bool:
    return inside[-1].text in ("baselineskip", "jot", "textwidth", "parskip", "smallskipamount", "medskipamount")


def pieces(p: Parser, bounds: Bounds, *, rows: bool) -> list[Bounds]:
    """Rows (or cells of a row) of a stretch, split outside braces and inner environments."""
    found, first, index, depth = [], bounds[0], bounds[0], 0
    while index < bounds[1]:
        token = p.tokens[index]
        depth += (token.kind == "begin") - (token.kind == "end")
        depth += (token.kind == "sign") * ((token.text == "{") - (token.text == "}"))
        if not depth and rows and is_break(token):
            found.append((first, index))
            index = first = after_break(p.tokens, index, bounds[1]) if token.text == "\\" else index + 1
            continue
        if not depth and not rows and token.kind == "sign" and token.text == "&":
            found.append((first, index))
            first = index + 1
        index += 1
    return [*found, (first, bounds[1])]


def lines(p: Parser, bounds: Bounds) -> list[Bounds]:
    """The lines of a ``\\substack``."""
    first = bounds[0]
    if p.tokens[first].kind == "begin":
        inner = first + 1, p.ends[first]
    else:
        inner = first + 2, group_end(p.tokens, first + 1) - 1
    return [piece for piece in pieces(p, inner, rows=True) if piece[0] < piece[1]]


def environment(p: Parser) -> Node:
    """A matrix, cases, or lines that continue one another."""
    index, token = p.position, p.take()
    name = token.text.rstrip("*")
    last = p.ends.get(index)
    if last is None or last >= p.end:
        raise p.refuse(f"\\begin{{{token.text}}} does not end here", token)
    bounds = (index + 1, last)
    p.position = last + 1
    if name in CASES:
        return _cases(p, bounds, token)
    if name in MATRICES:
        matrix = _matrix(p, bounds, token)
        if name in ("vmatrix", "Vmatrix"):
            bar = "|" if name == "vmatrix" else "norm"
            return Group((matrix,), bar, bar, span=matrix.span)
        return matrix
    if name in LINES:
        return _joined(p, bounds)
    raise p.refuse(f"unknown environment {token.text} in a formula", token)


def plain_table(p: Parser) -> Node:
    """``\\cases{...}`` and ``\\pmatrix{...}`` of plain TeX."""
    token = p.take()
    bounds = p.argument(token)
    return _cases(p, bounds, token) if token.text == "cases" else _matrix(p, bounds, token)


def braced(p: Parser, opened: Token) -> Node | None:
    """``\\left\\{\\begin{array}...\\end{array}\\right.``: cases; None if this is another kind of brace."""
    index = p.position
    token = p.peek()
    index = p.position
    if token.kind != "begin" or token.text.rstrip("*") not in MATRICES | LINES | CASES:
        return None
    last = p.ends.get(index)
    if last is None or last + 1 >= p.end or p.tokens[last + 1].kind != "close" or p.tokens[last + 1].text != ".":
        return None
    p.position = last + 2
    return _cases(p, (index + 1, last), opened)


def _matrix(p: Parser, bounds: Bounds, token: Token) -> Node:
    rows: list[tuple[Node, ...]] = []
    bands = [row for row in pieces(p, bounds, rows=True) if row[0] < row[1]]
    bounded = without_strokes(p.tokens, [pieces(p, row, rows=False) for row in bands])
    points = [len(row) == 1 and _is_point(p, row[0]) for row in bounded]
    for at, row in enumerate(bounded):
        if points[at] and (points[at - 1 : at] == [True] or points[at + 1 : at + 2] == [True]):  # . \\ . \\ .
            if points[at - 1 : at] != [True]:
                rows.append((Dots(),))
            continue
        cells: list[Node] = []
        for cell in row:
            cells.extend(p.inside(cell, lambda: _cell(p)) if cell[0] < cell[1] else (Words(""),))
        rows.append(tuple(cells))
    return Matrix(tuple(rows), span=p.span(token))


def _is_point(p: Parser, row: Bounds) -> bool:
    """Whether a row is a single point, one of those that stand below each other for vertical dots."""
    return row[1] - row[0] == 1 and p.tokens[row[0]].text == "."


def _cell(p: Parser) -> tuple[Node, ...]:
    """A cell; commas in it part columns too, and a comma at its end is dropped."""
    found: list[Node] = []
    while p.peek().kind != "end":
        dots = p.at(".") and p.peek(1).text == "."
        if not dots and (p.accept(",", ";", ".") or (p.peek().kind == "quad" and p.take())):
            continue
        found.append(p.statement())
    return tuple(found) or (Words(""),)


def _cases(p: Parser, bounds: Bounds, token: Token) -> Node:
    branches: list[tuple[Node, Node | None]] = []
    for row in pieces(p, bounds, rows=True):
        if row[0] < row[1]:
            branches.append(p.inside(row, lambda: _branch(p)))
    if not branches:
        raise p.refuse("cases without a case", token)
    return Cases(tuple(branches), span=p.span(token))


def _branch(p: Parser) -> tuple[Node, Node | None]:
    while p.accept("&") or (p.peek().kind == "quad" and p.take()):
        pass
    value = p.statement()
    while p.accept("&", ",", ".", ";") or (p.peek().kind == "quad" and p.take()):
        pass
    return value, condition(p)


def condition(p: Parser) -> Node | None:
    """A condition up to the end: ``if i = j and k = l``; None for "otherwise" and for nothing."""
    first = p.peek()
    found: list[Node] = []
    while p.peek().kind != "end":
        token = p.peek()
        if token.kind == "words" and not _is_scripted(p):
            p.take()
            if is_otherwise(token.text):
                p.position = p.end
                return None
            if (word := first_word(token.text)) not in CONDITION | JOINING and token.text.strip(" .,;:()"):
                found.append(Words(token.text.strip(), span=(token.start, token.end)))
        elif p.at(",", ".", ";", "&", "\\forall", "\\land", "\\wedge") or token.kind == "quad":
            p.take()
        elif token.kind == "letter" and (word := _spelled(p)):
            if word in OTHERWISE:
                p.position = p.end
                return None
        else:
            _add(found, p.statement())
    if not found:
        return None
    return found[0] if len(found) == 1 else Both(tuple(found), span=p.span(first))


def _is_scripted(p: Parser) -> bool:
    """Whether the word at the cursor is a symbol with scripts: ``\\text{surr}_1 \\le 1``."""
    word = p.peek().text
    joins = is_otherwise(word) or first_word(word) in CONDITION | JOINING
    return p.peek(1).text in ("_", "^") and is_name(word) and not joins


def _add(found: list[Node], node: Node) -> None:
    """Another statement; what is none goes on with the list before: ``j = 1, \\dots, n``."""
    last = found[-1] if found else None
    if isinstance(node, Relation | Both | Words) or not (isinstance(last, Relation) and last.op == "="):
        found.append(node)
        return
    listed = last.right.items if isinstance(last.right, Group) and last.right.open == "" else (last.right,)
    span = (last.right.span[0], node.span[1])
    found[-1] = replace(last, right=Group((*listed, node), "", "", span=span))


def _spelled(p: Parser) -> str:
    """A joining word in plain letters at the cursor, taken."""
    from derive.check.reading.words import run

    word = run(p)
    if word not in ("if", "otherwise", "else", "for", "and", "when"):
        return ""
    p.position += len(word)
    return word


def _joined(p: Parser, bounds: Bounds) -> Node:
    """Lines of one formula: read one after the other, as if no break stood between them."""
    hidden = set()
    for index in range(*bounds):
        if is_break(p.tokens[index]) or (p.tokens[index].kind == "sign" and p.tokens[index].text == "&"):
            hidden.add(index)
    kept = p.skipped
    p.skipped = p.skipped | hidden
    node = p.inside(bounds, p.statement)
    p.skipped = kept
    return node


__all__ = ["CASES", "LINES", "MATRICES", "PLAIN", "Dots", "after_break", "condition", "environment", "is_break", "pieces"]
