"""Where the formulas of a file stand: displays and inline formulas of LaTeX, Markdown and reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from derive.check.reading.blocks import Block
from derive.check.reading.failures import ReadError
from derive.check.reading.macros import DEFINING, MAX_BODY, Macro, Macros, define
from derive.check.reading.tables import LINES
from derive.check.reading.tokens import tokens

_SHORT = 300
_NEAR = 120
"""So far on either side of a formula words are looked for that stand in its line."""
_LONG_DEFINITIONS = 200
_INNER = frozenset({"aligned", "gathered", "alignedat"})
"""Environments that stand in a display; alone at the beginning of a line they are one (MathJax shows them)."""
_DISPLAYS = LINES - _INNER - {"split", "multlined"} | {
    "math",
    "displaymath",
    "dmath",
    "IEEEeqnarray",
}
_INNERS = "|".join(sorted(_INNER, key=len, reverse=True))
_VERBATIM = ("verbatim", "lstlisting", "comment", "minted", "filecontents", "Verbatim", "tikzpicture")
_ENVIRONMENT = "|".join(sorted(_DISPLAYS, key=len, reverse=True))
_START = re.compile(
    rf"""
    (?P<comment>^[ \t]*%[^\n]*|(?<![\\0-9])%[^\n]*)
  | (?P<fence>^[ \t]{{0,3}}(?:```+|~~~+)[^\n]*)
  | (?P<code>`+)
  | (?P<definition>\\(?:{"|".join(sorted(DEFINING, key=len, reverse=True))})(?![A-Za-z]))
  | \\begin\{{(?P<verbatim>{"|".join(_VERBATIM)})\*?\}}
  | \\begin\{{(?P<environment>(?:{_ENVIRONMENT})\*?)\}}
  | ^[ \t]*\\begin\{{(?P<inner>(?:{_INNERS})\*?)\}}
  | (?P<alias>\\[A-Za-z]+)
  | (?P<double>\$\$) | (?P<bracket>\\\\?\[) | (?P<paren>\\\\?\() | (?P<escape>\\[\s\S])
  | (?P<dollar>\$)
  | (?P<rest>^[ \t]*\.\.[ ]math::)
    """,
    re.VERBOSE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_FORMULA = re.compile(r"\$\$.*?\$\$")
_BLANK = re.compile(r"\n[ \t]*\n")
_SINGLE = re.compile(r"(?<![\\$])\$(?!\$)|\\\(")
_INLINE_END = re.compile(r"\\[\s\S]|\$|\n[ \t]*\n")


class Finder:
    """Finds the blocks of a file in one pass, and learns its macros on the way."""

    def __init__(self, text: str) -> None:
        self.text, self.macros = text, Macros()
        self.absent: set[str] = set()
        self.long_definitions = 0
        self.marked_up = False

    def blocks(self) -> Iterator[Block]:
        """All stretches in order; what is quoted, commented out or defined is passed over."""
        position = 0
        while (match := _START.search(self.text, position)) is not None:
            kind = str(match.lastgroup)
            self.marked_up = self.marked_up or kind in ("fence", "code", "verbatim") or match.group() == "\\documentclass"
            block, position = getattr(self, "_" + kind)(match)
            if block is not None and block.end > block.start:
                yield block

    def _find(self, needle: str, start: int) -> int:
        """Where a needle stands; remembers what does not occur any more, so that no search is repeated in vain."""
        if needle in self.absent:
            return -1
        found = self.text.find(needle, start)
        if found < 0:
            self.absent.add(needle)
        return found

    def _comment(self, match: re.Match[str]) -> tuple[Block | None, int]:
        return None, match.end()

    _escape = _comment

    def _fence(self, match: re.Match[str]) -> tuple[Block | None, int]:
        fence = match.group().strip()
        mark, language = fence[:3], fence.strip("`~ ").lower()
        if language in ("latex", "tex"):
            return None, match.end()
        end = self._find("\n" + mark, match.end())
        if end < 0:
            return None, match.end()
        after = end + 1 + len(mark)
        return (Block(match.end(), end), after) if language == "math" else (None, after)

    def _code(self, match: re.Match[str]) -> tuple[Block | None, int]:
        ticks = match.group()
        blank = _BLANK.search(self.text, match.end())
        limit = blank.start() if blank else len(self.text)
        end = self.text.find(ticks, match.end(), limit)
        if end < 0:
            return None, match.end()
        role = self.text[max(0, match.start() - 6) : match.start()] == ":math:"
        return (Block(match.end(), end, inline=True), end + len(ticks)) if role else (None, end + len(ticks))

    def _definition(self, match: re.Match[str]) -> tuple[Block | None, int]:
        start = match.start()
        for length in (_SHORT, 8 * MAX_BODY) if self.long_definitions < _LONG_DEFINITIONS else (_SHORT,):
            self.long_definitions += length != _SHORT
            found = tokens(self.text, start, min(len(self.text), start + length))
            try:
                after = define(self.macros, found, 0)
            except (ReadError, IndexError):
                continue
            if 0 < after < len(found) or (0 < after <= len(found) and start + length >= len(self.text)):
                return None, found[after - 1].end
        return None, match.end()

    def _verbatim(self, match: re.Match[str]) -> tuple[Block | None, int]:
        end = self._find(f"\\end{{{match['verbatim']}", match.end())
        return None, end if end >= 0 else match.end()

    def _environment(self, match: re.Match[str]) -> tuple[Block | None, int]:
        return self._up_to(f"\\end{{{match['environment']}}}", match.end(), environment=match["environment"])

    def _inner(self, match: re.Match[str]) -> tuple[Block | None, int]:
        return self._up_to(f"\\end{{{match['inner']}}}", match.end())

    def _alias(self, match: re.Match[str]) -> tuple[Block | None, int]:
        """``\\be ... \\ee``: a macro that begins a display, up to the macro that ends it."""
        name = match["alias"][1:]
        if name == "verb" and match.end() < len(self.text):
            end = self.text.find(self.text[match.end()], match.end() + 1, match.end() + 500)
            return None, end + 1 if end >= 0 else match.end()
        macro = self.macros.known.get(name)
        environment = _environment_of(macro, "begin")
        if environment is None:
            return None, match.end()
        ends = [other for other, body in self.macros.known.items() if _environment_of(body, "end") == environment]
        return self._up_to("\\" + ends[0], match.end()) if ends else (None, match.end())

    def _double(self, match: re.Match[str]) -> tuple[Block | None, int]:
        block, after = self._up_to("$$", match.end())
        if block is not None and self._doubles_only and _in_a_line(self.text, match.start(), after):
            block = replace(block, inline=True)
        return block, after

    @cached_property
    def _doubles_only(self) -> bool:
        """Whether two dollars mark every formula, those in the middle of a sentence, too."""
        return _SINGLE.search(self.text) is None

    def _bracket(self, match: re.Match[str]) -> tuple[Block | None, int]:
        slash = match.group()[:-1]
        if match.group() == "\\\\[" and not self._escaped_display(match):
            return None, match.end()
        return self._up_to(slash + "]", match.end(), escaped=len(slash) == 2)

    def _escaped_display(self, match: re.Match[str]) -> bool:
        """Whether ``\\\\[`` opens a display of escaped Markdown rather than a row break with a length."""
        before = self.text[max(0, match.start() - 80) : match.start()]
        return before.strip() == "" or before.rstrip(" \t").endswith("\n") or before.endswith(" ")

    def _paren(self, match: re.Match[str]) -> tuple[Block | None, int]:
        slash = match.group()[:-1]
        return self._up_to(slash + ")", match.end(), inline=True, escaped=len(slash) == 2)

    def _up_to(
        self, closing: str, start: int, *, inline: bool = False, escaped: bool = False, environment: str = ""
    ) -> tuple[Block | None, int]:
        end = self._find(closing, start)
        if end < 0:
            return None, start
        body = self.text[start:end] if end - start < 100_000 else ""
        escaped = escaped or "\\\\\\\\" in body or "\\\\_" in body
        if environment.rstrip("*") in ("alignat", "IEEEeqnarray") and self.text[start : start + 1] == "{":
            start = self.text.find("}", start, end) + 1
        return Block(start, end, inline, escaped), end + len(closing)

    def _dollar(self, match: re.Match[str]) -> tuple[Block | None, int]:
        position = match.end()
        if self.text[position : position + 1] == "`":
            end = self.text.find("`$", position + 1, position + 20_000)
            if end >= 0:
                return Block(position + 1, end, inline=True), end + 2
        while (found := _INLINE_END.search(self.text, position)) is not None:
            if found.group() == "$":
                return Block(match.end(), found.start(), inline=True), found.end()
            if found.group()[0] == "\n":
                break
            position = found.end()
        return None, match.end()

    def _rest(self, match: re.Match[str]) -> tuple[Block | None, int]:
        """A math directive of reStructuredText: the indented lines that follow, without its options."""
        text, line_end = self.text, self.text.find("\n", match.end())
        if line_end < 0:
            line_end = len(text)
        margin = len(match.group()) - len(match.group().lstrip())
        start = match.end()
        position = line_end
        if not text[start:line_end].strip():
            start = line_end
        while position < len(text):
            next_end = text.find("\n", position + 1)
            next_end = len(text) if next_end < 0 else next_end
            line = text[position + 1 : next_end]
            if line.strip() and len(line) - len(line.lstrip()) <= margin:
                break
            if re.match(r"[ \t]+:[a-z]+:", line) and not text[start:position].strip():
                start = next_end
            position = next_end
        return Block(start, position), position


def _in_a_line(text: str, start: int, end: int) -> bool:
    """Whether a formula stands in a line of words, which go on behind it."""
    if end - start > _SHORT or "\n" in text[start:end]:
        return False
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    after = text[end : end + _NEAR].partition("\n")[0]
    before, after = _FORMULA.sub("", before), _FORMULA.sub("", after)
    return bool(_WORD.search(before)) and bool(_WORD.search(after) or after.strip())


def _environment_of(macro: Macro | None, kind: str) -> str | None:
    """The display that a macro begins or ends."""
    if macro is None or macro.arguments or not macro.body or macro.body[0].text != kind:
        return None
    name = "".join(token.text for token in macro.body[1:] if token.text not in "{}")
    return name if name.rstrip("*") in _DISPLAYS else None
