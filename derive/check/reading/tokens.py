"""Tokens: the characters and commands of a formula, each with its place in the file.

Digits and letters are single tokens, as in TeX (``\\frac12`` has two arguments); ``gap`` says that white space stands before.
Markdown's escapes (``\\_``, ``&lt;``, ``<br>``) and Unicode letters and signs become what they stand for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from derive.check.reading.unicode_signs import SIGNS

MAX_TOKENS = 20_000
"""A formula with more tokens than this is not read: the longest that people write have about a thousand."""


class Token(NamedTuple):
    """A token: ``kind`` is ``command``, ``letter``, ``digit`` or ``sign``; without layout also ``words``, ``quad``, ``open``,
    ``close``, ``bar``, ``begin``, ``end``, ``column``.

    ``text`` is a command's name without backslash, else the character itself; for ``words`` the text.
    """

    kind: str
    text: str
    start: int
    end: int
    gap: bool = False

    def source(self) -> str:
        """The token as LaTeX."""
        return "\\" + self.text if self.kind == "command" else self.text

    def at(self, other: Token) -> Token:
        """The same token at another place: what a macro's body puts where the macro stood."""
        return self._replace(start=other.start, end=other.end)


_TOKEN = re.compile(
    r"""
    (?P<space>\s+) | (?P<comment>%[^\n]*)
  | (?P<four>\\\\\\\\) | (?P<escaped_script>\\\\_)
  | \\(?P<word>[A-Za-z]+) | \\(?P<one>[\s\S])
  | (?P<breaks><br\s?/?>) | &(?P<entity>amp|lt|gt|nbsp|quot|\#39);
  | (?P<digit>[0-9]) | (?P<letter>[A-Za-z]) | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": "", "nbsp": "", "#39": "'"}


def tokens(text: str, start: int = 0, end: int | None = None, *, escaped: bool = False) -> list[Token]:
    """The tokens of a stretch of text; ``escaped`` says that Markdown doubles the backslashes (``\\\\{``, ``\\\\,``)."""
    found: list[Token] = []
    gap = False
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        kind, first, last = match.lastgroup, match.start(), match.end()
        if kind in ("space", "comment", "breaks"):
            gap = True
            continue
        for token in _one(str(kind), match, first, last, gap):
            found.append(token)
            gap = False
    found = _with_headings(found)
    return _unescape(found) if escaped else found


_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _with_headings(found: list[Token]) -> list[Token]:
    """Words in Chinese, Japanese or Korean that a colon ends, ``链式法则： x = y``, or with which a row begins, ``令 x = y``:
    they are text; a word before an equals sign is a symbol."""
    if not any(_IDEOGRAPHS.match(token.text) for token in found):
        return found
    result: list[Token] = []
    depth, at = 0, 0
    while at < len(found):
        depth += (found[at].kind == "sign") * ((found[at].text == "{") - (found[at].text == "}"))
        end = at
        while end < len(found) and not depth and _IDEOGRAPHS.match(found[end].text):
            end += 1
        after = found[end] if end < len(found) else None
        colon = after is not None and after.text == "："
        first = not result or (result[-1].text in _ROW_STARTS and result[-1].kind in ("command", "sign"))
        if end > at and after is not None and (colon or (first and _introduces(found, at, end))):
            end += colon
            begin = found[at]._replace(kind="command", text="text")
            brace = begin._replace(kind="sign", text="{", gap=False)
            result += [begin, brace, *found[at:end], found[end - 1]._replace(kind="sign", text="}", gap=False)]
        else:
            end = max(end, at + 1)
            result += found[at:end]
        at = end
    return result


def _introduces(found: list[Token], at: int, end: int) -> bool:
    """Whether a word only introduces the equation that follows: one that stands in it again is a symbol's name."""
    rest = [token.text for token in found[end:]]
    word = [token.text for token in found[at:end]]
    again = any(rest[start : start + len(word)] == word for start in range(len(rest)))
    return rest[0] not in _NAMED and not again and any(text in _RELATIONS for text in rest)


_RELATIONS = frozenset({"=", "<", ">", "approx", "equiv", "propto", "leftarrow", "gets", "le", "leq", "ge", "geq", "in", "sim"})
_ROW_STARTS = frozenset({"\\", "&", "cr", "newline", "}"})
_NAMED = frozenset({"=", "_", "^", "(", "<", ">", "+", "-", "&", "approx", "equiv", "propto", "text", "leftarrow", "gets", ":"})
"""What stands behind a word that is a symbol."""


def _one(kind: str, match: re.Match[str], first: int, last: int, gap: bool) -> tuple[Token, ...]:
    if kind == "word" or kind == "one":
        return (Token("command", match[kind], first, last, gap),)
    if kind == "four":
        return (Token("command", "\\", first, last, gap),)
    if kind == "escaped_script":
        return (Token("sign", "_", first, last, gap),)
    if kind == "digit" or kind == "letter":
        return (Token(kind, match[kind], first, last, gap),)
    sign = _ENTITIES[match["entity"]] if kind == "entity" else match["other"]
    if sign in SIGNS:
        return tuple(_known(piece, first, last, gap) for piece in SIGNS[sign])
    if not sign:
        return ()
    return (Token("letter" if sign.isalpha() else "sign", sign, first, last, gap),)


def _known(piece: str, first: int, last: int, gap: bool) -> Token:
    if piece.startswith("\\"):
        return Token("command", piece[1:], first, last, gap)
    kind = "digit" if piece.isdigit() else "letter" if piece.isalpha() else "sign"
    return Token(kind, piece, first, last, gap)


def _unescape(found: list[Token]) -> list[Token]:
    """Undo doubled backslashes: a line break right before one of ``{ } , ; ! | _ *`` is a backslash that Markdown ate."""
    result: list[Token] = []
    for token in found:
        if result and token.text in tuple("{},;!|") and not token.gap and _is_break(result[-1], token.start):
            last = result.pop()
            token = Token("command", token.text, last.start, token.end, last.gap)
        result.append(token)
    return result


def _is_break(token: Token, end: int) -> bool:
    return token.kind == "command" and token.text == "\\" and token.end == end and end - token.start == 2
