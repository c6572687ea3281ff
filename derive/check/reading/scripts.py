"""Subscripts, superscripts, primes, transposes and factorials.

On the page ``x_i^T`` and ``x^T_i`` look alike: scripts are collected, and a transpose mark comes outermost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from derive.check.reading import items as reading_items
from derive.check.reading.syntax import Call, Name, Node, Number, Script, Scripted, Sum, Transposed
from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import STYLES, TRANSPOSES

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

_LONGEST_LABEL = len("(t+1)")
"""So many tokens may say which e is meant, an error of step t+1; more are the exponent of Euler's number."""
_MATCH = {"(": ")", "[": "]", "\\{": "\\}", "<": ">"}


@dataclass
class _Marks:
    primes: int = 0
    sub: list[Script] = field(default_factory=list)
    sup: list[Script] = field(default_factory=list)
    transposed: int = 0


def on_name(p: Parser, name: Name) -> Name:
    """The scripts of a function's name; a transpose there makes no sense and is refused."""
    first = p.peek()
    marks = _collect(p, name)
    if marks.transposed:
        raise p.refuse("a transposed function", first)
    return _attach(name, marks, p.span(first) if marks.sub or marks.sup or marks.primes else name.span)


def postfix(p: Parser, node: Node) -> Node:
    """The node with everything that hangs on it."""
    while True:
        marks = _collect(p, node)
        span = (node.span[0], max(node.span[1], p.tokens[p.position - 1].end))
        if isinstance(node, Name):
            node = _attach(node, marks, span)
        elif marks.primes or marks.sub or marks.sup:
            node = Scripted(node, marks.primes, tuple(marks.sub), tuple(marks.sup), span=span)
        for _ in range(marks.transposed):
            node = Transposed(node, span=span)
        if not (p.at("!") and not (p.peek(1).text == "=" and not p.peek(1).gap)):
            return node
        mark = p.take()
        node = Call(Name("factorial", span=(mark.start, mark.end)), (node,), span=(span[0], mark.end))


def _attach(name: Name, marks: _Marks, span: tuple[int, int]) -> Name:
    return replace(
        name,
        primes=name.primes + marks.primes,
        sub=name.sub + tuple(marks.sub),
        sup=name.sup + tuple(marks.sup),
        span=(min(name.span[0], span[0]), span[1]),
    )


def _collect(p: Parser, node: Node) -> _Marks:
    marks = _Marks()
    base = node.base if isinstance(node, Name) else ""
    _bracket_of_indices(p, base, marks)
    while _is_prime(p.peek()) or (p.peek().kind == "sign" and p.peek().text in ("^", "_")):
        mark = p.take()
        if _is_prime(mark):
            marks.primes += 1
            continue
        if p.peek().text == "\\" and p.peek().kind == "command":
            raise p.refuse(f"{mark.text} lacks its argument", mark)
        bounds = p.argument(mark)
        if mark.text == "_":
            marks.sub.extend(_scripts(p, bounds, sup=False, base=base))
        else:
            _superscript(p, bounds, base, marks)
        _bracket_of_indices(p, base, marks)
    return marks


def _bracket_of_indices(p: Parser, base: str, marks: _Marks) -> None:
    """What stands in ``[i,:]`` or ``[k, l]`` behind a name: indices as programs write them."""
    if base and (bounds := _slice(p, counts=base not in _OF_LISTS)) is not None:
        marks.sub.extend(_scripts(p, bounds, sup=False, base=base))
        p.position = bounds[1] + 1


_OF_LISTS = ("E", "Var", "Cov", "U")
"""What has a list in brackets as its argument: expectations, a uniform distribution."""


def _slice(p: Parser, *, counts: bool) -> tuple[int, int] | None:
    if p.peek().kind != "open" or p.peek().text != "[":
        return None
    ahead = p.tokens[p.position + 1 : min(p.position + 12, p.end)]
    length = next((at for at, token in enumerate(ahead) if token.text in ("[", "(", "{", "]")), len(ahead))
    if length == len(ahead) or ahead[length].text != "]":
        return None
    texts = ["", *(token.text for token in ahead[:length]), ""]
    alone = any(
        text == ":" and before in ("", ",") and after in ("", ",")
        for before, text, after in zip(texts, texts[1:], texts[2:], strict=False)
    )
    indices = "," in texts and ((counts and _are_indices(ahead[:length])) or (alone and not p.peek().gap))
    return (p.position + 1, p.position + 1 + length) if indices else None


def _are_indices(tokens: Sequence[Token]) -> bool:
    """Whether nothing but letters that count and numbers stand there: ``i, j+1``, but not the vectors of ``[u, v]``."""
    letters = [token for token in tokens if token.kind == "letter"]
    others = (token.kind == "digit" or token.text in (",", "+", "-", "'") for token in tokens if token.kind != "letter")
    return bool(letters) and all(token.text in _COUNTING for token in letters) and all(others)


_COUNTING = frozenset("ijklmnpqrst")


def _superscript(p: Parser, bounds: tuple[int, int], base: str, marks: _Marks) -> None:
    first, last = bounds
    while first < last and _is_prime(p.tokens[first]):
        marks.primes += 1
        first += 1
    while last > first + 1 and _is_prime(p.tokens[last - 1]) and _closes(p, last - 2):
        marks.primes += 1  # g^{[1]'}: behind the number of a layer
        last -= 1
    if first >= last:
        return
    if is_transpose(p, first, last):
        marks.transposed += 1
        return
    tail = last - 1
    turned = p.tokens[tail].kind == "command" and p.tokens[tail].text in TRANSPOSES
    inverted = base != "e" and [t.text for t in p.tokens[first:last]] == ["-", "T"]  # the transpose of the inverse
    if (turned or inverted) and tail > first:
        marks.transposed += 1
        if tail - first == 1 and p.tokens[first].text == "-":
            inverse = Sum(((-1, Number("1")),), span=(p.tokens[first].start, p.tokens[tail].end))
            marks.sup.append(Script((inverse,), "-1", span=inverse.span))
            return
        last = tail
    marks.sup.extend(_scripts(p, (first, last), sup=True, base=base))


def _closes(p: Parser, index: int) -> bool:
    return _is_prime(p.tokens[index]) or p.tokens[index].text in (")", "]")


def _is_prime(token: Token) -> bool:
    return (token.kind == "command" and token.text == "prime") or (token.kind == "sign" and token.text == "'")


def is_transpose(p: Parser, first: int, last: int) -> bool:
    """Whether the tokens are an unambiguous mark of transposition; a plain ``T`` is not."""
    content = [t for i, t in enumerate(p.tokens[first:last], first) if i not in p.skipped and t.text not in ("{", "}")]
    if len(content) == 1 and content[0].kind == "command":
        return content[0].text in TRANSPOSES
    if len(content) == 1 and content[0].kind == "words":
        return content[0].text.strip() in ("T", "Tr", "tr", "t", "transpose", "⊤")
    styled = bool(content) and content[0].kind == "command" and STYLES.get(content[0].text) == "text"
    return styled and "".join(t.text for t in content[1:]).strip() in ("T", "Tr", "tr", "t")


def _scripts(p: Parser, bounds: tuple[int, int], *, sup: bool, base: str) -> list[Script]:
    """A script, or several where brackets stand side by side: ``^{(1)T}``, ``^{[l](i)}``."""
    found: list[Script] = []
    first, last = bounds
    if sup and base == "e" and last - first > _LONGEST_LABEL:
        return [_script(p, bounds, sup=sup, base=base, bracket=False)]  # an exponent in brackets
    while first < last and (after := _bracketed(p, first, last)) is not None:
        found.append(_script(p, (first, after), sup=sup, base=base, bracket=True))
        first = after
    if first < last or not found:
        found.append(_script(p, (first, last), sup=sup, base=base, bracket=False))
    return found


def _bracketed(p: Parser, first: int, last: int) -> int | None:
    """The position after a bracket that stands for itself: nothing follows in the script, or another bracket, or ``T``."""
    opened = p.tokens[first]
    if opened.text not in _MATCH or opened.kind not in ("open", "sign"):
        return None
    closing, depth = _MATCH[opened.text], 0
    for index in range(first, last):
        depth += (p.tokens[index].text == opened.text) - (p.tokens[index].text == closing)
        if not depth:
            after = index + 1
            rest = p.tokens[after:last]
            alone = not rest or (rest[0].text in _MATCH and rest[0].text != opened.text)
            return after if alone or [t.text for t in rest] in (["T"], ["'"], ["top"], ["2"]) else None
    return None


def _script(p: Parser, bounds: tuple[int, int], *, sup: bool, base: str, bracket: bool) -> Script:
    first, last = bounds
    raw = "".join(t.source() for t in p.tokens[first:last])
    span = (p.tokens[first].start, p.tokens[last - 1].end) if first < last else (p.finish.start, p.finish.end)
    shape = ""
    if bracket:
        shape = p.tokens[first].text + p.tokens[last - 1].text
        first, last = first + 1, last - 1
    found = items_between(p, (first, last), sup=sup, base=base) if first < last else ()
    return Script(found, raw, shape, span=span)


def items_between(p: Parser, bounds: tuple[int, int], *, sup: bool, base: str) -> tuple[Node, ...]:
    """What a script or a limit holds, split at commas and between letters."""
    kept, p.style = p.style, ""
    found = p.inside(bounds, lambda: reading_items.items(p, sup=sup, base=base), scripting=True)
    p.style = kept
    return found
