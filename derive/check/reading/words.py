"""Letters in a row, numbers and text: what is one symbol, what a product of symbols, what a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.check.reading import bigs, calls, scripts, slashed
from derive.check.reading.syntax import Name, Node, Number, Words
from derive.check.reading.vocabulary import AS_LETTERS, BIG, WORDS, function_name, is_function, usual_spelling
from derive.check.reading.wording import SPELLED, is_name

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser

_LONGEST = 24
_ARGMAX = ("argmax", "argmin")


def run(p: Parser, limit: int = _LONGEST) -> str:
    """The letters that stand glued together from here on; empty if they are more than a word can have."""
    first = p.position
    last = min(p.run_end[first], p.end)
    return "".join(token.text for token in p.tokens[first:last]) if last - first <= limit else ""


def at_start(p: Parser) -> bool:
    """Whether the letter at hand is the first of its run, or the first behind a script of one letter: ``y_ilog p``."""
    before = p.position - 1
    if before > 0 and p.tokens[before].kind == "letter" and p.tokens[before - 1].text in ("_", "^"):
        return True
    return before < 0 or p.tokens[before].kind != "letter" or p.run_end[before] != p.run_end[p.position]


def is_spelled(p: Parser) -> bool:
    """Whether the letters at hand spell a joining word: ``where``, ``otherwise``."""
    p.peek()
    return not p.splitting and at_start(p) and run(p) in SPELLED


def looks_like_word(text: str) -> bool:
    """Whether a run of letters is a word rather than a product: five letters or more, with a vowel."""
    return len(text) >= 5 and text[1:].islower() and any(vowel in text.lower() for vowel in "aeiou") and len(set(text)) >= 4


def number(p: Parser) -> Node:
    """``12``, ``0.5``, ``1e-5``."""
    first = p.take()
    text = first.text
    while _glued(p, "digit"):
        text += p.take().text
    if p.peek().text == "." and not p.peek().gap and p.peek(1).kind == "digit" and not p.peek(1).gap:
        text += p.take().text
        while _glued(p, "digit"):
            text += p.take().text
    if p.peek().text in ("e", "E") and not p.peek().gap and p.peek().kind == "letter":
        sign = p.peek(1).text in ("-", "+") and not p.peek(1).gap
        if p.peek(1 + sign).kind == "digit" and not p.peek(1 + sign).gap:
            text += "".join(p.take().text for _ in range(2 + sign))
            while _glued(p, "digit"):
                text += p.take().text
    return Number(text, span=p.span(first))


def _glued(p: Parser, kind: str) -> bool:
    token = p.peek()
    before = p.tokens[p.position - 1]
    return token.kind == kind and not token.gap and token.start >= before.end


def letters(p: Parser) -> Node:
    """A letter: alone, or the first of a function's name, a word, or a name with digits."""
    first = p.peek()
    if not p.splitting and (node := _word(p)) is not None:
        return node
    if (node := slashed.ordinary(p)) is not None:
        return node
    p.take()
    base = first.text
    if not p.splitting and _glued(p, "digit"):
        while _glued(p, "digit"):
            base += p.take().text
    return calls.indicated(p, scripts.postfix(p, Name(base, style=p.style, span=p.span(first))))


def _word(p: Parser) -> Node | None:
    """A function or a word spelled in plain letters, if the letters at hand are one."""
    text = run(p)
    if len(text) < 2:
        return None
    start = at_start(p)
    if start and text == "rot" and _half_circle(p):
        first = p.peek()
        p.position += 6
        return calls.call(p, Name("rot180", span=p.span(first)), bare=False)
    known = text in WORDS and start
    function = function_name(text) in AS_LETTERS and (start or (len(text) > 2 and _bracket_after(p, len(text))))
    if not function and start and text[:3] == "log" and len(text) <= 5:
        text, function = "log", True
    if not (known or function or (start and (looks_like_word(text) or _abbreviation(p, text)))):
        return None
    if text in _ARGMAX or (text in BIG and p.tokens[min(p.position + len(text), p.end - 1)].text == "_" and function):
        first = p.peek()
        p.position += len(text)
        return bigs.limited(p, text, first)
    first = p.peek()
    p.position += len(text)
    if function or _bracket_after(p, 0):
        style = "" if is_function(text) else "text"
        return calls.call(p, Name(text, style=style, span=p.span(first)), bare=function)
    return scripts.postfix(p, Name(text, style="text", span=p.span(first)))


def _half_circle(p: Parser) -> bool:
    """Whether ``180`` and a bracket stand behind ``rot``."""
    return [p.peek(3 + at).text for at in range(4)] == ["1", "8", "0", "("]


def _abbreviation(p: Parser, text: str) -> bool:
    """Capitals before a bracket with several arguments: ``CE(y, \\hat{y})``."""
    index = p.position + len(text)
    if not (text.isupper() and index < p.end and p.tokens[index].kind == "open" and p.tokens[index].text == "("):
        return False
    depth = 0
    for token in p.tokens[index : min(index + 60, p.end)]:
        depth += (token.kind == "open" or token.text == "{") - (token.kind == "close" or token.text == "}")
        if depth == 1 and token.kind == "sign" and token.text in (",", ";"):
            return True
        if depth <= 0:
            return False
    return False


def _bracket_after(p: Parser, count: int) -> bool:
    index = p.position + count
    while index < p.end and (index in p.skipped or p.tokens[index].text in ("'",)):
        index += 1
    return index < p.end and (p.tokens[index].kind == "open" or p.tokens[index].text in ("^",))


def text(p: Parser) -> Node:
    """``\\text{MSE}``, ``\\mathrm{softmax}(z)``; in scripts, words."""
    token = p.take()
    base = token.text.strip()
    if p.splitting or (p.scripting and not is_name(base)):
        return Words(base, span=(token.start, token.end))
    if not is_name(base):
        raise p.refuse(f"words stand where a formula should go on: '{base}'", token)
    primes = len(base) - len(base.rstrip("'"))
    base = base.rstrip("'")
    if base == "d" and (node := slashed.ordinary(p, taken=token)) is not None:
        return node
    if base in _ARGMAX or (base in BIG and p.at("_")):
        return bigs.limited(p, base, token)
    known = is_function(base)
    name = Name(usual_spelling(base), style="" if known else "text", primes=primes, span=(token.start, token.end))
    if len(base) > 1:
        return calls.call(p, name, bare=known)
    return calls.indicated(p, scripts.postfix(p, name))
