"""Where each key and value of a TOML document stands: ``tomllib`` reads it, but does not say where.

Input: the text of a document that ``tomllib`` has accepted.  Output: the line of every path (``("network", "layers", 2,
"units")``).  So this scanner may be lenient: it only has to find its way through valid text.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_CLOSING = {'"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.S), "'''": re.compile(r"(?:[^']|'(?!''))*'{3,5}", re.S)}
_CLOSING |= {'"': re.compile(r'(?:[^"\\\n]|\\.)*"'), "'": re.compile(r"[^'\n]*'")}


class Positions:
    """``line(path)`` for each key or element; ``text_line(path)`` for the first line of a string's own content."""

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._keys: dict[Path, int] = {}
        self._contents: dict[Path, int] = {}
        self._elements: dict[Path, int] = {}
        if text:
            self._document()

    def line(self, path: Path) -> int | None:
        """The line of the key, or of the nearest surrounding one that is written down."""
        while path and path not in self._keys:
            path = path[:-1]
        return self._line(self._keys[path]) if path else None

    def text_line(self, path: Path) -> int | None:
        """The line on which the content of a string starts."""
        return self._line(self._contents[path]) if path in self._contents else self.line(path)

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def _document(self) -> None:
        at = self._skip(0)
        table: Path = ()
        while at < len(self._text):
            if self._text.startswith("[", at):
                at, table = self._header(at)
            else:
                at = self._pair(at, table)
            at = self._skip(at)

    def _header(self, at: int) -> tuple[int, Path]:
        double = self._text.startswith("[[", at)
        end, parts = self._key(at + (2 if double else 1))
        path = self._through_arrays(parts[:-1]) + parts[-1:]
        if double:
            number = self._elements.get(path, -1) + 1
            self._elements[path] = number
            path = (*path, number)
        self._keys.setdefault(path, at)
        return end + (2 if double else 1), path

    def _through_arrays(self, parts: Path) -> Path:
        """A header that goes through an array of tables means its last element."""
        path: Path = ()
        for part in parts:
            path = (*path, part)
            if path in self._elements:
                path = (*path, self._elements[path])
        return path

    def _pair(self, at: int, table: Path) -> int:
        start, (at, parts) = at, self._key(at)
        path = table
        for part in parts:
            path = (*path, part)
            self._keys.setdefault(path, start)
        return self._value(self._blank(at + 1), path)

    def _key(self, at: int) -> tuple[int, Path]:
        parts: list[str] = []
        while True:
            at = self._blank(at)
            if self._text[at] in "\"'":
                end = self._string_end(at)
                parts.append(_unquoted(self._text[at:end]))
            else:
                match = _BARE.match(self._text, at)
                assert match is not None
                end = match.end()
                parts.append(match.group())
            at = self._blank(end)
            if not self._text.startswith(".", at):
                return at, tuple(parts)
            at += 1

    def _value(self, at: int, path: Path) -> int:
        self._keys.setdefault(path, at)
        first = self._text[at]
        if first == "[":
            return self._array(at + 1, path)
        if first == "{":
            return self._inline_table(at + 1, path)
        if first in "\"'":
            return self._string(at, path)
        match = _SCALAR.match(self._text, at)
        assert match is not None
        return match.end()

    def _array(self, at: int, path: Path) -> int:
        number, at = 0, self._skip(at)
        while not self._text.startswith("]", at):
            at = self._skip(self._value(at, (*path, number)))
            number += 1
            if self._text.startswith(",", at):
                at = self._skip(at + 1)
        return at + 1

    def _inline_table(self, at: int, path: Path) -> int:
        at = self._skip(at)
        while not self._text.startswith("}", at):
            at = self._skip(self._pair(at, path))
            if self._text.startswith(",", at):
                at = self._skip(at + 1)
        return at + 1

    def _string(self, at: int, path: Path) -> int:
        content = at + (3 if self._text.startswith(('"""', "'''"), at) else 1)
        if self._text.startswith(("\r\n", "\n"), content):
            content = self._text.index("\n", content) + 1
        self._contents[path] = content
        return self._string_end(at)

    def _string_end(self, at: int) -> int:
        quote = self._text[at : at + 3] if self._text.startswith(('"""', "'''"), at) else self._text[at]
        match = _CLOSING[quote].match(self._text, at + len(quote))
        assert match is not None
        return match.end()

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        assert match is not None
        return match.end()

    def _blank(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        assert match is not None
        return match.end()


def _unquoted(key: str) -> str:
    """A key without its quotation marks; between double ones a backslash escapes, which tomllib understands."""
    return tomllib.loads(f"key = {key}")["key"] if "\\" in key and key[0] == '"' else key[1:-1]
