"""A table of a specification: typed access to its keys, and errors that say where they stand.

Input: a dictionary (from TOML, or given in Python) and the positions of its keys.  A wrong type, an unknown or a
missing key is a ``SpecError`` with file, line and near misses.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from derive.errors import SpecError, near_misses
from derive.frontends import limits
from derive.frontends.positions import Path, Positions

T = TypeVar("T")
_REQUIRED: Any = object()
_TOML_HINTS = {
    "escape": "Text with backslashes or several lines goes between ''' and '''.",
    "character for a key": "An inline table { ... } stands on one line; names as values need quotation marks.",
    "invalid value": "Names as values need quotation marks.",
}


@dataclass(frozen=True)
class Table:
    """A table with its path in the document; ``what`` names it in messages (``layer 3 ('dense')``)."""

    data: Mapping[str, Any]
    file: str = ""
    positions: Positions = field(default_factory=Positions)
    path: Path = ()
    what: str = ""

    def place(self, *keys: str | int) -> str:
        """``file:line`` of a key (of the table itself without one); only the file's name if the line is not known."""
        line = self.positions.line((*self.path, *keys))
        return f"{self.file}:{line}" if line else self.file

    def text_place(self, *keys: str | int) -> tuple[str, int]:
        """The file, and the line on which the text of a key starts."""
        return self.file, self.positions.text_line((*self.path, *keys)) or 1

    def error(self, message: str, *keys: str | int, hint: str | None = None) -> SpecError:
        prefix = f"{self.what}: " if self.what else ""
        return SpecError(prefix + message, place=self.place(*keys) or None, hint=hint)

    def only(self, *known: str) -> None:
        """Refuse unknown keys."""
        for key in self.data:
            if key not in known:
                raise self.error(f"unknown key {key!r}", key, hint=near_misses(str(key), known) or None)

    def has(self, key: str) -> bool:
        return key in self.data

    def get(self, key: str, wanted: str, accept: Callable[[Any], bool], default: Any = _REQUIRED) -> Any:
        """The value of a key that ``accept`` holds for; ``wanted`` says in words what that is."""
        if key not in self.data:
            if default is _REQUIRED:
                raise self.error(f"the key {key!r} is missing", hint=f"It should be {wanted}.")
            return default
        value = self.data[key]
        if wanted == "a number" and isinstance(value, (int, float)) and not isinstance(value, bool) and not accept(value):
            raise self.error(f"{key!r} should be a finite number, and smaller than 1e300, not {str(value)[:40]}", key)
        if not accept(value):
            raise self.error(f"{key!r} should be {wanted}, not {describe(value)}", key)
        return value

    def string(self, key: str, default: Any = _REQUIRED) -> str:
        return self.get(key, "a string", lambda value: isinstance(value, str), default)

    def boolean(self, key: str, default: Any = _REQUIRED) -> bool:
        return self.get(key, "true or false", lambda value: isinstance(value, bool), default)

    def number(self, key: str, default: Any = _REQUIRED) -> float:
        return self.get(key, "a number", is_number, default)

    def choice(self, key: str, known: Iterable[str], default: Any = _REQUIRED) -> str:
        known = list(known)
        value = self.string(key, default)
        if value not in known:
            raise self.error(f"{key!r} cannot be {value!r}", key, hint=near_misses(value, known) or None)
        return value

    def table(self, key: str, what: str = "") -> Table:
        """A table below this one; an empty one if the key is missing."""
        data = self.get(key, "a table", lambda value: isinstance(value, Mapping), {})
        return Table(data, self.file, self.positions, (*self.path, key), what or self.what)

    def element(self, key: str, number: int, what: str) -> Table:
        """The table at a place of an array."""
        data = self.data[key][number]
        if not isinstance(data, Mapping):
            raise self.error(f"{what} should be a table, not {describe(data)}", key, number)
        return Table(data, self.file, self.positions, (*self.path, key, number), what)

    def array(self, key: str, default: Any = _REQUIRED) -> list[Any]:
        return list(self.get(key, "an array", lambda value: isinstance(value, (list, tuple)), default))

    def name_or_table(self, key: str, default: Any = _REQUIRED) -> tuple[str, Table]:
        """``"huber"`` or ``{ name = "huber", delta = 2 }``: the name, and the table of its options."""
        value = self.get(key, "a name or a table with a name", lambda value: isinstance(value, (str, Mapping)), default)
        if isinstance(value, str):
            return value, Table({}, self.file, self.positions, (*self.path, key), self.what)
        table = Table(value, self.file, self.positions, (*self.path, key), self.what)
        rest = {k: v for k, v in value.items() if k != "name"}
        return table.string("name"), Table(rest, self.file, self.positions, (*self.path, key), self.what)


def is_number(value: Any) -> bool:
    """Whether a value is a finite number (``true`` is none)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300 and math.isfinite(value)


def describe(value: Any) -> str:
    """What a value is, in the words of TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    names = {str: "the string", int: "the number", float: "the number", list: "an array", tuple: "an array"}
    kind = next(
        (name for python, name in names.items() if isinstance(value, python)), "a table" if isinstance(value, Mapping) else ""
    )
    if not kind:
        return f"a {type(value).__name__}"
    return (
        kind
        if kind.startswith("a")
        else f"{kind} {str(value)[:40]!r}"
        if isinstance(value, str)
        else f"{kind} {str(value)[:40]}"
    )


def parse(text: str, file: str) -> Table:
    """The whole document.

    Raises:
        SpecError: it is no TOML, or too large.
    """
    if len(text) > limits.TEXT:
        raise SpecError(f"the specification has {len(text)} characters; {limits.TEXT} are allowed", place=file)
    if re.search(rf"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){{{limits.KEY_PARTS}}}[\w\"'-]", text):
        raise SpecError(f"a key has more than {limits.KEY_PARTS} parts", place=file)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        message = str(error)[: found.start()] if found else str(error)
        line = found.group(1) if found and found.group(1) else str(text.count("\n") + 1)
        hint = next((hint for word, hint in _TOML_HINTS.items() if word in message.lower()), None)
        raise SpecError(f"this is not TOML: {message[:1].lower() + message[1:]}", place=f"{file}:{line}", hint=hint) from None
    except (RecursionError, ValueError):
        raise SpecError("this is not TOML that can be read (tables too deep, or a number too long)", place=file) from None
    try:
        return Table(data, file, Positions(text))
    except RecursionError:
        raise SpecError("arrays are nested too deeply", place=file) from None
