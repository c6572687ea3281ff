"""Brackets of all kinds, bars, and what is evaluated at a point."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from derive.check.reading import tables
from derive.check.reading.syntax import At, Both, Dots, Group, Indicator, Matrix, Name, Node, Relation, Words
from derive.check.reading.tokens import Token

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

_CLOSER = {
    "(": ")",
    "[": "]",
    "\\{": "\\}",
    "<": ">",
    "|": "|",
    "norm": "norm",
    "lfloor": "rfloor",
    "lceil": "rceil",
    "[[": "]]",
}


def group(p: Parser) -> Node:
    """A bracket with what it holds; ``[i = j]`` is an indicator."""
    opened = p.take()
    p.deeper(opened)
    shape, double = opened.text, False
    if opened.kind == "bar" and shape == "|" and p.peek().kind == "bar" and p.peek().text == "|" and not p.peek().gap:
        p.take()
        shape, double = "norm", True
    if shape == "\\{" and (table := tables.braced(p, opened)) is not None:
        p.depth -= 1
        return table
    if p.peek().kind == "end" and not p.peek().text:
        raise p.refuse(f"the bracket {_shown(shape)} is never closed", opened)
    p.closers.append(shape)
    scripting, p.scripting = p.scripting, False
    items = () if p.peek().kind == "close" else (_left_open(p) or p.statements())
    p.scripting = scripting
    p.closers.pop()
    closed = _close(p, opened, shape, double, len(items))
    p.depth -= 1
    where = opened.start, max(closed.end, opened.end)
    if shape == "." and closed.text == "|" and p.at("_"):
        return evaluated(p, items[0] if len(items) == 1 else Group(items, "", "", span=where))
    if shape in ("[", "[[") and len(items) == 1 and isinstance(items[0], Relation | Both):
        return Indicator(items[0], span=where)
    if shape == "[" and len(items) == 1 and _is_roman(items[0]):
        return Name(f"[{items[0].base}]", style="text", span=where)
    doubled = shape == "[" and isinstance(items[0] if items else None, Indicator)
    if len(items) == 1 and (doubled or (shape in ("[", "(") and isinstance(items[0], Matrix))):
        return replace(items[0], span=where)
    return Group(items, shape, closed.text if closed.kind == "close" else _CLOSER[shape], span=where)


def _is_roman(node: Node) -> TypeGuard[Name]:
    """Whether a bracket holds an upright Roman number, ``[\\text{II}]``: the name of a part of an expression."""
    return isinstance(node, Name) and node == Name(node.base, style="text") and not node.base.strip("IVX")


def _left_open(p: Parser) -> tuple[Node, ...]:
    """``(\\cdot)``: an argument that is left open."""
    token = p.peek()
    if token.kind != "command" or token.text not in ("cdot", "bullet") or p.peek(1).kind != "close":
        return ()
    p.position += 1
    return (Dots(span=(token.start, token.end)),)


def angle_end(p: Parser) -> int | None:
    """The ``>`` that closes a ``<`` where no relation can stand: ``\\sum_i <u_i, v>``; None where there is none."""
    if p.peek().kind != "sign" or p.peek().text != "<":
        return None
    depth = 0
    for index in range(p.position + 1, p.end):
        token = p.tokens[index]
        depth += (token.kind == "open") - (token.kind == "close")
        depth += (token.kind == "sign") * ((token.text == "{") - (token.text == "}"))
        if depth < 0 or (token.kind == "sign" and token.text in "=<&" and not depth):
            return None
        if token.kind == "sign" and token.text == ">" and not depth:
            return index if index > p.position + 1 else None
    return None


def angled(p: Parser, closed: int) -> Node:
    """``<u, v>`` with plain signs of order, up to the one that closes it."""
    opened = p.take()
    items = p.inside((p.position, closed), p.statements)
    p.position = closed + 1
    return Group(items, "<", ">", span=p.span(opened))


def _close(p: Parser, opened: Token, shape: str, double: bool, count: int) -> Token:
    wanted = _CLOSER.get(shape, "")
    token = p.peek()
    if shape in ("|", "norm") and token.kind in ("bar", "close"):
        p.take()
        if double and token.text == "|" and p.peek().text == "|":
            return replace_kind(p.take(), "norm")
        if not double and token.text != shape and token.text != ".":
            raise p.refuse("this bar closes another kind of bar", token)
        return token if token.kind == "close" else replace_kind(token, wanted)
    if token.kind == "close":
        if token.text in (wanted, ".") or shape == "." or (count == 2 and shape in "([" and token.text in ")]"):
            return p.take()
        raise p.refuse(f"the bracket {_shown(shape)} is closed by {_shown(token.text)}", token)
    if token.kind == "end" and not token.text:
        raise p.refuse(f"the bracket {_shown(shape)} is never closed", opened)
    raise p.refuse("this does not fit inside a bracket", token)


def _shown(shape: str) -> str:
    return {"norm": "\\|"}.get(shape, shape)


def replace_kind(token: Token, text: str) -> Token:
    """A bar that turned out to close."""
    return token._replace(kind="close", text=text)


def evaluated_here(p: Parser) -> bool:
    """Whether a bar with a subscript comes next: ``|_{x = 0}``."""
    token = p.peek()
    closes = bool(p.closers) and p.closers[-1] in ("|", "norm")
    sized = token.kind == "close" and token.text == "|" and not closes and "." not in p.closers
    return ((token.kind == "bar" and token.text == "|" and not closes) or sized) and p.peek(1).text == "_"


def evaluated(p: Parser, body: Node) -> Node:
    """``body |_{where}``; the bar may already have been taken."""
    if not p.at("_"):
        p.take()
    underscore = p.take()
    bounds = p.argument(underscore)
    inside = p.tokens[bounds[0] : bounds[1]]
    if any(token.kind == "words" for token in inside) and not any(token.text == "=" for token in inside):  # a name of the part
        label = "".join(token.text if token.kind == "words" else token.source() for token in inside).strip()
        where: tuple[Node, ...] = (Words(label, span=p.span(underscore)),)
    else:
        where = p.inside(bounds, p.statements)
    return At(body, where, span=(body.span[0], p.span(underscore)[1]))


def spanned(node: Node, span: tuple[int, int]) -> Node:
    """The node at another place."""
    return replace(node, span=span)
