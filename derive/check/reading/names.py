"""Names: letters by command, accents, type styles."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from derive.check.reading import bigs, calls, operators, scripts, slashed
from derive.check.reading.syntax import Call, Name, Node, Number, Scripted, Transposed, Words
from derive.check.reading.vocabulary import (
    ACCENTS,
    BIG,
    BLACKBOARD,
    LETTERS,
    SAME_LETTER,
    STYLES,
    SWITCHES,
    is_function,
    usual_spelling,
)

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser


def command(p: Parser) -> Node:
    """A letter, a function, or an unknown command, which is a symbol of that name unless it takes an argument."""
    token = p.take()
    name = token.text
    where = (token.start, token.end)
    if name in LETTERS:
        return calls.indicated(p, scripts.postfix(p, Name(SAME_LETTER.get(name, name), style=_greek(p), span=where)))
    if name in ("d", "dd", "diff", "dif"):
        node = slashed.ordinary(p, taken=token)
        return node if node is not None else scripts.postfix(p, Name("d", span=where))
    if is_function(name):
        return calls.call(p, Name(name, span=where), bare=True)
    if name in ("argmax", "argmin", "softargmax"):
        return bigs.limited(p, name, token)
    if name in BLACKBOARD and not p.at("{"):
        return scripts.postfix(p, Name(BLACKBOARD[name], style="bb", span=where))
    if not name.isalpha() or p.at("{"):
        raise p.refuse(f"unknown command \\{name}", token, "Put its \\newcommand into the file.")
    return scripts.postfix(p, Name(name, style=p.style, span=where))


def _greek(p: Parser) -> str:
    return p.style if p.style == "bold" else ""


def accent(p: Parser) -> Node:
    """``\\hat{y}``, ``\\overline{AB}``: an accent on a name is part of it, over anything else it is a call."""
    token = p.take()
    kind = ACCENTS[token.text]
    body = p.inside(p.argument(token), p.expression)
    return calls.indicated(p, scripts.postfix(p, _accented(body, kind, p.span(token))))


def _accented(body: Node, kind: str, span: tuple[int, int]) -> Node:
    if isinstance(body, Number):
        body = Name(body.text, span=body.span)
    if isinstance(body, Name):
        return replace(body, accents=(*body.accents, kind), span=span)
    if isinstance(body, Transposed) and isinstance(body.body, Name):
        return replace(body, body=_accented(body.body, kind, span), span=span)
    return Call(Name(kind, style="accent", span=span), (body,), span=span)


def styled(p: Parser) -> Node:
    """``\\mathbf{x}``, ``{\\rm in}``, ``\\operatorname{diag}``: the style of a name, or of all names in an expression."""
    token = p.take()
    style = STYLES[token.text]
    if token.text in SWITCHES:
        p.style = style
        bounds = (p.position, p.end)
        if style == "text" and (word := _letters(p, bounds)):
            p.position = p.end
            return _word(p, word, style, p.span(token))
        return p.expression()
    if token.text == "operatorname" and p.at("*"):
        p.take()
    bounds = p.argument(token)
    word = _letters(p, bounds)
    span = p.span(token)
    if token.text == "operatorname":
        base = word or "".join(t.source() for t in p.tokens[bounds[0] : bounds[1]])
        if base in BIG and (p.at("_") or base in ("argmax", "argmin")):
            return bigs.limited(p, base, token)
        if base == "grad":
            return operators.nabla(p, token)
        base = usual_spelling(base)
        return calls.call(p, Name(base, style="" if is_function(base) else "text", span=span), bare=is_function(base))
    if word:
        return _word(p, word, style, span)
    kept, p.style = p.style, style
    node = p.inside(bounds, p.statement, scripting=p.scripting) if bounds[0] < bounds[1] else Name("", span=span)
    p.style = kept
    return scripts.postfix(p, _restyled(node, style))


def _letters(p: Parser, bounds: tuple[int, int]) -> str:
    """The letters of an argument that is one word: nothing else in it, and no space."""
    content = [t for i, t in enumerate(p.tokens[bounds[0] : bounds[1]], bounds[0]) if i not in p.skipped]
    if len(content) == 1 and content[0].kind == "words":
        return content[0].text.strip()
    plain = all(t.kind in ("letter", "digit") for t in content) and not any(t.gap for t in content[1:])
    return "".join(t.text for t in content) if plain else ""


def _word(p: Parser, word: str, style: str, span: tuple[int, int]) -> Node:
    if p.splitting and style == "text":
        return Words(word, span=span)
    if word == "d" and style == "text" and (node := slashed.ordinary(p, taken=p.tokens[p.position - 1])) is not None:
        return node
    if style == "text" and word in BIG and (p.at("_") or word.startswith("arg")):
        return bigs.limited(p, word, p.tokens[p.position - 1])
    if is_function(word) and len(word) > 1:
        return calls.call(p, Name(usual_spelling(word), span=span), bare=True)
    if word[0].isdigit() and word not in _ARRAYS and word.replace(".", "", 1).isdigit():
        return scripts.postfix(p, Number(word, span=span))  # set in bold to be seen
    name = Name(word, style=style, span=span)
    if style == "text" and len(word) > 1:
        return calls.call(p, name, bare=False)
    return calls.indicated(p, scripts.postfix(p, name))


_ARRAYS = ("0", "1")
"""Numbers that are arrays in bold."""


def _restyled(node: Any, style: str) -> Any:
    """The node with a style on every name that has none: ``\\mathbf{1_n^T}``, ``\\boldsymbol{\\hat x}``."""
    if isinstance(node, Number) and style in ("bold", "bb") and node.text in _ARRAYS:
        return Name(node.text, style=style, span=node.span)
    if isinstance(node, Name):
        return node if node.style or node.base == "" else replace(node, style=style)
    if isinstance(node, Scripted | Transposed):
        body = _restyled(node.body, style)
        if isinstance(node, Scripted) and isinstance(body, Name):
            merged = replace(body, primes=body.primes + node.primes, sub=body.sub + node.sub, sup=body.sup + node.sup)
            return replace(merged, span=node.span)
        return replace(node, body=body)
    if isinstance(node, tuple):
        return tuple(_restyled(item, style) for item in node)
    if isinstance(node, Node) and not isinstance(node, Words | Call):
        changed = {
            f.name: _restyled(getattr(node, f.name), style) for f in fields(node) if f.name not in ("span", "sub", "sup")
        }
        return replace(node, **changed)
    return node
