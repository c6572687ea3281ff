"""The author's macros: ``\\newcommand``, ``\\def``, ``\\let``, ``\\DeclareMathOperator`` and their kin.

Macros are expanded on tokens, with hard limits; nothing is executed, and ``\\input`` or ``\\write`` are names like others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from derive.check.reading.failures import ReadError
from derive.check.reading.tokens import MAX_TOKENS, Token
from derive.check.reading.usual_macros import is_usual, usual
from derive.check.reading.vocabulary import word_set

MAX_EXPANSIONS = 1_000
"""Macros expanded in one formula."""
MAX_EXPANSIONS_OF_FILE = 100_000
MAX_BODY = 500
"""Tokens in the body of a macro."""

DEFINING = word_set(
    "newcommand renewcommand providecommand def gdef edef let DeclareMathOperator DeclarePairedDelimiter"
    " NewDocumentCommand RenewDocumentCommand"
)


@dataclass(frozen=True)
class Macro:
    """A macro: how many arguments it takes, the first one's default, and its body."""

    arguments: int
    default: tuple[Token, ...] | None
    body: tuple[Token, ...]


@dataclass
class Macros:
    """The macros known so far, and how often they have been expanded in this file."""

    known: dict[str, Macro] = field(default_factory=dict)
    expanded: int = 0

    def take(self, tokens: Sequence[Token]) -> list[Token]:
        """Learn the definitions among the tokens; answers the other tokens, expanded."""
        return expand(self, tokens)


def group_end(tokens: Sequence[Token], position: int) -> int:
    """The position after a brace group, or after a single token."""
    if position >= len(tokens):
        return position
    if tokens[position].text != "{" or tokens[position].kind != "sign":
        return position + 1
    depth = 0
    for index in range(position, len(tokens)):
        token = tokens[index]
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return index + 1
    raise ReadError("this brace is never closed", tokens[position].start, tokens[position].end)


def inner(tokens: Sequence[Token], first: int, last: int) -> tuple[Token, ...]:
    """The tokens of an argument, without its braces."""
    if last - first >= 2 and tokens[first].text == "{" and tokens[first].kind == "sign":
        return tuple(tokens[first + 1 : last - 1])
    return tuple(tokens[first:last])


def define(macros: Macros, tokens: Sequence[Token], position: int) -> int:
    """Read the definition that starts at a position; answers the position after it."""
    kind, index = tokens[position].text, position + 1
    if index < len(tokens) and tokens[index].text == "*":
        index += 1
    end = group_end(tokens, index)
    names = [token.text for token in inner(tokens, index, end) if token.kind == "command"]
    index = end
    count, default = 0, None
    if kind in ("def", "gdef", "edef"):
        while index < len(tokens) and tokens[index].text != "{":
            count += tokens[index].text == "#"
            index += 1
    elif kind == "let":
        index += index < len(tokens) and tokens[index].text == "="
    elif kind.endswith("DocumentCommand"):
        end = group_end(tokens, index)
        count, index = sum(token.text == "m" for token in inner(tokens, index, end)), end
    else:
        index, brackets = _brackets(tokens, index)
        if brackets and len(brackets[0]) == 1 and brackets[0][0].kind == "digit":
            count = int(brackets[0][0].text)
            default = tuple(brackets[1]) if len(brackets) > 1 else None
    end = group_end(tokens, index)
    body = inner(tokens, index, end)
    if kind == "DeclareMathOperator":
        body = _command(tokens[position], "operatorname", "{", *body, "}")
    elif kind == "DeclarePairedDelimiter":
        second = group_end(tokens, end)
        body = _command(tokens[position], "left", *body, "{", "#", "1", "}", "\\right", *inner(tokens, end, second))
        count, end = 1, second
    if len(names) == 1 and len(body) <= MAX_BODY and count <= 9:
        macros.known[names[0]] = Macro(count, default, tuple(body))
    return end


def _command(place: Token, name: str, *pieces: Token | str) -> tuple[Token, ...]:
    made = [Token("command", name, place.start, place.end)]
    for piece in pieces:
        if isinstance(piece, Token):
            made.append(piece)
        elif piece.startswith("\\"):
            made.append(Token("command", piece[1:], place.start, place.end))
        else:
            made.append(Token("digit" if piece.isdigit() else "sign", piece, place.start, place.end))
    return tuple(made)


def _brackets(tokens: Sequence[Token], index: int) -> tuple[int, list[list[Token]]]:
    found: list[list[Token]] = []
    while index < len(tokens) and tokens[index].text == "[":
        content: list[Token] = []
        index += 1
        while index < len(tokens) and tokens[index].text != "]":
            content.append(tokens[index])
            index += 1
        found.append(content)
        index += 1
    return index, found


def expand(macros: Macros, tokens: Sequence[Token]) -> list[Token]:
    """The tokens with every macro replaced by its body, and definitions taken out; all stand where the macro
    stood.

    Raises ReadError for a macro without end and for one that grows beyond all limits.
    """
    if not any(t.kind == "command" and (t.text in macros.known or t.text in DEFINING or is_usual(t)) for t in tokens):
        return list(tokens)
    stack, count = list(reversed(tokens)), 0
    result: list[Token] = []
    while stack:
        token = stack.pop()
        if token.kind == "command" and token.text in DEFINING:
            rest = stack[-2 * MAX_BODY :][::-1]
            end = define(macros, [token, *rest], 0) - 1
            del stack[len(stack) - end :]
        elif token.kind == "command" and token.text in macros.known:
            count += 1
            macros.expanded += 1
            if count > MAX_EXPANSIONS or macros.expanded > MAX_EXPANSIONS_OF_FILE or len(stack) > MAX_TOKENS:
                raise ReadError(f"the macro \\{token.text} expands without end", token.start, token.end)
            stack.extend(reversed(_call(macros.known[token.text], token, stack)))
        elif token.kind == "command":
            result.extend(usual(token, result))
        else:
            result.append(token)
    return result


def _call(macro: Macro, place: Token, stack: list[Token]) -> list[Token]:
    arguments: list[tuple[Token, ...]] = []
    if macro.default is not None:
        arguments.append(_optional(stack) or macro.default)
    while len(arguments) < macro.arguments:
        arguments.append(_argument(place, stack))
    result: list[Token] = []
    body, index = macro.body, 0
    while index < len(body):
        following = body[index + 1] if index + 1 < len(body) else None
        if body[index].text == "#" and following is not None and following.kind == "digit":
            number = int(following.text)
            result.extend(arguments[number - 1] if 0 < number <= len(arguments) else ())
            index += 2
            continue
        result.append(body[index].at(place))
        index += 1
    if result and place.gap:
        result[0] = result[0]._replace(gap=True)
    return result


def _optional(stack: list[Token]) -> tuple[Token, ...] | None:
    if not stack or stack[-1].text != "[":
        return None
    content: list[Token] = []
    stack.pop()
    while stack and stack[-1].text != "]":
        content.append(stack.pop())
    if stack:
        stack.pop()
    return tuple(content)


def _argument(place: Token, stack: list[Token]) -> tuple[Token, ...]:
    if not stack:
        raise ReadError(f"the macro \\{place.text} lacks an argument", place.start, place.end)
    first = stack.pop()
    if first.text != "{" or first.kind != "sign":
        return (first,)
    content: list[Token] = []
    depth = 1
    while stack:
        token = stack.pop()
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return tuple(content)
        content.append(token)
    raise ReadError("this brace is never closed", first.start, first.end)
