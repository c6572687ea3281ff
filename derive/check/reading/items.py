"""What scripts hold: indices, index expressions, words, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import words
from derive.check.reading.syntax import Name, Node, Words
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import PRODUCTS, RELATIONS, STYLES, SWITCHES, WORDS, is_function, word_set

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

_MARKS = word_set("* + - : ast dagger star circ odot bullet pm dag ddagger #")


def items(p: Parser, *, sup: bool, base: str) -> tuple[Node, ...]:
    """The items up to the end of the script."""
    pieces = _pieces(p)
    found: list[Node] = []
    for first, last in pieces:
        if first < last:
            found.extend(p.inside((first, last), lambda: _piece(p, sup, base, len(pieces)), scripting=True))
    p.position = p.end
    return tuple(found)


def _pieces(p: Parser) -> list[tuple[int, int]]:
    """The stretches between commas outside brackets."""
    found, first, depth = [], p.position, 0
    for index in range(p.position, p.end):
        token = p.tokens[index]
        depth += (token.kind == "open" or token.text == "{") - (token.kind == "close" or token.text == "}")
        if depth <= 0 and token.kind == "sign" and token.text in (",", ";"):
            found.append((first, index))
            first = index + 1
    return [*found, (first, p.end)]


def _piece(p: Parser, sup: bool, base: str, count: int) -> tuple[Node, ...]:
    first = p.peek()
    visible = [t for i, t in enumerate(p.tokens[p.position : p.end], p.position) if i not in p.skipped]
    if len(visible) == 1 and first.text in _MARKS and first.kind in ("sign", "command"):
        p.take()
        return (Name("*" if first.text == "ast" else first.text, span=(first.start, first.end)),)
    if _is_styled(p, visible):
        p.splitting = True
        return (p.factor(),)
    if visible and first.text in ("odot", "circ", "bullet") and first.kind == "command":
        p.take()
        return (Name(first.text, span=(first.start, first.end)), p.expression())
    if all(t.kind == "letter" for t in visible) and (word := words.run(p)) and len(word) == len(visible) and _is_word(word):
        p.position = p.end
        return (Words(word, span=p.span(first)),)
    if (word := _hyphenated(visible)) != "":
        p.position = p.end
        return (Words(word, span=p.span(first)),)
    if count > 1 and (name := _numbered(visible)):
        p.position = p.end
        return (Name(name, span=p.span(first)),)
    if (axes := _open_axis(p, visible)) is not None:
        return axes
    if _is_complex(visible) or (sup and not _is_simple(visible, base)):
        return (p.statement(),)
    found: list[Node] = []
    p.splitting = True
    while p.peek().kind != "end":
        found.append(p.factor())
        found.extend(p.taken_leftover())
    return tuple(found)


def _open_axis(p: Parser, visible: list[Token]) -> tuple[Node, ...] | None:
    """``:c`` or ``z:``, as in ``V_{:c}``: a whole axis and an index, without a comma between them."""
    marks = [token.text == ":" and token.kind == "sign" for token in visible]
    simple = all(token.kind in ("letter", "digit") for token, mark in zip(visible, marks, strict=True) if not mark)
    if len(visible) != 2 or sum(marks) != 1 or not simple:
        return None
    found: list[Node] = []
    p.splitting = True
    while p.peek().kind != "end":
        token = p.peek()
        found.append(Name(":", span=(p.take().start, token.end)) if token.text == ":" else p.factor())
    return tuple(found)


def _is_styled(p: Parser, visible: list[Token]) -> bool:
    """Whether a piece is nothing but ``\\text{...}``, ``\\mathrm{...}`` or ``\\rm ...``."""
    first = p.peek()
    if first.kind == "words":
        return len(visible) == 1
    styled = first.kind == "command" and STYLES.get(first.text) == "text"
    return styled and (first.text in SWITCHES or p.unit(p.position) == p.end)


def _is_word(text: str) -> bool:
    return (
        (len(text) > 2 and (text.lower() in WORDS or is_function(text))) or text in ("in", "CE") or words.looks_like_word(text)
    )


def _hyphenated(visible: list[Token]) -> str:
    """``neg-sample``: words with hyphens between them, and no difference of indices."""
    text = "".join(token.text for token in visible if token.kind == "letter" or token.text == "-")
    parts = text.split("-")
    return text if len(text) == len(visible) and len(parts) > 1 and all(len(part) > 2 for part in parts) else ""


def _numbered(visible: list[Token]) -> str:
    """``n1`` among other indices: one name."""
    if len(visible) > 1 and visible[0].kind == "letter" and all(t.kind == "digit" and not t.gap for t in visible[1:]):
        return "".join(t.text for t in visible)
    return ""


def _is_complex(visible: list[Token]) -> bool:
    """Whether an operator or a relation stands outside brackets."""
    depth = 0
    for token in visible:
        depth += (token.kind == "open" or token.text == "{") - (token.kind == "close" or token.text == "}")
        if depth:
            continue
        if token.kind == "sign" and token.text in "+-/=<>:*!.|":
            return True
        if token.kind == "bar" or (token.kind == "command" and (token.text in PRODUCTS or token.text in RELATIONS)):
            return True
    return False


def _is_simple(visible: list[Token], base: str) -> bool:
    """In a superscript only letters are split, with their primes: ``^{lT}``, ``^{ij'}``; an exponent is one expression."""
    return base != "e" and all(t.kind == "letter" or t.text == "'" for t in visible)
