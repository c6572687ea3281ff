"""A whole file: LaTeX, Markdown, reStructuredText, or bare formulas; where its formulas are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.reading.blocks import Block, Text, rows_of
from derive.check.reading.content import Chain
from derive.check.reading.failures import ReadError
from derive.check.reading.macros import DEFINING, MAX_BODY, Macro, Macros, define
from derive.check.reading.rows import Document, Row
from derive.check.reading.tables import LINES
from derive.check.reading.tokens import tokens
from derive.check.reading.vocabulary import WORDS, is_function

MAX_TEXT = 20_000_000
MAX_BARE = 100_000
"""A text without any display or dollar sign that is longer than this is taken for prose."""
_SHORT = 300
_LONG_DEFINITIONS = 200
_DISPLAYS = LINES - {"aligned", "split", "gathered", "alignedat", "multlined"} | {
    "math",
    "displaymath",
    "dmath",
    "IEEEeqnarray",
}
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
  | (?P<alias>\\[A-Za-z]+)
  | (?P<double>\$\$) | (?P<bracket>\\\\?\[) | (?P<paren>\\\\?\() | (?P<escape>\\[\s\S])
  | (?P<dollar>\$)
  | (?P<rest>^[ \t]*\.\.[ ]math::)
    """,
    re.VERBOSE | re.MULTILINE,
)
_BETWEEN = " \t\n$\\()"
"""What stands between a formula and the next one that may go on with its chain."""
_BLANK = re.compile(r"\n[ \t]*\n")
_INLINE_END = re.compile(r"\\[\s\S]|\$|\n[ \t]*\n")


class Finder:
    """Finds the blocks of a file in one pass, and learns its macros on the way."""

    def __init__(self, text: str) -> None:
        self.text, self.macros = text, Macros()
        self.absent: set[str] = set()
        self.long_definitions = 0
        self.marked_up = False

    def blocks(self) -> Iterator[Block]:
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
        return self._up_to("$$", match.end())

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


def _environment_of(macro: Macro | None, kind: str) -> str | None:
    """The display that a macro begins or ends."""
    if macro is None or macro.arguments or not macro.body or macro.body[0].text != kind:
        return None
    name = "".join(token.text for token in macro.body[1:] if token.text not in "{}")
    return name if name.rstrip("*") in _DISPLAYS else None


def read(text: str, *, fragment: bool = False) -> Document:
    """The rows of a file.  ``fragment`` says that it is nothing but formula text, such as one row of a display.

    Never raises for what stands in the text: a row that cannot be read says so.  ReadError only for a text beyond all limits.
    """
    if len(text) > MAX_TEXT:
        raise ReadError(f"the text is too long: more than {MAX_TEXT} characters", 0, 0)
    lines, finder = Text(text), Finder(text)
    blocks = iter(bare(text, fragment=True)) if fragment else finder.blocks()
    rows, number = _rows(lines, finder.macros, blocks)
    if not number and not fragment and not finder.marked_up:
        rows, number = _rows(lines, finder.macros, iter(bare(text)))
    return Document(text, tuple(rows), {name: macro.latex() for name, macro in finder.macros.known.items()})


def _rows(lines: Text, macros: Macros, blocks: Iterator[Block]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    memory: dict[int, Chain] = {}
    inline: dict[int, Chain] | None = None
    end = 0
    found = 0
    for index, block in enumerate(blocks):
        found += 1
        kept = {0: memory[0]} if 0 in memory else {}
        if block.inline:
            goes_on = inline is not None and not lines.text[end : block.start].strip(_BETWEEN)
            here = dict(inline if inline is not None and goes_on else kept)
        else:
            here = kept
        rows += rows_of(lines, block, macros, here, len(rows) + 1, index)
        if block.inline:
            inline, end = here, block.end
        else:
            memory, inline, end = here, None, block.end
    return rows, found


def bare(text: str, *, fragment: bool = False) -> list[Block]:
    """Formulas without delimiters: paragraphs, or single lines where each line has a relation of its own."""
    if len(text) > MAX_BARE and not fragment:
        return []
    blocks: list[Block] = []
    position = 0
    for piece in re.split(r"(\n[ \t]*\n)", text):
        start, position = position, position + len(piece)
        if fragment or looks_like_formula(piece):
            blocks += _lines(piece, start)
    return blocks


def _lines(piece: str, start: int) -> list[Block]:
    """A paragraph as one block, or a block for each line."""
    escaped = "\\\\\\\\" in piece
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", piece) if m.group().strip()]
    each = all(re.search(r"[=<>]|\\(?:approx|equiv|le|ge|in|to|leftarrow|propto)\b", piece[a:b]) for a, b in lines)
    closed = all(piece[a:b].count("{") == piece[a:b].count("}") for a, b in lines)
    if "\\\\" in piece or "\\begin" in piece or len(lines) < 2 or not (each and closed):
        return [Block(start, start + len(piece), escaped=escaped)] if lines else []
    return [Block(start + a, start + b) for a, b in lines]


def looks_like_formula(piece: str) -> bool:
    """Whether a paragraph is formula text rather than prose: it has a relation, and hardly a word outside commands."""
    if not re.search(r"[=<>]|\\[A-Za-z]", piece):
        return False
    outside = re.sub(
        r"\\(?:text|mbox|textrm|mathrm|operatorname|begin|end|color|textcolor|tag|label|colorbox)\s?\{[^{}]*\}|\\[A-Za-z]+",
        " ",
        piece,
    )
    words = [word for word in re.findall(r"[A-Za-z]{3,}", outside) if not is_function(word) and word not in WORDS]
    return len(words) <= 1 + outside.count("=")
