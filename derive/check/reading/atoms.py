"""Atoms: numbers, letters, words, and the dispatch to brackets, fractions, functions, sums and tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check.reading import bigs, brackets, calls, derivatives, names, operators, scripts, slashed, tables, words
from derive.check.reading.syntax import Call, Dots, Fraction, Group, Name, Node, Number, Product, Root, Script, Transposed
from derive.check.reading.vocabulary import (
    ACCENTS,
    BIG,
    DOTS,
    FRACTIONS,
    IMPLICATIONS,
    PRODUCTS,
    RELATIONS,
    STYLES,
    word_set,
)
from derive.check.reading.wording import is_name

if TYPE_CHECKING:
    from derive.check.reading.grammar import Parser
    from derive.check.reading.tokens import Token

CALLED = word_set("f g h sigma phi psi varphi sqrt")
"""Letters that are functions when a bracket follows, where precedence must be decided (``1/f(x)``)."""
_NEVER = word_set("""
    \\ cr newline tabularnewline over choose atop pm mp div oslash forall exists colon wedge vee cap cup setminus oplus
    ominus land lor lnot neg mod bmod pmod middle
    """)


def starts(p: Parser, ahead: int = 0) -> bool:
    """Whether the token at hand (or one further on) can start a factor."""
    token = p.peek(ahead)
    if token.kind == "open":
        return not is_remark(p, ahead)
    if token.kind in ("digit", "begin"):
        return True
    if token.kind == "letter":
        return bool(ahead) or not words.is_spelled(p)
    if token.kind == "words":
        return p.scripting or is_name(token.text)
    if token.kind == "command":
        return not _stops(token.text)
    if token.kind == "bar":
        inside = bool(p.closers) and p.closers[-1] in ("|", "norm")
        return not inside and p.peek(ahead + 1).text != "_" and _opens_bar(p, ahead)
    if token.kind == "sign" and token.text == ".":
        return p.peek(ahead + 1).text == "." and p.peek(ahead + 2).text == "."
    return token.kind == "sign" and token.text == "{"


def is_remark(p: Parser, ahead: int) -> bool:
    """Whether a bracket opens a remark, ``(\\text{because } y = 1)`` or ``(\\because y = 1)``, or holds nothing but a mark."""
    first, second = p.peek(ahead), p.peek(ahead + 1)
    if first.kind != "open" or first.text not in "([" or p.scripting:
        return False
    if second.kind == "words":
        return not is_name(second.text)
    if second.kind == "command" and second.text in _REASONS:
        return True
    return second.kind == "sign" and second.text in _MARKS and p.peek(ahead + 2).kind == "close"


_REASONS = ("because", "since")
"""What a reason in brackets begins with: ``(\\because y = 1)``."""
_MARKS = "\u203b\u2020\u2021\u2605\u2606"
"""Reference marks behind a formula."""


def _stops(name: str) -> bool:
    return name in RELATIONS or name in PRODUCTS or name in IMPLICATIONS or name in _NEVER


def _opens_bar(p: Parser, ahead: int) -> bool:
    """In a product a bar opens only where no open bracket could want it as ``given``: norms, or at the top."""
    if is_double(p, ahead):
        return not p.closers or _is_closed(p, ahead)
    return not p.closers and not p.scripting


def is_double(p: Parser, ahead: int = 0) -> bool:
    """Whether a double bar stands there, as one sign or as two."""
    token, following = p.peek(ahead), p.peek(ahead + 1)
    return token.kind == "bar" and (token.text == "norm" or (following.kind == "bar" and not following.gap))


def _is_closed(p: Parser, ahead: int) -> bool:
    """Whether another bar follows before the bracket around ends: the bars of ``KL(q || p)`` part, and enclose nothing."""
    depth, index = 0, p.position + ahead + (1 if p.peek(ahead).text == "norm" else 2)
    for token in p.tokens[index : p.end]:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth < 0:
            return False
        if token.kind == "bar" and not depth:
            return True
    return False


def factor(p: Parser) -> Node:
    """An atom with its scripts; raises ReadError where none stands."""
    token = p.peek()
    if token.kind == "end":
        raise p.refuse("something is missing here" if not token.text else "this environment ends too early", token)
    if token.kind == "bar" or token.kind == "open":
        return scripts.postfix(p, brackets.group(p))
    if token.kind == "digit":
        return calls.indicated(p, scripts.postfix(p, words.number(p)))
    if token.kind == "letter":
        return words.letters(p)
    if token.kind == "words":
        return words.text(p)
    if token.kind == "begin":
        return scripts.postfix(p, tables.environment(p))
    if token.kind == "command" and not _stops(token.text):
        return _command(p)
    if token.kind == "sign" and token.text == "{":
        return scripts.postfix(p, _braced(p))
    if token.kind == "sign" and token.text == "." and starts(p):
        for _ in range(3):
            p.take()
        return Dots(span=p.span(token))
    if _stands_for_all(p):
        return Name(":", span=p.span(p.take()))
    if (closed := brackets.angle_end(p)) is not None:
        return scripts.postfix(p, brackets.angled(p, closed))
    if token.kind == "sign" and token.text == "^" and p.peek(1).kind in ("letter", "digit", "sign") and p.peek(2).kind != "end":
        return _with_prescript(p)
    raise p.refuse(_why_not(token.text, token.kind), token)


def _with_prescript(p: Parser) -> Node:
    """``^p E``, ``^t A``: a script in front of a symbol is one behind it, and a t transposes."""
    mark = p.take()
    bounds = p.argument(mark)
    raw = "".join(token.source() for token in p.tokens[bounds[0] : bounds[1]])
    items = (p.inside(bounds, p.expression, scripting=True),)
    node = factor(p)
    if raw in ("t", "T"):
        return Transposed(node, span=p.span(mark))
    if not isinstance(node, Name):
        raise p.refuse("a symbol, number or bracket is missing before '^'", mark)
    return replace(node, sup=(Script(items, raw), *node.sup), span=p.span(mark))


def _stands_for_all(p: Parser) -> bool:
    """Whether a dot is an argument of its own, which stands for all there are: ``\\pi(\\cdot \\mid s)``."""
    token, following = p.peek(), p.peek(1)
    before = p.tokens[p.position - 1] if p.position else None
    behind = following.kind in ("close", "bar", "end") or following.text in (",", ";", "mid")
    return token.text in _ALL and bool(p.closers) and behind and before is not None and _parts(before)


_ALL = ("cdot", "bullet", "cdotp", "centerdot")


def _parts(token: Token) -> bool:
    """Whether an argument begins behind a token."""
    return token.kind in ("open", "bar") or token.text in (",", ";", "mid")


def _why_not(text: str, kind: str) -> str:
    if kind == "close":
        return f"the bracket {text} closes nothing"
    if kind == "command" and text in ("pm", "mp"):
        return "two signs at once say two things"
    if kind == "command" and text in _NEVER:
        return f"\\{text} has no meaning here"
    return f"a symbol, number or bracket is missing before '{text}'"


def _braced(p: Parser) -> Node:
    """A brace group that carries a script, a style or ``\\over``."""
    index = p.position
    first = p.take()
    closed = p.braces.partner[index]
    p.position = closed + 1
    if index in p.braces.over:
        middle = p.braces.over[index]
        return derivatives.fraction(p, first, (index + 1, middle), (middle + 1, closed))
    if closed == index + 1:
        return Name("", span=(first.start, first.end))
    return p.inside((index + 1, closed), p.statement, scripting=p.scripting)


def _command(p: Parser) -> Node:
    token = p.peek()
    name = token.text
    if name in FRACTIONS or name in ("dv", "pdv"):
        p.take()
        order = derivatives.optional_order(p) if name in ("dv", "pdv") else None
        return derivatives.written(p, token, order)
    if name == "delta" and p.peek(1).text not in ("_", "^") and (node := slashed.slashed(p)) is not None:
        return node
    if name in ("partial", "nabla", "grad"):
        return operators.prefix(p)
    if name in BIG or name == "arg":
        return bigs.big(p)
    if name == "sqrt":
        return scripts.postfix(p, _root(p))
    if name in ("norm", "abs"):
        p.take()
        if p.peek().text == "*" and not p.peek().gap:  # the delimiters grow
            p.take()
        bounds = p.argument(token)
        items = p.inside(bounds, p.statements)
        shape = "norm" if name == "norm" else "|"
        return scripts.postfix(p, Group(items, shape, shape, span=p.span(token)))
    if name == "binom":
        p.take()
        pair = tuple(p.inside(p.argument(token), p.expression) for _ in range(2))
        return scripts.postfix(p, Call(Name("binom"), pair, span=p.span(token)))
    if name in DOTS:
        p.take()
        return Dots(span=(token.start, token.end))
    if name in ("Pi", "Sigma") and bigs.is_sum(p):
        return bigs.big(p)
    if name in ACCENTS:
        return names.accent(p)
    if name in STYLES:
        return names.styled(p)
    if name in tables.PLAIN:
        return scripts.postfix(p, tables.plain_table(p))
    return names.command(p)


def _root(p: Parser) -> Node:
    token = p.take()
    degree = None
    if p.peek().kind == "open" and p.peek().text == "[":
        group = brackets.group(p)
        degree = group.items[0] if isinstance(group, Group) and len(group.items) == 1 else None
        if degree is None:
            raise p.refuse("a root has one degree", token)
    return Root(p.inside(p.argument(token), p.expression), degree, span=p.span(token))


__all__ = ["CALLED", "Fraction", "Number", "Product", "factor", "starts"]
